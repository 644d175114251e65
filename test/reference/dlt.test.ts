import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DltArgument, DltWriter } from '#src/simulator/writers/dlt.ts';
import { decodeAll, type PlainRecord } from '../parsers/dlt/decode-all.ts';
import { logMessage, mixedFile, NOON_US } from '../parsers/dlt/messages-to-write.ts';
import { corpusFile, isCorpusAbsent } from '../support/corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'argus-dlt-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Its exit status says nothing (`-h` gives 255), so what it printed is what counts. */
function dltConvert(...parameters: string[]): string {
  const { error, stdout } = spawnSync('dlt-convert', parameters, { maxBuffer: 1 << 28, encoding: 'latin1' });
  if (error) throw new Error('dlt-convert cannot be run; install it with: apt-get install dlt-tools', { cause: error });
  return stdout;
}

beforeAll(() => {
  dltConvert('-h');
});

/** `3 2026/03/01 12:00:00.003000 30 003 GATE OTA- INST log info V 1 [text]`, one per record. */
const LINE = /^\d+ (\S+ \S+) +(\S+) (\d+) (\S+) (\S+) (\S+) (.+?) ([NV]) (?:\d+|-) \[(.*)\]$/s;

interface ShownMessage {
  time: string;
  tick: string;
  counter: number;
  source: string;
  level: string;
  text: string;
}

function shownByReference(bytes: Uint8Array): ShownMessage[] {
  const file = join(folder, 'sample.dlt');
  writeFileSync(file, bytes);
  return dltConvert('-a', file).trimEnd().split('\n').map(parseLine);
}

function parseLine(line: string): ShownMessage {
  const parts = LINE.exec(line);
  if (!parts) throw new Error(`dlt-convert printed an unknown line: ${line}`);
  const [, time, tick, counter, ecu, app, context, type, mode, text] = parts;
  const isControl = type.startsWith('control');
  return {
    time,
    tick,
    counter: Number(counter),
    source: [ecu, app, context].map((id) => id.replace(/-+$/, '')).join('/'),
    level: type.startsWith('log ') ? type.slice(4) : 'none',
    text: mode === 'N' ? bracketed(text, isControl) : text,
  };
}

/** dlt-convert: `set_log_level, ok, 01`, `4711, ff`; Argus, as dlt-viewer: `[set_log_level ok] 01`, `[4711] ff`. */
function bracketed(text: string, isControl: boolean): string {
  const [id, ...rest] = text.split(', ');
  const status = isControl && /^[a-z_]+$/.test(rest[0] ?? '') ? ` ${rest.shift()}` : '';
  const data = rest.join(', ');
  return `[${id}${status}]${data ? ` ${data}` : ''}`;
}

function shownByArgus(record: PlainRecord): ShownMessage {
  const iso = new Date(Math.floor(record.timeUs / 1000)).toISOString();
  const micros = String(record.timeUs % 1e6).padStart(6, '0');
  return {
    time: `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)}.${micros}`,
    tick: Number.isNaN(record.uptimeUs) ? '----------' : String(record.uptimeUs / 100),
    counter: record.counter,
    source: record.source,
    level: record.level,
    text: record.text,
  };
}

function expectSame(bytes: Uint8Array): void {
  const { records, gaps } = decodeAll(bytes);
  expect(gaps).toEqual([]);
  expect(records.map(shownByArgus)).toEqual(shownByReference(bytes));
}

const STORAGE_HEADER_BYTES = 16;

/** The messages of a stored file, each with the header of a serial line (`DLS\x01`) in place of its storage header. */
function serialOf(stored: Uint8Array): Uint8Array {
  const messages = decodeAll(stored).records.map(({ offset, length }) => [
    Buffer.from('DLS\x01', 'latin1'),
    stored.subarray(offset + STORAGE_HEADER_BYTES, offset + length),
  ]);
  return new Uint8Array(Buffer.concat(messages.flat()));
}

