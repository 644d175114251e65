import type { Batch, BatchState } from './batch.ts';
import { enterState } from './enter-state.ts';
import { EXPORT_PREFIX, EXPORTED, exportFolder } from './export-path.ts';
import { rawPrefix, workPrefix } from './keys.ts';
import type { BatchPorts } from './ports.ts';
import { isEnd, takesFiles } from './states.ts';

interface ErasedBatch {
  batchId: string;
  /** Uploads and results. */
  objects: number;
  bytes: number;
  /** Of the table: the batch, its progress, its events, its model calls. */
  rows: number;
}

interface WaitingBatch {
  batchId: string;
  state: BatchState;
  /** From when on it can be erased, milliseconds since 1970; null: once it has ended. */
  fromMs: number | null;
}

interface Erasure {
  erased: ErasedBatch[];
  /** Something may still write to them. */
  waiting: WaitingBatch[];
  /** What the look after it found of the erased batches. */
  left: { batches: number; objects: number };
  /** There was no time for all of them: ask again. */
  hasMore: boolean;
}

/** What a worker of an execution that failed may go on for. */
const WORKER_LIFE_MS = 15 * 60_000;
const PAGE_BATCHES = 50;

interface ErasureWanted {
  vehicleId: string;
  /** Life of an upload URL: what it may still bring cannot be erased before it has expired. */
  urlLifeMs: number;
  /** Milliseconds after which no further batch is begun. */
  budgetMs: number;
}

/**
 * Removes every batch of a vehicle: uploads and results first, then rows, the batch itself last, so that one that was
 * interrupted is found again. A batch that waits for files is closed; one that is worked on, or to which an upload URL or a
 * worker may still write, is left for later and named.
 */
export async function eraseVehicle(
  ports: Pick<BatchPorts, 'table' | 'store' | 'clock'>,
  wanted: ErasureWanted,
): Promise<Erasure> {
  const { clock } = ports;
  const startedMs = clock.nowMs();
  const done: Erasure = { erased: [], waiting: [], left: { batches: 0, objects: 0 }, hasMore: false };
  const gone: Batch[] = [];
  for (const { batchId } of await allBatches(ports, wanted.vehicleId)) {
    if (clock.nowMs() - startedMs > wanted.budgetMs) return { ...done, hasMore: true };
    const found = await ports.table.find(batchId);
    // The list may be behind.
    if (!found) continue;
    const batch = await close(ports, found);
    const fromMs = writtenUntil(batch, wanted);
    if (fromMs === null || fromMs > clock.nowMs()) done.waiting.push({ batchId, state: batch.state, fromMs });
    else {
      done.erased.push(await eraseBatch(ports, batch));
      gone.push(batch);
    }
  }
  return { ...done, left: await lookAgain(ports, gone) };
}

async function allBatches({ table }: Pick<BatchPorts, 'table'>, vehicleId: string): Promise<Batch[]> {
  const all: Batch[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await table.list({ vehicleId, limit: PAGE_BATCHES, ...(cursor && { cursor }) });
    all.push(...page.batches);
    cursor = page.cursor;
  }
  return all;
}

/** No file is waited for any more. */
async function close(ports: Pick<BatchPorts, 'table' | 'clock'>, batch: Batch): Promise<Batch> {
  if (batch.state !== 'uploading') return batch;
  return enterState(ports, batch.batchId, { to: 'expired', message: 'All data of this vehicle is being erased.' });
}

/** Until when something may write to the batch; null while it is worked on. */
function writtenUntil({ state, enteredAtMs }: Batch, { urlLifeMs }: ErasureWanted): number | null {
  if (!isEnd(state)) return null;
  const times = Object.entries(enteredAtMs) as [BatchState, number][];
  const closedMs = Math.min(...times.filter(([entered]) => !takesFiles(entered)).map(([, atMs]) => atMs));
  const failedMs = enteredAtMs.failed;
  return Math.max(closedMs + urlLifeMs, failedMs === undefined ? 0 : failedMs + WORKER_LIFE_MS);
}

async function eraseBatch({ table, store }: Pick<BatchPorts, 'table' | 'store'>, batch: Batch): Promise<ErasedBatch> {
  const { batchId } = batch;
  const erased = { objects: 0, bytes: 0 };
  for (const prefix of prefixesOf(batch)) {
    const { bytes, objects } = await store.erase(prefix);
    erased.objects += objects;
    erased.bytes += bytes;
  }
  return { batchId, ...erased, rows: await table.erase(batchId) };
}

/** Uploads, results, and the tables that a deployment may write of it. */
const prefixesOf = (batch: Batch): string[] => [
  rawPrefix(batch.batchId),
  workPrefix(batch.batchId),
  ...EXPORTED.map((table) => `${EXPORT_PREFIX}${exportFolder(table, batch)}`),
];

async function lookAgain({ table, store }: Pick<BatchPorts, 'table' | 'store'>, erased: readonly Batch[]) {
  const left = { batches: 0, objects: 0 };
  for (const batch of erased) {
    if (await table.find(batch.batchId)) left.batches++;
    for (const prefix of prefixesOf(batch)) {
      for await (const _ of store.list(prefix)) left.objects++;
    }
  }
  return left;
}
