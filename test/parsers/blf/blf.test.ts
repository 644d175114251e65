import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { blfFormat } from '#src/parsers/blf/blf-format.ts';
import { unpackContainers } from '#src/parsers/blf/unpack-containers.ts';
import { ByteCursor } from '#src/parsers/byte-cursor.ts';
import type { ByteStream } from '#src/parsers/byte-source.ts';
import { ExpansionBudget } from '#src/parsers/containers/expansion-budget.ts';
import { ParseError } from '#src/parsers/parse-error.ts';
import { DEFAULT_LIMITS } from '#src/parsers/read-limits.ts';
import type { BlfObjectSpec } from '#test/support/blf-writer.ts';
import { blf, blfContainer, blfFile, blfHeader, blfObject, Fields } from '#test/support/blf-writer.ts';
import { type ReadStream, readBytes } from '#test/support/read-log.ts';

const START_US = Date.UTC(2026, 2, 3, 14, 15, 7, 250) * 1000;

async function read(bytes: Uint8Array, chunkBytes = 1 << 20): Promise<ReadStream> {
  const { streams, failed } = await readBytes(bytes, { chunkBytes });
  expect(failed).toEqual([]);
  expect(streams[0].format).toBe('blf');
  return streams[0];
}

const shown = ({ records }: ReadStream): string[] =>
  records.map(({ kind, ecu, app, text }) => `${kind} ${ecu}/${app} ${text}`);

const numbered = (count: number, options: { padding?: number } = {}): Uint8Array[] =>
  Array.from({ length: count }, (_, n) =>
    blfObject({ ...blf.can(0x100 + (n % 8), [n & 0xff, n >> 8]), timeNs: n * 1e6, ...options }),
  );

const numbers = ({ records }: ReadStream): number[] =>
  records.map(({ text }) => Number.parseInt(text.slice(6, 8) + text.slice(4, 6), 16));

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const frame = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x86, 0xdd, 0x60];
const tagged = [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x81, 0, 0, 5, 0x88, 0xb5, 1];

describe('a BLF file', () => {
  const whole = blfFile(numbered(20));

  it('without its header is read, with times since it began', async () => {
    const stream = await read(whole.subarray(144));
    expect(stream.records.map(({ text }) => text)).toEqual((await read(whole)).records.map(({ text }) => text));
    expect(stream.gaps).toEqual([]);
    expect(stream.records[3].timeUs).toBeNull();
  });

  it('that ends within its header is damaged', async () => {
    expect((await read(whole.subarray(0, 100))).gaps).toEqual([{ offset: 0, length: 100, reason: 'cut-off-file' }]);
  });
});

