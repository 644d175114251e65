/**
 * How far one stored file may expand. The numbers bound the work a hostile file can cause; a real log never meets them.
 */
export interface ReadLimits {
  /** Containers around one log: `logs.zip` with a `.tar.gz` inside is three. */
  maxDepth: number;
  maxEntries: number;
  /** Bytes out of all decompressors of one stored file, over all levels. */
  maxExpandedBytes: number;
  /** Expanded bytes per stored byte, watched once `ratioFreeBytes` are out. */
  maxRatio: number;
  ratioFreeBytes: number;
  /** A recording that must be read from anywhere, inside a container, is held in memory up to so much. */
  maxHeldBytes: number;
  /** gzip members and zstd frames of one stored file: so many, and one more for so many stored bytes. */
  freeParts: number;
  bytesPerPart: number;
}

const MiB = 2 ** 20;
const GiB = 2 ** 30;

export const DEFAULT_LIMITS: ReadLimits = {
  // zip > gzip > tar is the deepest that field tools make.
  maxDepth: 3,
  // As many as one batch may have files: an archive is a batch in a bag.
  maxEntries: 10_000,
  // 32 times a 2 GB log; at 150 MB/s, the slowest format, 458 s: half of a Lambda's 900 s.
  maxExpandedBytes: 64 * GiB,
  // deflate reaches 1032:1 at most, so a single gzip or zip never trips it; real logs pack 5:1 to 100:1, and a gateway
  // that repeats one line some hundreds to one. Nested bombs (42.zip: 10^11) do. A 1 MB upload costs at most 1.1 GB.
  maxRatio: 1100,
  ratioFreeBytes: 64 * MiB,
  // Twice what real loggers split their files at (CANedge: 50 MB), a quarter of the memory that is promised.
  maxHeldBytes: 64 * MiB,
  // A part costs some 10 µs. A logger that packs each line by itself needs more than 32 bytes for one: it never trips it.
  freeParts: 2 ** 16,
  bytesPerPart: 32,
};
