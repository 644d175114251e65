import { describe, expect, it } from 'vitest';
import { dltFormat } from '#src/parsers/dlt/dlt-format.ts';
import { Flag, Kind } from '#src/parsers/record-batch.ts';
import { coverageErrors, decodeAll } from './decode-all.ts';
import { mixedFile, NOON_US } from './messages-to-write.ts';

const STORAGE_HEADER_BYTES = 16;
const SERIAL = [0x44, 0x4c, 0x53, 1];

/** The same messages with other bytes in place of each storage header. */
function reframed(count: number, before: readonly number[]): Uint8Array {
  const { bytes, starts } = mixedFile(count);
  const messages = starts.slice(1).map((end, n) => bytes.subarray(starts[n] + STORAGE_HEADER_BYTES, end));
  return Uint8Array.from(messages.flatMap((message) => [...before, ...message]));
}

function texts(bytes: Uint8Array): string[] {
  return decodeAll(bytes).records.map((record) => record.text);
}

const stored = texts(mixedFile(200).bytes);

describe.each([
  ['serial', SERIAL, 0],
  // Without markers only the header that follows confirms a message, so the one before the garbage goes with it.
  ['bare', [], 1],
])('A %s stream', (_, before, lostBeforeGarbage) => {
  const bytes = reframed(200, before);

  it('is recognised and gives the same messages as a stored one, without storage time', () => {
    expect(dltFormat.sniff(bytes.subarray(0, 65_536))).toBeGreaterThanOrEqual(0.7);
    expect(texts(bytes)).toEqual(stored);
    expect(decodeAll(bytes).records.every((record) => Number.isNaN(record.timeUs))).toBe(true);
    expect(coverageErrors(decodeAll(bytes), bytes.length)).toEqual([]);
  });

  it('is the same however it is split', () => {
    expect(decodeAll(bytes, [1, 50, 333])).toEqual(decodeAll(bytes));
  });

  it('goes on behind garbage', () => {
    const dirty = Uint8Array.from([...bytes, ...new Uint8Array(50).fill(7), ...bytes]);
    expect(texts(dirty)).toEqual([...stored.slice(0, stored.length - lostBeforeGarbage), ...stored]);
    expect(decodeAll(dirty).gaps.map((gap) => gap.offset + gap.length)).toEqual([bytes.length + 50]);
  });

  it('loses only the last message when cut off', () => {
    const stream = decodeAll(bytes.subarray(0, bytes.length - 3));
    expect(stream.records.map((record) => record.text)).toEqual(stored.slice(0, -1));
    expect(stream.gaps.map((gap) => gap.reason)).toEqual(['cut-off-file']);
  });
});

describe('Recognition', () => {
  it('finds serial messages behind what the line showed before, and none where text only speaks of them', () => {
    const console = Buffer.from('U-Boot 2021.04\r\nlogin: root\r\n# ');
    const bytes = Uint8Array.from([...console, ...reframed(20, SERIAL)]);
    expect(dltFormat.sniff(bytes)).toBeGreaterThan(0.5);
    expect(texts(bytes)).toEqual(texts(reframed(20, SERIAL)));
    expect(dltFormat.sniff(Uint8Array.from([0, ...SERIAL, 0x44, 0x4c, 0x54, 1, 0]))).toBe(0);
    expect(dltFormat.sniff(Buffer.from('markers are DLS\x01 and DLS\x01 here, as the standard says it'))).toBe(0);
  });

  it.each([
    ['a time stamped line', '2024-01-02 03:04:05.678 ERROR update failed\n'],
    ['a syslog line', '<34>1 2024-01-02T03:04:05Z host app - - - text\n'],
    ['a candump line', '(1696758378.547717) can0 0F7#01FD0102030405\n'],
    ['digits', '1234567890'],
    ['spaces', '                    '],
    ['a kernel line', '[    0.000000] Booting Linux on physical CPU 0x0\n'],
  ])('leaves text alone: %s', (_, line) => {
    for (const times of [1, 3, 100, 2000]) {
      const head = new TextEncoder().encode(line.repeat(times)).subarray(0, 65_536);
      expect(dltFormat.sniff(head)).toBe(0);
    }
  });

  it('leaves zeros, other magics and nothing alone', () => {
    for (const head of [
      new Uint8Array(0),
      new Uint8Array(5000),
      Uint8Array.of(0x1f, 0x8b, 8, 0),
      Uint8Array.of(0x44),
    ]) {
      expect(dltFormat.sniff(head)).toBe(0);
    }
  });

  it('is certain from the magic, and less so when foreign bytes come first', () => {
    const { bytes } = mixedFile(3);
    expect(dltFormat.sniff(bytes)).toBe(1);
    expect(dltFormat.sniff(Uint8Array.from([...new Uint8Array(99), ...bytes]))).toBe(0.6);
  });
});