const OBJECTS: [string, BlfObjectSpec, string][] = [
  ['CAN_MESSAGE', blf.can(0x7e8, [3, 0x7f, 0x36, 0x72]), 'frame CAN1/7E8 7E8#037F3672'],
  ['a 29-bit id', blf.can(0x98daf110, [1, 0x3e], { channel: 2 }), 'frame CAN2/18DAF110 18DAF110#013E'],
  ['a remote frame', blf.can(0x123, [0, 0], { flags: 0x80 }), 'frame CAN1/123 123#R'],
  ['CAN_MESSAGE2', blf.can(0x7e8, [1], { type: 86 }), 'frame CAN1/7E8 7E8#01'],
  [
    'CAN_FD_MESSAGE',
    blf.fd(0x300, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    'frame CAN1/300 300##10102030405060708090A0B0C',
  ],
  ['a classic frame in CAN_FD_MESSAGE', blf.fd(0x300, [1, 2], 0), 'frame CAN1/300 300#0102'],
  ['CAN_FD_MESSAGE_64', blf.fd64(0x300, [1, 2, 3]), 'frame CAN2/300 300##1010203'],
  ['data shorter than told', blf.fd64(0x300, [1, 2], { valid: 4 }), 'frame CAN2/300 300##101020000'],
  [
    'data in front of an extension',
    blf.fd64(0x300, [1, 2, 9, 9], { valid: 2, extension: 74 }),
    'frame CAN2/300 300##10102',
  ],
  ['a remote frame in CAN_FD_MESSAGE_64', blf.fd64(0x300, [], { flags: 0x10, valid: 4 }), 'frame CAN2/300 300#R'],
  ['CAN_ERROR', blf.error(2), 'frame CAN3/error error#'],
  ['CAN_ERROR_EXT', blf.error(73), 'frame CAN3/error error#'],
  ['CAN_FD_ERROR_64', blf.error(104), 'frame CAN3/error error##1'],
  ['LIN_MESSAGE', blf.lin(0x3c, [0x7f, 2]), 'frame LIN1/3C 3C#7F02'],
  ['LIN_MESSAGE2', blf.lin2(0x3d, [1, 2, 3]), 'frame LIN2/3D 3D#010203'],
  ['ETHERNET_FRAME', blf.ethernet([0x45, 0]), 'frame Ethernet1/0800 0800#02000000000202000000000108004500'],
  [
    'ETHERNET_FRAME with a VLAN tag',
    blf.ethernet([0x45], 0x8100),
    'frame Ethernet1/0800 0800#02000000000202000000000181000005080045',
  ],
  ['ETHERNET_FRAME_EX', blf.ethernetEx(frame), 'frame Ethernet1/86DD 86DD#02000000000202000000000186DD60'],
  [
    'ETHERNET_FRAME_FORWARDED behind a VLAN tag',
    blf.ethernetEx(tagged, 121),
    'frame Ethernet1/88B5 88B5#0200000000020200000000018100000588B501',
  ],
  ['ETHERNET_ERROR_EX', blf.ethernetEx(frame, 122), 'frame Ethernet1/error error#02000000000202000000000186DD60'],
  ['ETHERNET_RX_ERROR', blf.ethernetRxError(frame), 'frame Ethernet1/error error#02000000000202000000000186DD60'],
  ['CAN_STATISTIC', blf.statistic(), 'message CAN1/CAN_STATISTIC Statistic: D 120 R 1 XD 30 XR 0 E 2 O 0 B 12.40%'],
  ['APP_TEXT', blf.text('Update gestartet: J7'), 'message /APP_TEXT Update gestartet: J7'],
  ['a type that is not read', { type: 54, content: new Uint8Array(40) }, 'control /LIN_STATISTIC '],
  ['a type that nobody knows', { type: 4711, content: new Uint8Array(4) }, 'control /UNKNOWN '],
];

describe('a BLF recording', () => {
  it.each(OBJECTS)('holds %s', async (_, object, text) => {
    expect(shown(await read(blfFile([blfObject(object)])))).toEqual([text]);
  });

  it('has times by the clock of its header, or none when that is empty', async () => {
    const objects = [blfObject({ ...blf.can(1, []), timeNs: 1_500_000_999 })];
    expect((await read(blfFile(objects))).records[0]).toMatchObject({ timeUs: START_US + 1_500_000, uptimeUs: null });
    const timeless = await read(blfFile(objects, { startMs: null }));
    expect(timeless.records[0]).toMatchObject({ timeUs: null, uptimeUs: 1_500_000 });
  });

  it('is read with headers of version 1, 2, 3 and versions to come', async () => {
    const objects = [1, 2, 3, 9].map((version) => blfObject({ ...blf.can(1, [version]), timeNs: 1000, version }));
    const stream = await read(blfFile(objects));
    expect(stream.records.map(({ text, timeUs }) => [text, timeUs])).toEqual(
      [1, 2, 3, 9].map((version) => [`001#0${version}`, START_US + 1]),
    );
  });

  it.each([0, 1, 2, 3, 8])('is read with %i bytes of padding', async (padding) => {
    const stream = await read(blfFile(numbered(20, { padding })));
    expect(numbers(stream)).toEqual(range(20));
    expect(stream.gaps).toEqual([]);
  });

  it('gives the same records and places whatever the size of its containers and however they are stored', async () => {
    const objects = numbered(400);
    const whole = await read(blfFile(objects));
    expect(numbers(whole)).toEqual(range(400));
    for (const containerBytes of [17, 47, 48, 1000, 4096]) {
      for (const method of [0, 2]) {
        const stream = await read(blfFile(objects, { containerBytes, method }), 777);
        expect({ ...stream, passed: 0 }).toEqual({ ...whole, passed: 0 });
      }
    }
  });

  it('is read where objects stand outside of containers', async () => {
    const bytes = Buffer.concat([blfHeader(null), ...numbered(2), blfContainer(Buffer.concat(numbered(3)))]);
    expect(numbers(await read(bytes))).toEqual([0, 1, 0, 1, 2]);
  });
});

describe('a damaged BLF recording', () => {
  const objects = numbered(300);
  const [first, second, third] = [0, 100, 200].map((from) => Buffer.concat(objects.slice(from, from + 100)));
  const fileOf = (...containers: Uint8Array[]): Uint8Array => Buffer.concat([blfHeader(null), ...containers]);

  it.each([
    ['too small a size', 10],
    ['too large a size', 1 << 20],
    ['no size', 0],
    ['a size beyond every limit', 0xffffffff],
  ])('whose container tells %s is read whole', async (_, told) => {
    const stream = await read(fileOf(blfContainer(first, 2, told), blfContainer(second)));
    expect(numbers(stream)).toEqual(range(200));
  });

  it('that was cut keeps every whole object of the last container', async () => {
    const bytes = fileOf(blfContainer(first), blfContainer(second));
    for (const lost of [10, 40, 200]) {
      const stream = await read(bytes.subarray(0, bytes.length - lost));
      const kept = numbers(stream);
      expect(kept).toEqual(range(kept.length));
      expect(kept.length).toBeGreaterThanOrEqual(100);
      expect(stream.gaps).toHaveLength(1);
    }
  });

  it('with a container that cannot be unpacked goes on with the next, and says so', async () => {
    const bad = blfContainer(second);
    bad.fill(0x55, 40, 90);
    const stream = await read(fileOf(blfContainer(first), bad, blfContainer(third)));
    const kept = numbers(stream);
    expect(kept.slice(0, 100)).toEqual(range(100));
    expect(kept.slice(-100)).toEqual(range(300).slice(200));
    expect(stream.gaps).toHaveLength(1);
    expect(stream.gaps[0].length).toBeGreaterThanOrEqual(bad.length - 3);
  });

  it('with a container whose checksum does not fit keeps what came out of it, and says so', async () => {
    const bad = Buffer.from(blfContainer(second));
    const size = bad.readUInt32LE(8);
    bad[size - 1] ^= 1;
    const stream = await read(fileOf(blfContainer(first), bad, blfContainer(third)));
    expect(numbers(stream)).toEqual(range(300));
    expect(stream.gaps).toMatchObject([{ length: size }]);
  });

  /** More than are unpacked at a time. */
  const MANY = 9;
  const EACH = 1500;
  const all = numbered(MANY * EACH);
  const many = Array.from({ length: MANY }, (_, n) =>
    blfContainer(Buffer.concat(all.slice(n * EACH, n * EACH + EACH))),
  );

  it.each([0, 6, 8])('keeps its order whichever of many containers has the wrong checksum: %i', async (n) => {
    const bad = Buffer.from(many[n]);
    bad[bad.readUInt32LE(8) - 1] ^= 1;
    const stream = await read(fileOf(...many.with(n, bad)), 20_000);
    expect(numbers(stream)).toEqual(range(all.length));
    expect(stream.gaps).toHaveLength(1);
  });

  it('whose stream breaks off keeps all that was unpacked before', async () => {
    async function* broken(): ByteStream {
      yield fileOf(...many.slice(0, 3));
      throw new ParseError('corrupt-container', 'The stream broke off.');
    }
    const cursor = new ByteCursor(broken());
    const budget = new ExpansionBudget(DEFAULT_LIMITS, cursor);
    let bytes = 0;
    const read = async () => {
      for await (const piece of unpackContainers({ cursor, budget, codecs: nodeCodecs })) bytes += piece.length;
    };
    await expect(read()).rejects.toThrow('The stream broke off.');
    expect(bytes).toBe(144 + 3 * EACH * 48);
  });

  it.each([50, 1 << 20])(
    'that unpack to more than is allowed keep what is not, in pieces of %i bytes',
    async (size) => {
      const file = fileOf(...Array.from({ length: 5 }, () => blfContainer(new Uint8Array(1_000))));
      async function* pieces(): ByteStream {
        for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
      }
      const cursor = new ByteCursor(pieces());
      const budget = new ExpansionBudget({ ...DEFAULT_LIMITS, maxExpandedBytes: 3_500 }, cursor);
      let bytes = 0;
      const read = async () => {
        for await (const piece of unpackContainers({ cursor, budget, codecs: nodeCodecs })) bytes += piece.length;
      };
      await expect(read()).rejects.toThrow(ParseError);
      expect(bytes).toBe(144 + 3_000);
    },
  );

  it('whose system variable promises a longer name than it has keeps what is there', async () => {
    const name = Buffer.from('Speed');
    const content = new Fields().u32(3).zeros(12).u32(4_000).u32(4_000).zeros(8);
    const object = blfObject({ type: 72, content: Buffer.concat([content.bytes(), name]), padding: 0 });
    for (const file of [fileOf(object), fileOf(blfContainer(object))])
      expect((await read(file)).records.map(({ text }) => text)).toEqual(['Speed = ']);
  });

  it('with a container of an unknown method makes a gap of it', async () => {
    const strange = blfContainer(second, 7);
    const stream = await read(fileOf(blfContainer(first), strange, blfContainer(third)));
    expect(numbers(stream)).toEqual([...range(100), ...range(300).slice(200)]);
    expect(stream.gaps).toMatchObject([{ reason: 'garbage' }]);
  });

  it.each([0, 15, 0xffffffff, 100_000, 49])('with an object size of %i loses that object only', async (size) => {
    const inner = Buffer.concat(objects);
    inner.writeUInt32LE(size, 50 * 48 + 8);
    const stream = await read(fileOf(blfContainer(inner)));
    expect(numbers(stream)).toEqual(range(300).filter((n) => n !== 50));
    expect(stream.gaps).toMatchObject([{ offset: 144 + 50 * 48, length: 48 }]);
  });

  it('with an object cut short goes on with the next', async () => {
    const inner = Buffer.concat([...objects.slice(0, 5), objects[5].subarray(0, 30), ...objects.slice(6)]);
    const stream = await read(fileOf(blfContainer(inner)));
    expect(numbers(stream)).toEqual(range(300).filter((n) => n !== 5));
    expect(stream.gaps).toEqual([{ offset: 144 + 5 * 48, length: 30, reason: 'truncated-record' }]);
  });

  it('with bytes between its containers goes on with the next', async () => {
    const noise = Buffer.alloc(5000, 'no container ');
    const stream = await read(fileOf(blfContainer(first), noise, blfContainer(second)));
    expect(numbers(stream)).toEqual(range(200));
    expect(stream.gaps).toMatchObject([{ length: noise.length, reason: 'garbage' }]);
  });

  it('expands to no more than it may', async () => {
    const bomb = blfContainer(new Uint8Array(1 << 20));
    const limits = { ...DEFAULT_LIMITS, maxExpandedBytes: 1 << 22 };
    const { streams, failed } = await readBytes(fileOf(...Array.from({ length: 20 }, () => bomb)), { limits });
    expect(failed).toMatchObject([{ fault: 'over-limit' }]);
    expect(streams[0].streamBytes).toBeLessThanOrEqual(limits.maxExpandedBytes + 144);
  });
});

it('A file that only begins like a BLF recording is none', () => {
  expect(blfFormat.sniff(Buffer.from('LOGGER started\n'.repeat(20)))).toBe(0);
  expect(blfFormat.sniff(Buffer.from('LOG: x'))).toBe(0);
});