describe('dlt-convert and Argus show the same', () => {
  const corpus = ['covesa_testfile', 'chipmunk_someip', 'rjcp_SimpleNonVerbose', 'pydlt_issue24'];
  it.skipIf(isCorpusAbsent()).each(corpus)('of the real file %s', (name) => {
    expectSame(new Uint8Array(readFileSync(corpusFile(`dlt/${name}.dlt`) ?? '')));
  });

  it.skipIf(isCorpusAbsent()).each(corpus)('of the real file %s as it goes over a serial line', (name) => {
    const stored = new Uint8Array(readFileSync(corpusFile(`dlt/${name}.dlt`) ?? ''));
    const { records, gaps } = decodeAll(serialOf(stored));
    // The clock and, for messages that do not name it themselves, the ECU are in the storage header only.
    const carried = ({ time: _, source, ...rest }: ShownMessage, hasEcu: boolean) => ({
      ...rest,
      source: hasEcu ? source : source.replace(/^[^/]*/, ''),
    });
    expect(gaps).toEqual([]);
    const shown = records.map((record) => shownByArgus({ ...record, timeUs: 0 }));
    const expected = shownByReference(stored).map((message, n) => carried(message, !shown[n]?.source.startsWith('/')));
    expect(shown.map((message) => carried(message, true))).toEqual(expected);
  });

  it.each([false, true])('of every verbose argument type, big-endian %s', (bigEndian) => {
    const writer = new DltWriter();
    for (const [n, list] of argumentLists(bigEndian).entries()) {
      writer.log(logMessage(n, { arguments: list, bigEndian, sessionId: n % 2 ? n : undefined }));
    }
    expectSame(writer.copyBytes());
  });

  it.each([false, true])('of control and non-verbose messages, big-endian %s', (bigEndian) => {
    const writer = new DltWriter();
    const envelope = { timeUs: NOON_US, ecu: 'GATE', bigEndian };
    writer.control({ ...envelope, serviceId: 1, data: Uint8Array.of(1, 2) });
    writer.control({ ...envelope, serviceId: 2, status: 0, app: 'DA1', context: 'DC1' });
    writer.control({ ...envelope, serviceId: 3, status: 8, data: Uint8Array.of(1, 2) });
    writer.nonVerbose({ ...envelope, messageId: 4_000_000_000, data: Uint8Array.of(1, 0x41), tick: 5 });
    writer.nonVerbose({ ...envelope, messageId: 1, app: 'A', context: 'B', level: 'error' });
    expectSame(writer.copyBytes());
  });

  it('of messages whose argument count lies', () => {
    const writer = new DltWriter();
    for (let n = 0; n < 10; n++) writer.log(logMessage(n, { declaredArguments: 1 }));
    writer.log(logMessage(0, { arguments: [], declaredArguments: 0 }));
    expectSame(writer.copyBytes());
  });

  it('the number of messages of a long file of every kind', () => {
    const file = join(folder, 'long.dlt');
    const { bytes } = mixedFile(5000);
    writeFileSync(file, bytes);
    expect(dltConvert('-c', file)).toContain(`Total number of messages: ${decodeAll(bytes).records.length}`);
  });
});

/** Left out, because dlt-convert shows the bytes and not the value: hex and binary coding in big-endian, fixed point. */
function argumentLists(bigEndian: boolean): DltArgument[][] {
  const widths = [8, 16, 32, 64] as const;
  const floats = [0, -0, 1, 0.1, 123456, 1234567, 1e-4, 1e-5, 3.4e38, -2.5e-9, Number.NaN, Infinity, 999999.5];
  const coded: DltArgument[] = widths.map((bits) => ({ type: 'uint', bits, value: 0x5a, coding: 'hex' }));
  const binary: DltArgument[] = [8, 16].map((bits) => ({ type: 'uint', bits: bits as 8, value: 0x5a, coding: 'bin' }));
  return [
    [{ type: 'bool', value: true }],
    [{ type: 'bool', value: false, name: 'flag' }],
    ...widths.map((bits): DltArgument[] => [{ type: 'sint', bits, value: -100 }]),
    ...widths.map((bits): DltArgument[] => [{ type: 'uint', bits, value: 2n ** BigInt(bits) - 1n }]),
    [{ type: 'uint', bits: 128, value: 77n }],
    ...floats.map((value): DltArgument[] => [{ type: 'float', bits: 64, value }]),
    ...floats.map((value): DltArgument[] => [{ type: 'float', bits: 32, value }]),
    [{ type: 'string', value: 'plain' }],
    [{ type: 'string', value: 'left\0over', name: 'x' }],
    [{ type: 'raw', value: Uint8Array.of(0, 0x7f, 0xff) }],
    [{ type: 'trace-info', value: 'trace' }],
    [{ type: 'uint', bits: 16, value: 12, name: 'voltage', unit: 'V' }],
    [
      { type: 'string', value: 'a' },
      { type: 'string', value: '' },
      { type: 'sint', bits: 8, value: 1 },
    ],
    ...(bigEndian ? [] : [...coded, ...binary].map((each) => [each])),
  ];
}
