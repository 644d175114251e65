import { describe, expect, it } from 'vitest';
import { LOG_FORMATS } from '#src/parsers/registry.ts';
import { findFormat } from '#src/parsers/sniff.ts';
import { LINE_FORMATS } from './cases.ts';

const bytesOf = (...lines: string[]) => new TextEncoder().encode(lines.join('\n'));
const nameOf = (...lines: string[]) => findFormat(bytesOf(...lines), LOG_FORMATS)?.name;

const LOGCAT = '08-10 11:20:03.661   839   839 I update_engine: text';
const SYSLOG = 'Jun 02 19:48:59 gateway update_engine[889]: text';

describe('recognition by content', () => {
  it('takes what most lines are', () => {
    expect(nameOf(LOGCAT, LOGCAT, SYSLOG, '')).toBe('logcat');
    expect(nameOf(SYSLOG, SYSLOG, LOGCAT, '')).toBe('syslog');
  });

  it('knows a logcat behind console noise and full of stack traces', () => {
    const trace = Array.from({ length: 6 }, (_, i) => `\tat com.vehicle.Class${i}.method(Class${i}.java:${i})`);
    expect(nameOf('adb logcat -v threadtime', LOGCAT, ...trace, LOGCAT, ...trace, '')).toBe('logcat');
  });

  it('does not count the last line, which may be cut', () => {
    expect(nameOf('plain text', LOGCAT.slice(0, 40))).toBe('text');
  });

  it('judges a file of one line without an end by that line', () => {
    expect(nameOf(LOGCAT)).toBe('logcat');
    expect(nameOf('{"msg":"one"}')).toBe('jsonl');
  });

  it('knows the same short lines as journald by its header', () => {
    expect(nameOf('-- Logs begin at Wed 2021-06-02 19:00:00 UTC. --', SYSLOG, '')).toBe('journald');
    expect(nameOf(SYSLOG, '-- Boot 1b4e28ba2fa14d7a8f1c3d5e6f708192 --', SYSLOG, '')).toBe('journald');
  });

  it('is not fooled by a hole of zeros in a text', () => {
    expect(nameOf(LOGCAT, '\0'.repeat(20_000), LOGCAT, '')).toBe('logcat');
  });

  it.each([
    ['zeros', new Uint8Array(4096)],
    ['random bytes', Uint8Array.from({ length: 4096 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24)],
    ['UTF-16 without a mark', Uint8Array.from({ length: 4096 }, (_, i) => (i % 2 ? 0 : 0x41))],
    ['nothing', new Uint8Array(0)],
    ['white space', bytesOf('  ', '\t', '')],
  ])('%s are no text', (_name, bytes) => {
    expect(LINE_FORMATS.map((format) => format.sniff(bytes))).toEqual(LINE_FORMATS.map(() => 0));
  });
});
