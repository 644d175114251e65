import { constants, createInflate, createZstdDecompress, deflateSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { ReusedEngine } from '#src/codecs/reused-engine.ts';
import { CodecError } from '#src/parsers/codecs.ts';

const withSum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
const ENGINES = [
  ['deflate', { create: () => createInflate(), flush: constants.Z_FINISH, resets: true }, deflateSync],
  [
    'zstd',
    { create: () => createZstdDecompress(), flush: constants.ZSTD_e_end, resets: false },
    (bytes: Uint8Array) => zstdCompressSync(bytes, withSum),
  ],
] as const;

const textOf = (n: number): Buffer => Buffer.from(Array.from({ length: 900 }, (_, i) => `${n} ${i * n} `).join(''));

describe.each(ENGINES)('one engine for many pieces of %s', (_, how, pack) => {
  const engine = new ReusedEngine(how);
  const room = new Uint8Array(20_000);
  const unpacked = (packed: Uint8Array, bytes = room): string | undefined => {
    const length = engine.unpack(packed, bytes);
    return length === undefined ? undefined : Buffer.from(bytes.subarray(0, length)).toString();
  };

  it('unpacks each as it was', () => {
    for (let n = 1; n < 20; n++) expect(unpacked(pack(textOf(n)))).toBe(textOf(n).toString());
  });

  it('takes nothing of a piece that is cut anywhere, or damaged, into the next', () => {
    const packed = pack(textOf(7));
    for (let length = 1; length < packed.length; length += 97) {
      expect(unpacked(packed.subarray(0, length))).toBeUndefined();
      expect(unpacked(pack(textOf(8)))).toBe(textOf(8).toString());
    }
    const wrongSum = Buffer.from(packed);
    wrongSum[packed.length - 1] ^= 1;
    expect(unpacked(wrongSum)).toBeUndefined();
    expect(unpacked(packed.subarray(0, -1))).toBeUndefined();
    expect(unpacked(packed)).toBe(textOf(7).toString());
  });

  it('refuses a piece that leaves no byte of its room free, and unpacks it into more', () => {
    const text = textOf(5);
    expect(unpacked(pack(text), room.subarray(0, text.length))).toBeUndefined();
    expect(unpacked(pack(text), room.subarray(0, text.length + 1))).toBe(text.toString());
  });

  it('leaves the work to others where Node has no such engine', () => {
    const create = () => Object.assign(how.create(), { _handle: undefined });
    expect(new ReusedEngine({ ...how, create }).unpack(pack(textOf(1)), room)).toBeUndefined();
  });
});

describe('the room of pieces', () => {
  const large = (letter: string): Buffer => Buffer.alloc(100_000, letter);
  const inflated = (letter: string): Uint8Array => nodeCodecs.inflate(deflateSync(large(letter)), 100_000);

  it('serves the next piece once it was given back, and never two at once', () => {
    const [a, b] = [inflated('a'), inflated('b')];
    expect([large('a').equals(a), large('b').equals(b)]).toEqual([true, true]);
    nodeCodecs.release(a);
    const c = inflated('c');
    expect([a.length, large('b').equals(b), large('c').equals(c)]).toEqual([0, true, true]);
  });

  it("may be the caller's own, of which a byte stays free", () => {
    const room = new Uint8Array(250_000);
    expect(nodeCodecs.inflateInto(deflateSync(large('a')), room)).toBe(100_000);
    expect(nodeCodecs.inflateInto(deflateSync(large('b')), room.subarray(100_000))).toBe(100_000);
    expect(Buffer.from(room.subarray(0, 200_000)).equals(Buffer.concat([large('a'), large('b')]))).toBe(true);
    expect(nodeCodecs.inflateInto(deflateSync(large('c')), room.subarray(0, 100_000))).toBeUndefined();
  });

  it('survives a piece that is damaged', () => {
    expect(() => nodeCodecs.inflate(deflateSync(large('a')).subarray(0, -1), 100_000)).toThrow(CodecError);
    expect(large('d').equals(inflated('d'))).toBe(true);
  });
});
