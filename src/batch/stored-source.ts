import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import type { Batch } from './batch.ts';
import { rawKey } from './keys.ts';
import type { ByteRange, ObjectStore } from './ports.ts';

export interface StoredFile {
  stream: ByteStream;
  source: ByteSource;
  /** What completes the times of its logs: when the batch was created. */
  referenceTimeUs: number;
}

/** An uploaded file, front to back and from anywhere in it. */
export function storedFile(
  store: ObjectStore,
  { batchId, createdAtMs }: Batch,
  { index, sizeBytes, range }: { index: number; sizeBytes: number; range?: ByteRange },
): StoredFile {
  const key = rawKey(batchId, index);
  const source = { size: sizeBytes, read: (offset: number, length: number) => store.read(key, offset, length) };
  return { stream: store.stream(key, range), source, referenceTimeUs: createdAtMs * 1_000 };
}
