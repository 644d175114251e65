import { constants, crc32, createInflateRaw, createZstdDecompress, inflateSync } from 'node:zlib';
import type { ByteStream } from '#src/parsers/byte-source.ts';
import { CodecError, type Codecs, type CompressedInput, MAX_ZSTD_WINDOW_LOG } from '#src/parsers/codecs.ts';
import { ZlibEngine } from './zlib-engine.ts';

/**
 * Input per call of the engine. What it decoded of a piece before it found damage is lost, so pieces begin small and grow
 * to an eighth of what came before. Measured on a CAN log: 4 KiB 117, 16 KiB 243, 64 KiB 381, 256 KiB 425 MB/s.
 */
const FIRST_PIECE_BYTES = 4 * 1024;
const LAST_PIECE_BYTES = 64 * 1024;
const pieceBytes = (used: number): number => Math.min(Math.max(FIRST_PIECE_BYTES, used >> 3), LAST_PIECE_BYTES);
/** Output buffer: a log packs about 8:1, so one piece fills it about twice. */
const OUTPUT_BYTES = 64 * 1024;

/** Above every pool of Node's buffers (8 KiB to 64 KiB). */
const LEAST_RELEASED_BYTES = 65_537;

/** Decompression by Node's own zlib and zstd; streams off the main thread. */
export const nodeCodecs: Codecs = { inflateRaw, inflate, release, unzstd, crc32 };

async function* inflateRaw(input: CompressedInput): ByteStream {
  const engine = new ZlibEngine(createInflateRaw({ chunkSize: OUTPUT_BYTES }));
  let used = 0;
  try {
    for (let bytes = await input.take(); bytes; bytes = await input.take()) {
      for (let at = 0; at < bytes.length; ) {
        const step = await engine.write(bytes.subarray(at, at + pieceBytes(used)));
        yield* step.output;
        at += step.used;
        used = Math.min(used + step.used, 8 * LAST_PIECE_BYTES);
        if (step.isEnded || step.isDamaged) input.giveBack(bytes.subarray(at));
        if (step.isDamaged) throw new CodecError('damaged');
        if (step.isEnded) return;
      }
    }
    // Only the engine knows whether the last block was the end: it then refuses a further byte.
    const probe = await engine.write(new Uint8Array(1));
    if (!probe.isEnded) throw new CodecError('cut-off');
  } finally {
    engine.close();
  }
}

/**
 * Told its size, zlib fills one buffer: measured 1.4 times as fast as growing by its default chunk. One byte more, or it
 * takes a second buffer to see that it has ended.
 */
function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    const chunkSize = Math.max(maxBytes + 1, constants.Z_MIN_CHUNK);
    const { buffer, byteOffset, length } = inflateSync(bytes, { chunkSize, maxOutputLength: maxBytes });
    // Not a Buffer, whose `slice` does not copy.
    return new Uint8Array(buffer, byteOffset, length);
  } catch {
    throw new CodecError('damaged');
  }
}

/**
 * Else the collector has to come for it every 14 MB: measured, it takes a third of the time that inflating a BLF recording
 * does. Small results may lie in a pool that others share.
 */
function release({ buffer, byteOffset, length }: Uint8Array): void {
  const isOwn = byteOffset === 0 && buffer.byteLength >= LEAST_RELEASED_BYTES && length > buffer.byteLength / 2;
  if (isOwn && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

async function* unzstd(input: CompressedInput): ByteStream {
  const params = { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG };
  const engine = new ZlibEngine(createZstdDecompress({ chunkSize: 2 * OUTPUT_BYTES, params }));
  try {
    for (let part = await input.take(); part; part = await input.take()) {
      const step = await engine.write(part);
      yield* step.output;
      if (step.isDamaged || step.isEnded) throw new CodecError('damaged');
    }
  } finally {
    engine.close();
  }
}
