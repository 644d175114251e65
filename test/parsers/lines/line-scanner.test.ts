import { describe, expect, it } from 'vitest';
import { LineScanner } from '#src/parsers/lines/line-scanner.ts';
import { MAX_RECORD_BYTES } from '#src/parsers/log-format.ts';
import { logcatFormat } from '#src/parsers/logcat/logcat-format.ts';
import { textFormat } from '#src/parsers/text/text-format.ts';
import { decodeStream } from './decode-stream.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const places = (text: string) => Object.keys(decodeStream(textFormat, bytesOf(text)).records);

describe('lines', () => {
  it.each([
    ['LF', 'a\nbc\n', ['0+1', '2+2']],
    ['CRLF', 'a\r\nbc\r\n', ['0+1', '3+2']],
    ['lone CR, as progress on a console', ' 10%\r 20%\r', ['0+4', '5+4']],
    ['no newline at the end', 'a\nbc', ['0+1', '2+2']],
    ['blank lines and lines of white space', '\n\n a\n \t \n\r\n', ['2+2']],
    ['a byte order mark', '\ufeffa\n', ['3+1']],
    ['a byte order mark alone', '\ufeff', []],
    ['a NUL behind a line, as C strings have it', 'a\0\nb\0', ['0+1', '3+1']],
    ['nothing', '', []],
  ])('end at %s', (_name, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  it('leave a run of NUL between them as a gap', () => {
    const stream = decodeStream(textFormat, bytesOf(`cut by a power loss${'\0'.repeat(4096)}goes on\n`));
    expect(Object.keys(stream.records)).toEqual(['0+19', '4115+7']);
    expect(stream.gaps).toEqual({ '19+4096': 'garbage' });
  });

  it('are found at every alignment and length', () => {
    for (let length = 1; length < 40; length++) {
      const text = `${'x'.repeat(length)}\n`.repeat(9);
      expect(places(text)).toHaveLength(9);
    }
  });
});

describe('a line longer than a record may be', () => {
  const long = (length: number) => bytesOf(`before\n${'x'.repeat(length)}\nafter\n`);

  it('is whole below the limit', () => {
    const stream = decodeStream(textFormat, long(MAX_RECORD_BYTES - 1));
    expect(Object.keys(stream.records)).toEqual(['0+6', `7+${MAX_RECORD_BYTES - 1}`, `${MAX_RECORD_BYTES + 7}+5`]);
    expect(stream.gaps).toEqual({});
  });

  it.each([1, 1000, 300_000])('keeps its first part as a cut record and gives %i bytes as a gap', (beyond) => {
    const bytes = long(MAX_RECORD_BYTES + beyond);
    const stream = decodeStream(textFormat, bytes);
    const [, [place, record]] = Object.entries(stream.records);
    expect(place).toBe(`7+${MAX_RECORD_BYTES}`);
    expect(record).toContain(' cut ');
    expect(stream.gaps).toEqual({ [`${7 + MAX_RECORD_BYTES}+${beyond}`]: 'line-too-long' });
    expect(decodeStream(textFormat, bytes, [MAX_RECORD_BYTES + 1, 77_777])).toEqual(stream);
  });

  it('is passed over in a 100 MB line window by window, keeping nothing', () => {
    const window = { bytes: new Uint8Array(1 << 20).fill(0x78), end: 1 << 20, offset: 0, isLast: false };
    const gaps: number[] = [];
    const sink = { addGap: (_at: number, length: number) => gaps.push(length), addPadding: () => {} };
    const scanner = new LineScanner();
    scanner.open(window, 0);
    expect(scanner.next(sink)).toBe(true);
    for (let i = 0; i < 100; i++) {
      expect(scanner.next(sink)).toBe(false);
      expect(scanner.at).toBe(window.end);
      window.offset += window.end;
      window.isLast = i === 98;
      scanner.open(window, 0);
    }
    expect(gaps).toEqual([100 * (1 << 20) - MAX_RECORD_BYTES]);
  });
});

describe('more records than a batch holds', () => {
  it('are all given', () => {
    expect(places('line\n'.repeat(10_000))).toHaveLength(10_000);
  });

  it('are whole when their text stands in lines of its own', () => {
    const entry = (i: number) => `[ 08-10 11:20:03.661   839:  840 I/tag ]\ntext ${i}\nmore\n\n`;
    const bytes = bytesOf(Array.from({ length: 9000 }, (_, i) => entry(i)).join(''));
    const { records } = decodeStream(logcatFormat, bytes);
    const bodies = Object.values(records).map((record) => record.slice(record.indexOf('#839: ') + 6));
    expect(bodies).toEqual(Array.from({ length: 9000 }, (_, i) => `text ${i}\nmore`));
  });
});
