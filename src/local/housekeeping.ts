import { setImmediate } from 'node:timers/promises';
import { dayOf } from '#src/diagnosis/model/model-budget.ts';
import type { Database } from './database.ts';
import type { FolderStore } from './folder-object-store.ts';
import { eraseRows } from './sqlite-batches.ts';

interface Housekeeping {
  database: Database;
  store: FolderStore;
  nowMs: number;
  /** How long a batch is kept after its end; undefined: for ever. */
  keepMs: number | undefined;
}

/** As long as DynamoDB keeps them. */
const BUDGET_DAYS = 90;
const DAY_MS = 24 * 3_600_000;

const CLEAN_UP_EVERY_MS = 3_600_000;

/** Removes what is out of date at once and every hour; what goes wrong is tried again in an hour. */
export function startHousekeeper(home: Omit<Housekeeping, 'nowMs'>): { close(): Promise<unknown> } {
  let isOpen = true;
  let running: Promise<unknown> = Promise.resolve();
  const work = () => {
    running = cleanUp({ ...home, nowMs: Date.now() }, () => isOpen).catch(() => {});
  };
  work();
  const timer = setInterval(work, CLEAN_UP_EVERY_MS).unref();
  return {
    close() {
      isOpen = false;
      clearInterval(timer);
      return running;
    },
  };
}

/** Removes what is out of date. Stops as soon as `isWanted` says no. Returns how many batches went. */
export async function cleanUp(home: Housekeeping, isWanted = () => true): Promise<number> {
  finishRemovals(home);
  let removed = 0;
  for (const batchId of findOutOfDate(home)) {
    if (!isWanted()) return removed;
    removeBatch(home, batchId);
    removed++;
    // Many batches must not keep every request waiting.
    await setImmediate();
  }
  await removeOldParts(home);
  const oldest = `day ${dayOf(home.nowMs - BUDGET_DAYS * DAY_MS)}`;
  home.database.prepare("DELETE FROM spending WHERE name LIKE 'day %' AND name < ?").run(oldest);
  return removed;
}

/** What a process that died was about to remove. Before anybody looks for batches that only left objects. */
export function finishRemovals({ database, store }: Pick<Housekeeping, 'database' | 'store'>): void {
  for (const { batch } of database.prepare('SELECT batch FROM removal').all())
    removeObjects(database, store, String(batch));
}

function findOutOfDate({ database, nowMs, keepMs }: Housekeeping): string[] {
  if (keepMs === undefined) return [];
  const rows = database.prepare(`
    SELECT id FROM batch WHERE state IN ('completed', 'partial', 'failed', 'expired') AND entered ->> ('$.' || state) < ?
    ORDER BY position`);
  return rows.all(nowMs - keepMs).map(({ id }) => String(id));
}

/** The rows go first, with a note of what is left to do: a batch is there whole or not at all, its key is free again. */
function removeBatch({ database, store }: Housekeeping, batchId: string): void {
  database.atomically(() => {
    database.prepare('INSERT INTO removal (batch) VALUES (?) ON CONFLICT DO NOTHING').run(batchId);
    eraseRows(database, batchId);
  });
  removeObjects(database, store, batchId);
}

/** In one go: the same key may make a new batch of this id right after. */
function removeObjects(database: Database, store: FolderStore, batchId: string): void {
  for (const prefix of [`raw/${batchId}`, `work/${batchId}`]) store.remove(prefix);
  database.prepare('DELETE FROM removal WHERE batch = ?').run(batchId);
}

/** Parts of files that no batch waits for any more. */
async function removeOldParts({ database, store }: Housekeeping): Promise<void> {
  const find = database.prepare("SELECT id FROM batch WHERE id = ? AND state = 'uploading'");
  for (const prefix of await store.listParts()) {
    if (!find.get(prefix.slice('raw/'.length))) await store.removeParts(prefix);
  }
}
