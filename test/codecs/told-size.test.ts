import { deflateSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { CodecError, type PieceMethod } from '#src/parsers/codecs.ts';
import { DEFAULT_LIMITS } from '#src/parsers/read-limits.ts';
import { readBytes } from '#test/support/read-log.ts';
import { bag, bagChunk } from '#test/support/ros-writer.ts';

const TOLD = 2 ** 26;
const unpack = (method: PieceMethod) => (bytes: Uint8Array) =>
  nodeCodecs.unpackPiece({ method, bytes, isCut: true }, TOLD);
/** `bzip2 -9` of one letter. */
const ONE_LETTER = Buffer.from('425a683931415926535919939b6b00000001002000200021184682ee48a70a120332736d60', 'hex');
const WHOLE = { method: 'bzip2', bytes: ONE_LETTER, isCut: false } as const;

describe('a size that a few bytes promise', () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array, Uint8Array]>([
    ['deflate', (bytes) => nodeCodecs.inflate(bytes, TOLD), deflateSync(Buffer.alloc(40))],
    ['zstd', unpack('zstd'), zstdCompressSync(Buffer.alloc(40))],
    ['lz4', unpack('lz4'), Uint8Array.of(0xf0, 1, ...Buffer.alloc(16))],
  ])('takes no room that %s cannot fill', (_, unpacked, bytes) => {
    const { buffer, length } = unpacked(bytes);
    expect(length).toBeGreaterThan(15);
    expect(buffer.byteLength).toBeLessThan(2 ** 17);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, Uint8Array]>([
    ['deflate', (bytes) => nodeCodecs.inflate(bytes, TOLD), deflateSync(Buffer.alloc(3_000_000, 'a'))],
    ['zstd', unpack('zstd'), zstdCompressSync(Buffer.alloc(3_000_000, 'a'))],
  ])('is kept where %s does', (_, unpacked, bytes) => {
    expect(bytes.length).toBeLessThan(4000);
    expect(Buffer.alloc(3_000_000, 'a').equals(unpacked(bytes))).toBe(true);
  });

  it('of bzip2 is kept, too, and no byte more', () => {
    expect(() => nodeCodecs.unpackPiece(WHOLE, TOLD)).toThrow(CodecError);
    expect([...nodeCodecs.unpackPiece(WHOLE, 1)]).toEqual([0x61]);
  });

  it('of bzip2, whose tables are large, is not tried for each of thousands of chunks', async () => {
    const limits = { ...DEFAULT_LIMITS, freeParts: 1000 };
    const chunks = Array.from({ length: 100 }, () => bagChunk(Uint8Array.of(0x61), 'bz2', ONE_LETTER));
    const { failed } = await readBytes(bag(...chunks), { limits });
    expect(failed[0].message).toContain('compressed parts, mostly empty ones');
  });
});