describe('Protocol version 2', () => {
  const HELLO = [0x00, 0x82, 0, 0, 6, 0, ...ascii('hello'), 0];
  const SINCE_START = [0x80, 0, 0, 0, 0, 0, 0, 0, 5];

  it('reads the storage time of dlt-daemon (seconds BE, then nanoseconds LE)', () => {
    const seconds = NOON_US / 1e6;
    const time = [0, ...u32(seconds), ...u32(7000).reverse()];
    const [record] = decodeAll(
      storedV2(time, messageV2({ htyp: 0, body: [0x41, 1, ...SINCE_START, ...HELLO] })),
    ).records;
    expect(record).toMatchObject({ timeUs: NOON_US + 7, uptimeUs: 5_000_000, text: 'hello', level: 'info' });
    expect(record.source).toBe('ECUX//');
  });

  it('reads the storage time of dlt-viewer (nanoseconds LE, then seconds LE)', () => {
    const seconds = NOON_US / 1e6;
    const time = [...u32(7000).reverse(), ...u32(seconds).reverse(), 0];
    const [record] = decodeAll(
      storedV2(time, messageV2({ htyp: 0, body: [0x41, 1, ...SINCE_START, ...HELLO] })),
    ).records;
    expect(record.timeUs).toBe(NOON_US + 7);
  });

  it('takes the time of the message when nothing stored one', () => {
    const time = [...u32(3000), 0, ...u32(NOON_US / 1e6)];
    const message = messageV2({ htyp: 0, body: [0x21, 1, ...time, ...HELLO] });
    const [record] = decodeAll(Uint8Array.from([...message, ...message])).records;
    expect(record).toMatchObject({ timeUs: NOON_US + 3, text: 'hello', level: 'error' });
    expect(record.uptimeUs).toBeNaN();
  });

  it('reads every optional field on the way to the payload', () => {
    const optional = [
      ...sized('ECU-LONG'),
      ...sized('UPDATER'),
      ...sized('MAIN'),
      ...u32(77),
      ...sized('main.cpp'),
      ...u32(42),
      2,
      ...sized('ota'),
      ...sized('fleet'),
      3,
    ];
    const message = messageV2({ htyp: 0x71c, body: [0x41, 1, ...SINCE_START, ...optional, ...HELLO] });
    const [record] = decodeAll(storedV2(new Array(9).fill(0), message)).records;
    expect(record).toMatchObject({ source: 'ECU-LONG/UPDATER/MAIN', text: 'hello', counter: 9 });
  });

  it('shows non-verbose, control and segmented messages', () => {
    const nonVerbose = messageV2({ htyp: 1, body: [...SINCE_START, ...u32(4711), 0xab] });
    const control = messageV2({ htyp: 2, body: [0x26, 1, 0x11, 0, 0, 0, 0] });
    const segment = messageV2({ htyp: 0x800, body: [0x41, 1, ...SINCE_START, 0, 2, 0xcd] });
    const bytes = [nonVerbose, control, segment].flatMap((each) => [...storedV2(new Array(9).fill(0), each)]);
    const { records, gaps } = decodeAll(Uint8Array.from(bytes));
    expect(gaps).toEqual([]);
    expect(records.map((record) => record.text)).toEqual(['[4711] ab', '[set_default_log_level ok]', 'cd']);
    expect(records[0]).toMatchObject({ id: 4711, flags: Flag.nonVerbose | Flag.undescribed });
    expect(records[1].kind).toBe(Kind.control);
  });

  it('never reads a header beyond the message: a name longer than it is a gap', () => {
    const message = messageV2({ htyp: 4, body: [0x41, 1, ...SINCE_START, 250, 65] });
    const stream = decodeAll(storedV2(new Array(9).fill(0), message));
    expect(stream.records).toEqual([]);
    expect(stream.gaps.map((gap) => gap.reason)).toEqual(['invalid-length']);
  });

  function messageV2(message: { htyp: number; body: number[] }): number[] {
    const length = 7 + message.body.length;
    return [0x40 | (message.htyp & 0xff), message.htyp >> 8, 0, 0, 9, length >> 8, length & 0xff, ...message.body];
  }

  function storedV2(time: number[], message: number[]): Uint8Array {
    return Uint8Array.from([...ascii('DLT'), 2, ...time, ...sized('ECUX'), ...message]);
  }
});

function u32(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

function sized(text: string): number[] {
  return [text.length, ...ascii(text)];
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
