import { randomBytes } from 'node:crypto';
import { constants, deflateRawSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { ByteCursor } from '#src/parsers/byte-cursor.ts';
import type { ByteStream } from '#src/parsers/byte-source.ts';
import { CodecError } from '#src/parsers/codecs.ts';
import { canLog } from '#test/support/can-log.ts';

const log = canLog(10_000);

/** `bytes` in pieces, as they come from a store. */
async function* piecesOf(bytes: Uint8Array, pieceBytes: number): ByteStream {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

const inputOf = (bytes: Uint8Array, pieceBytes: number): ByteCursor => new ByteCursor(piecesOf(bytes, pieceBytes));

async function collect(stream: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; error: unknown }> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of stream) parts.push(part);
    return { bytes: Buffer.concat(parts), error: undefined };
  } catch (error) {
    return { bytes: Buffer.concat(parts), error };
  }
}

describe('inflate', () => {
  const packed = deflateRawSync(log);

  it.each([7, 1000, 1 << 20])(
    'gives the data back from pieces of %i bytes, and leaves what lies behind it',
    async (pieceBytes) => {
      const input = inputOf(Buffer.concat([packed, Buffer.from('behind')]), pieceBytes);
      const { bytes, error } = await collect(nodeCodecs.inflateRaw(input));
      expect(error).toBeUndefined();
      expect(bytes.equals(log)).toBe(true);
      expect(Buffer.from(await input.peek(100)).toString()).toBe('behind');
    },
  );

  it('needs nothing behind the data to see its end', async () => {
    const { bytes, error } = await collect(nodeCodecs.inflateRaw(inputOf(packed, 1 << 20)));
    expect([error, bytes.length]).toEqual([undefined, log.length]);
  });

  it('gives all that can be decoded of cut-off data before it says so', async () => {
    const { bytes, error } = await collect(nodeCodecs.inflateRaw(inputOf(packed.subarray(0, -1000), 1 << 20)));
    expect(error).toEqual(new CodecError('cut-off'));
    expect(bytes.length).toBeGreaterThan(log.length * 0.95);
    expect(bytes.equals(log.subarray(0, bytes.length))).toBe(true);
  });

  // Block type 3 is reserved (RFC 1951 section 3.2.3).
  const damage = Buffer.alloc(500, 7);
  const damaged = (data: Uint8Array) =>
    Buffer.concat([deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH }), damage]);

  it.each([7, 1000, 1 << 20])('gives all that lies before damage, from pieces of %i bytes', async (pieceBytes) => {
    for (const lines of [1, 100, 10_000]) {
      const data = canLog(lines);
      const input = inputOf(damaged(data), pieceBytes);
      const { bytes, error } = await collect(nodeCodecs.inflateRaw(input));
      expect(error).toEqual(new CodecError('damaged'));
      expect(bytes.equals(data)).toBe(true);
      expect((await input.peek(1000)).length).toBe(damage.length);
    }
  });

  it('gives most of what lies before damage in a long stream, the same however it arrives', async () => {
    const long = Buffer.concat([canLog(60_000), randomBytes(400_000)]);
    const whole = await collect(nodeCodecs.inflateRaw(inputOf(damaged(long), 1 << 20)));
    expect(whole.bytes.length).toBeGreaterThan(long.length * 0.8);
    expect(whole.bytes.equals(long.subarray(0, whole.bytes.length))).toBe(true);
    const again = await collect(nodeCodecs.inflateRaw(inputOf(damaged(long), 777)));
    expect(again.bytes.equals(whole.bytes)).toBe(true);
  });

  it('can be left in the middle', async () => {
    for await (const bytes of nodeCodecs.inflateRaw(inputOf(packed, 100))) {
      expect(bytes.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe('zstd', () => {
  it('goes on from frame to frame', async () => {
    const frame = zstdCompressSync(log);
    const { bytes, error } = await collect(nodeCodecs.unzstd(piecesOf(Buffer.concat([frame, frame]), frame.length)));
    expect([error, bytes.length]).toEqual([undefined, 2 * log.length]);
  });

  it('says when data is damaged', async () => {
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    const frame = zstdCompressSync(log, { params }).fill(0xff, 3000, 3100);
    const { error } = await collect(nodeCodecs.unzstd(piecesOf(frame, 1 << 20)));
    expect(error).toEqual(new CodecError('damaged'));
  });
});

it('CRC-32 goes on from a seed', () => {
  const half = nodeCodecs.crc32(log.subarray(0, 999), 0);
  expect(nodeCodecs.crc32(log.subarray(999), half)).toBe(nodeCodecs.crc32(log, 0));
});
