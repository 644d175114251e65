import { type Batch, SHARD_SIZE } from './batch.ts';
import { shardOf } from './keys.ts';
import type { BatchPorts } from './ports.ts';
import { startBatch } from './start-batch.ts';
import { takesFiles } from './states.ts';

type BarrierPorts = Pick<BatchPorts, 'table' | 'clock' | 'workflow' | 'unitsAtOnce'>;

/**
 * Notes that files have arrived; the last one starts the batch. An object that is no file of any batch changes nothing.
 *
 * The arrival barrier: exactly one start over events that come twice, late, in any order, or from a process that dies
 * half-way. Two levels of sets, and every step reads back the whole set: shard full → add it to the batch's set → all
 * shards there → start. So whichever duplicate comes last finishes what a crash left open. A batch item never takes more
 * than 100 writes, a shard item neither: nothing is hot at 10,000 files.
 */
export async function registerUploads(
  ports: BarrierPorts,
  { batchId, files }: { batchId: string; files: readonly number[] },
): Promise<void> {
  const batch = await ports.table.find(batchId);
  // Started, but did the execution start? A repeated start answers that.
  if (batch?.state === 'parsing') await startBatch(ports, batchId);
  if (!batch || !takesFiles(batch.state)) return;
  const declared = files.filter((file) => file < batch.fileCount);
  for (const [shard, members] of Map.groupBy(declared, shardOf)) await fillShard(ports, batch, { shard, members });
}

async function fillShard(
  ports: BarrierPorts,
  { batchId, fileCount }: Batch,
  { shard, members }: { shard: number; members: readonly number[] },
): Promise<void> {
  const uploaded = await ports.table.addUploaded(batchId, shard, members);
  if (uploaded.size < Math.min(SHARD_SIZE, fileCount - shard * SHARD_SIZE)) return;
  const full = await ports.table.addFullShard(batchId, shard);
  if (full.size < Math.ceil(fileCount / SHARD_SIZE)) return;
  await startBatch(ports, batchId);
}
