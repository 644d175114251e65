import { shardOf } from './keys.ts';
import type { BatchTable } from './ports.ts';

interface FileOutcomes {
  parsed: number[];
  failed: number[];
}

/** A file counts as failed when nothing of it could be read; one with some broken archive entries was read. */
export function outcomesOf(files: readonly number[], read: ReadonlySet<number>): FileOutcomes {
  return { parsed: files.filter((file) => read.has(file)), failed: files.filter((file) => !read.has(file)) };
}

export async function countFiles(table: BatchTable, batchId: string, { parsed, failed }: FileOutcomes): Promise<void> {
  for (const [shard, files] of Map.groupBy(parsed, shardOf)) await table.addParsed(batchId, shard, files);
  for (const [shard, files] of Map.groupBy(failed, shardOf)) await table.addFailed(batchId, shard, files);
}

/** Counts what is not counted yet: a unit may have died between its result and its counts. */
export async function countMissing(table: BatchTable, batchId: string, outcomes: FileOutcomes): Promise<void> {
  const shards = await table.readShards(batchId);
  await countFiles(table, batchId, {
    parsed: outcomes.parsed.filter((file) => !shards[shardOf(file)]?.parsed.has(file)),
    failed: outcomes.failed.filter((file) => !shards[shardOf(file)]?.failed.has(file)),
  });
}
