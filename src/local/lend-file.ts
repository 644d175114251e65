import { open } from 'node:fs/promises';
import type { ByteStream } from '#src/parsers/byte-source.ts';

/** More gains nothing (measured); a batch of small files does not pay for it. */
const MAX_CHUNK_BYTES = 1 << 20;

/**
 * The bytes of a file in one buffer over and over, as `ByteStream` allows: a new one per chunk costs a sixth of the whole
 * way to evidence, in page faults and garbage. Throws the system's error, or the reason of `signal`.
 */
export async function* lendFile(path: string, signal?: AbortSignal): ByteStream {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    // One byte more shows the end of a small file at once, and that a file is longer than it was.
    const buffer = new Uint8Array(Math.min(size + 1, MAX_CHUNK_BYTES));
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
