import type { Batch } from './batch.ts';
import { requireBatch, tellState } from './enter-state.ts';
import type { BatchPorts, Reopening } from './ports.ts';

/**
 * Takes up a batch that has ended and tells its viewers so. Safe to repeat: of several that ask, one takes it up, and
 * each tells what is untold. Returns the batch as it stands then.
 */
export async function reopenBatch(
  { table, clock }: Pick<BatchPorts, 'table' | 'clock'>,
  batchId: string,
  reopening: Omit<Reopening, 'atMs'>,
): Promise<Batch> {
  await table.reopen(batchId, { ...reopening, atMs: clock.nowMs() });
  const batch = await requireBatch(table, batchId);
  await tellState(table, batch);
  return batch;
}
