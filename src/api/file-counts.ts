import type { ShardProgress } from '#src/batch/batch.ts';

export interface Counts {
  files: number;
  uploaded: number;
  parsed: number;
  failed: number;
}

export function countsOf(fileCount: number, shards: readonly ShardProgress[]): Counts {
  const counts = { files: fileCount, uploaded: 0, parsed: 0, failed: 0 };
  for (const shard of shards) {
    counts.uploaded += shard.uploaded.size;
    counts.parsed += shard.parsed.size;
    counts.failed += shard.failed.size;
  }
  return counts;
}
