import { constants, deflateRawSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { CodecError, type CompressedInput } from '#src/parsers/codecs.ts';
import { canLog } from '#test/support/can-log.ts';

const log = canLog(10_000);

/** Gives `bytes` in pieces and remembers what came back. */
function inputOf(bytes: Uint8Array, pieceBytes: number): CompressedInput & { returned: number } {
  let at = 0;
  return {
    returned: 0,
    async take() {
      const piece = bytes.subarray(at, at + pieceBytes);
      at += piece.length;
      return piece.length > 0 ? piece : null;
    },
    giveBack(piece) {
      this.returned += piece.length;
    },
  };
}

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
    'gives the data back from pieces of %i bytes, and what lies behind it',
    async (pieceBytes) => {
      const input = inputOf(Buffer.concat([packed, Buffer.from('behind')]), pieceBytes);
      const { bytes, error } = await collect(nodeCodecs.inflateRaw(input));
      expect(error).toBeUndefined();
      expect(bytes.equals(log)).toBe(true);
      expect(input.returned).toBeGreaterThan(0);
      expect(input.returned).toBeLessThanOrEqual('behind'.length);
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

  it('gives most of what lies before damaged data, and says so', async () => {
    // Block type 3 is reserved (RFC 1951 section 3.2.3).
    const whole = deflateRawSync(log, { finishFlush: constants.Z_SYNC_FLUSH });
    const damaged = Buffer.concat([whole, Buffer.alloc(500, 7)]);
    const { bytes, error } = await collect(nodeCodecs.inflateRaw(inputOf(damaged, 1 << 20)));
    expect(error).toEqual(new CodecError('damaged'));
    expect(bytes.length).toBeGreaterThan(log.length * 0.8);
    expect(bytes.equals(log.subarray(0, bytes.length))).toBe(true);
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
    const { bytes, error } = await collect(nodeCodecs.unzstd(inputOf(Buffer.concat([frame, frame]), frame.length)));
    expect([error, bytes.length]).toEqual([undefined, 2 * log.length]);
  });

  it('says when data is damaged', async () => {
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    const frame = zstdCompressSync(log, { params }).fill(0xff, 3000, 3100);
    const { error } = await collect(nodeCodecs.unzstd(inputOf(frame, 1 << 20)));
    expect(error).toEqual(new CodecError('damaged'));
  });
});

it('CRC-32 goes on from a seed', () => {
  const half = nodeCodecs.crc32(log.subarray(0, 999), 0);
  expect(nodeCodecs.crc32(log.subarray(999), half)).toBe(nodeCodecs.crc32(log, 0));
});
