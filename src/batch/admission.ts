import type { Batch } from './batch.ts';
import { UNIT_BYTES, UNIT_FILES } from './plan.ts';
import type { BatchPorts } from './ports.ts';

/** A batch of no more than this share of all parsers never waits: it would be done before it was its turn. */
const SMALL_SHARE = 1 / 50;
const PAGE_BATCHES = 100;

/**
 * Whether the units of a batch that is complete may run now, besides those of the batches that are being parsed: then no
 * unit is throttled for want of a parser. Who has waited longest goes first. The lists may be a moment behind, so several
 * batches that are complete at once may all find room: their units are then throttled and tried again, not lost.
 */
export async function hasRoom(
  { table, unitsAtOnce }: Pick<BatchPorts, 'table' | 'unitsAtOnce'>,
  batch: Batch,
): Promise<boolean> {
  if (unitsAtOnce === undefined) return true;
  const demand = demandOf(batch, unitsAtOnce);
  if (demand <= Math.max(1, unitsAtOnce * SMALL_SHARE)) return true;
  if (batch.state !== 'queued' && (await listQueued(table, 1)).length > 0) return false;
  let taken = 0;
  for await (const other of parsing(table)) {
    taken += demandOf(other, unitsAtOnce);
    if (taken + demand > unitsAtOnce) return false;
  }
  return true;
}

/** Batches that wait for their turn, oldest first. */
export const listQueued = async (table: BatchPorts['table'], limit = PAGE_BATCHES): Promise<Batch[]> =>
  (await table.listOpen({ state: 'queued', limit })).batches;

/** Units that a batch keeps busy at once. Before it is planned, its files tell how many there will be. */
function demandOf({ unitCount, fileCount, totalBytes }: Batch, unitsAtOnce: number): number {
  const units = unitCount ?? Math.max(1, Math.ceil(fileCount / UNIT_FILES), Math.ceil(totalBytes / UNIT_BYTES));
  return Math.min(units, unitsAtOnce);
}

async function* parsing(table: BatchPorts['table']): AsyncGenerator<Batch> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await table.listOpen({ state: 'parsing', limit: PAGE_BATCHES, ...(cursor && { cursor }) });
    yield* page.batches;
    cursor = page.cursor;
  }
}
