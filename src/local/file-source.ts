import { open } from 'node:fs/promises';
import type { ByteSource } from '#src/parsers/byte-source.ts';

/** A file of this machine, read from anywhere in it; opened for each read, so that nothing is ever left open. */
export const fileSource = (path: string, size: number): ByteSource => ({
  size,
  async read(offset, length) {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  },
});
