/** A mobile link loses at most this much; S3 takes 10,000 parts, so files above 320 GB have larger ones. */
const PART_BYTES = 32 << 20;
const MAX_PARTS = 10_000;

/** One part of a large file: `sizeBytes` from `offset` on. Parts count from 1. */
export interface FilePart {
  part: number;
  offset: number;
  sizeBytes: number;
}

/** A file of a size always has the same parts. */
export function partsOf(totalBytes: number): FilePart[] {
  const partBytes = Math.max(PART_BYTES, Math.ceil(totalBytes / MAX_PARTS));
  return Array.from({ length: Math.max(1, Math.ceil(totalBytes / partBytes)) }, (_, index) => {
    const offset = index * partBytes;
    return { part: index + 1, offset, sizeBytes: Math.min(partBytes, totalBytes - offset) };
  });
}
