import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';

/** A running SHA-256; the runtime provides it, because the core knows none. */
export interface Sha256 {
  update(chunk: Uint8Array): void;
  /** Lower-case hex of what was added so far; more may follow. */
  hex(): string;
}

export interface StoredBytes {
  stream: ByteStream;
  /** The same bytes from anywhere. */
  source: ByteSource;
}

export interface HashedBytes extends StoredBytes {
  hex(): string;
  /** Of what was hashed so far. */
  readonly sizeBytes: number;
  /** Hashes what the reader left unread and closes the stream; needed before `hex` means the whole file. */
  drain(): Promise<void>;
  /** What the store threw, if it did: not the file's fault. */
  readonly sourceError: { cause: unknown } | undefined;
}

/** Hashes bytes as they stream. A reader that stops early leaves the stream open, so that the rest can still be hashed. */
export function hashBytes({ stream, source }: StoredBytes, hash: Sha256): HashedBytes {
  const chunks = stream[Symbol.asyncIterator]();
  let sizeBytes = 0;
  let sourceError: { cause: unknown } | undefined;
  const noting = async <T>(reading: Promise<T>): Promise<T> => {
    try {
      return await reading;
    } catch (cause) {
      sourceError = { cause };
      throw cause;
    }
  };
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    const result = await noting(chunks.next());
    if (result.done) return result;
    hash.update(result.value);
    sizeBytes += result.value.length;
    return result;
  };
  return {
    stream: { [Symbol.asyncIterator]: () => ({ next }) },
    source: { size: source.size, read: (offset, length) => noting(source.read(offset, length)) },
    hex: () => hash.hex(),
    async drain() {
      while (!(await next()).done);
    },
    get sizeBytes() {
      return sizeBytes;
    },
    get sourceError() {
      return sourceError;
    },
  };
}
