import type { Batch, BatchState } from './batch.ts';
import { openEventLog } from './event-log.ts';
import { BatchNotFound, type BatchPorts, type BatchTable } from './ports.ts';
import { isEnd, statesBefore } from './states.ts';

export interface Entry {
  to: BatchState;
  /** One sentence on why a batch failed or is partial. */
  message?: string;
  verdict?: string;
  headline?: string;
  cause?: string;
}

/**
 * Moves a batch on to a state if it is in one that comes right before, and tells its viewers. Safe to repeat: a batch that
 * is there or further on stays where it is, and what a crash left untold is told now. Returns the batch as it stands
 * after that: the caller looks at its state. Throws `BatchNotFound`.
 */
export async function enterState(
  { table, clock }: Pick<BatchPorts, 'table' | 'clock'>,
  batchId: string,
  entry: Entry,
): Promise<Batch> {
  await table.change(batchId, { ...entry, from: statesBefore(entry.to), atMs: clock.nowMs() });
  const batch = await requireBatch(table, batchId);
  await tellState(table, batch);
  return batch;
}

/**
 * Stores the `status` event of the batch's state, and `done` at its end, as far as they are missing. Viewers do not depend
 * on `done`: should every attempt to tell it die, the state of the batch says the same.
 */
export async function tellState(table: BatchTable, batch: Batch): Promise<void> {
  const log = openEventLog(table, batch);
  await log.append({ type: 'status', data: { state: batch.state } });
  if (!isEnd(batch.state)) return;
  const { state, verdict, message } = batch;
  await log.append({ type: 'done', data: { state, verdict, message } });
}

export async function requireBatch(table: BatchTable, batchId: string): Promise<Batch> {
  const batch = await table.find(batchId);
  if (!batch) throw new BatchNotFound(batchId);
  return batch;
}
