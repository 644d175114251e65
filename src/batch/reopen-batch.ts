import type { Batch, BatchState } from './batch.ts';
import { type Entry, enterState, requireBatch, tellState } from './enter-state.ts';
import type { BatchPorts, Reopening } from './ports.ts';
import type { StageInput } from './stage-input.ts';

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

/**
 * Enters the state of a stage. A batch that had failed is taken up first when the stage runs in an execution that was
 * taken up since: from the console nobody else tells.
 */
export async function enterStage(
  ports: Pick<BatchPorts, 'table' | 'clock'>,
  { batchId, redrives = 0 }: StageInput,
  entry: Entry,
): Promise<Batch> {
  const batch = await enterState(ports, batchId, entry);
  if (batch.state !== 'failed' || redrives <= batch.redrives) return batch;
  await reopenBatch(ports, batchId, { from: 'failed', to: lastStage(batch), redrives });
  return enterState(ports, batchId, entry);
}

/** How far a batch had come before it failed. */
export const lastStage = ({ enteredAtMs }: Batch): BatchState =>
  (['diagnosing', 'aggregating'] as const).find((state) => enteredAtMs[state] !== undefined) ?? 'parsing';
