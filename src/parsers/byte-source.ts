/** Bytes of a stored file. S3 object, file and memory are adapters; `read` returns fewer bytes only at the end. */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The same into memory of the reader's own, where that is cheaper; returns how many bytes there were. */
  readInto?(offset: number, to: Uint8Array): Promise<number>;
}

/** A part of a stored file. */
export interface ByteRange {
  offset: number;
  length: number;
}

/** A chunk is borrowed: the source may fill its memory anew once the next one is asked for. */
export type ByteStream = AsyncIterable<Uint8Array>;

export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, Math.min(offset + length, bytes.length)),
  };
}

/** Reads a source front to back in `chunkBytes` pieces. */
export async function* streamSource(source: ByteSource, chunkBytes = 1 << 20): ByteStream {
  for (let offset = 0; offset < source.size; ) {
    const chunk = await source.read(offset, Math.min(chunkBytes, source.size - offset));
    if (chunk.length === 0) return;
    yield chunk;
    offset += chunk.length;
  }
}
