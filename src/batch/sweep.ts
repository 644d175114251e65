import { registerUploads } from './barrier.ts';
import type { Batch } from './batch.ts';
import { enterState, requireBatch } from './enter-state.ts';
import { failBatch } from './fail-batch.ts';
import { parseRawKey, rawPrefix } from './keys.ts';
import type { BatchPorts } from './ports.ts';
import { startBatch, startQueued } from './start-batch.ts';
import { isEnd } from './states.ts';

export interface SweepCounts {
  open: number;
  /** Of them those that wait for parsers. */
  queued: number;
  /** Age of the oldest open batch; 0 when none is open. */
  oldestSeconds: number;
  /** Uploads whose event was lost: more than zero is worth a look. */
  repaired: number;
  /** Batches that could not be looked after this time. */
  faults: number;
}

const PAGE_BATCHES = 100;

/**
 * Looks after every open batch: finds uploads whose event was lost, starts what is complete or past its deadline or
 * waits for its turn, expires what never began, and settles batches whose execution is gone. Whatever was lost or died, a batch ends after a sweep.
 */
export async function sweepBatches(ports: BatchPorts): Promise<SweepCounts> {
  const counts: SweepCounts = { open: 0, queued: 0, oldestSeconds: 0, repaired: 0, faults: 0 };
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await ports.table.listOpen({ limit: PAGE_BATCHES, ...(cursor && { cursor }) });
    for (const { batchId, createdAtMs, reopenedAtMs, state } of page.batches) {
      counts.open++;
      if (state === 'queued') counts.queued++;
      counts.oldestSeconds = Math.max(
        counts.oldestSeconds,
        (ports.clock.nowMs() - (reopenedAtMs ?? createdAtMs)) / 1_000,
      );
      // One batch that cannot be swept must not keep the others waiting; the count raises the alarm.
      await sweepBatch(ports, batchId, counts).catch(() => counts.faults++);
    }
    cursor = page.cursor;
  }
  await startQueued(ports).catch(() => counts.faults++);
  return counts;
}

async function sweepBatch(ports: BatchPorts, batchId: string, counts: SweepCounts): Promise<void> {
  // The list may be behind.
  const batch = await requireBatch(ports.table, batchId);
  if (batch.state === 'uploading') await settleUploads(ports, batch, counts);
  else if (batch.state === 'queued') return;
  else if (!isEnd(batch.state)) await settleExecution(ports, batch);
}

async function settleUploads(ports: BatchPorts, batch: Batch, counts: SweepCounts): Promise<void> {
  const { batchId, fileCount, deadlineMs } = batch;
  const known = new Set((await ports.table.readShards(batchId, fileCount)).flatMap(({ uploaded }) => [...uploaded]));
  const lost = (await listUploads(ports, batch)).filter((file) => !known.has(file));
  if (lost.length > 0) await registerUploads(ports, { batchId, files: lost });
  counts.repaired += lost.length;
  const arrived = known.size + lost.length;
  const isLate = ports.clock.nowMs() > deadlineMs;
  if (arrived === fileCount || (isLate && arrived > 0)) await startBatch(ports, batchId);
  else if (isLate) await enterState(ports, batchId, { to: 'expired', message: expiredMessage(batch) });
}

async function listUploads({ store }: BatchPorts, { batchId, fileCount }: Batch): Promise<number[]> {
  const files: number[] = [];
  for await (const { key } of store.list(rawPrefix(batchId))) {
    const file = parseRawKey(key)?.file;
    if (file !== undefined && file < fileCount) files.push(file);
  }
  return files;
}

const expiredMessage = ({ fileCount, deadlineMs }: Batch): string =>
  `None of the ${fileCount} files had arrived by ${new Date(deadlineMs).toISOString()}. The same request with the same Idempotency-Key opens the batch again.`;

/** An execution that never began is started; one that ended without ending its batch will not do so any more. */
async function settleExecution(ports: BatchPorts, { batchId, redrives }: Batch): Promise<void> {
  const execution = await ports.workflow.find(batchId);
  if (!execution) await startBatch(ports, batchId);
  else if (execution.status !== 'running') await failBatch(ports, { batchId, error: 'ExecutionEnded', redrives });
}
