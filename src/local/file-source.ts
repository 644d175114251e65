import { open } from 'node:fs/promises';
import type { ByteSource } from '#src/parsers/byte-source.ts';

/** A file of this machine, read from anywhere in it; opened for each read, so that nothing is ever left open. */
export function fileSource(path: string, size: number): ByteSource {
  const readInto = async (offset: number, to: Uint8Array): Promise<number> => {
    const file = await open(path, 'r');
    try {
      return (await file.read(to, 0, to.length, offset)).bytesRead;
    } finally {
      await file.close();
    }
  };
  return {
    size,
    readInto,
    async read(offset, length) {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, await readInto(offset, bytes));
    },
  };
}
