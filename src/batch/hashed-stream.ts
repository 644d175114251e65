import type { ByteStream } from '#src/parsers/byte-source.ts';

/** A running SHA-256; the runtime provides it, because the core knows none. */
export interface Sha256 {
  update(chunk: Uint8Array): void;
  /** Lower-case hex of what was added so far; more may follow. */
  hex(): string;
}

export interface HashedStream {
  stream: ByteStream;
  hex(): string;
  /** Hashes what the reader left unread and closes the source; needed before `hex` means the whole file. */
  drain(): Promise<void>;
  /** What the source threw, if it did: the store's fault, not the file's. */
  readonly sourceError: { cause: unknown } | undefined;
}

/** Hashes bytes as they pass. A reader that stops early leaves the source open, so that the rest can still be hashed. */
export function hashStream(source: ByteStream, hash: Sha256): HashedStream {
  const chunks = source[Symbol.asyncIterator]();
  let sourceError: { cause: unknown } | undefined;
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    try {
      const result = await chunks.next();
      if (!result.done) hash.update(result.value);
      return result;
    } catch (cause) {
      sourceError = { cause };
      throw cause;
    }
  };
  return {
    stream: { [Symbol.asyncIterator]: () => ({ next }) },
    hex: () => hash.hex(),
    async drain() {
      while (!(await next()).done);
    },
    get sourceError() {
      return sourceError;
    },
  };
}
