import { open } from 'node:fs/promises';
import type { ByteRange, ByteStream } from '#src/parsers/byte-source.ts';

/** A larger one gains nothing (measured); a small file does not pay for it. */
const MAX_CHUNK_BYTES = 1 << 20;
/** Files that grow, and those of /proc, hold more than their size says. */
const MIN_CHUNK_BYTES = 1 << 14;

/**
 * The bytes of a file in one buffer over and over, as `ByteStream` allows: a new one per chunk costs a sixth of the whole
 * way to evidence, in page faults and garbage. Throws the system's error, or the reason of `signal`.
 */
export async function* borrowFile(path: string, signal?: AbortSignal, range: Partial<ByteRange> = {}): ByteStream {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { offset = null, length = Number.POSITIVE_INFINITY } = range;
    let at = offset;
    let left = length;
    // One byte more, so that a small file takes one read to its end.
    const buffer = new Uint8Array(Math.min(Math.max(size + 1, MIN_CHUNK_BYTES), MAX_CHUNK_BYTES));
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, left), at);
      if (bytesRead === 0) return;
      left -= bytesRead;
      if (at !== null) at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
