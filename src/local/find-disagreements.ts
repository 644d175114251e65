import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { BATCH_ID, type NewBatch } from '#src/batch/batch.ts';
import { reportKey } from '#src/batch/keys.ts';
import type { ObjectStore } from '#src/batch/ports.ts';
import { findHeader } from './batch-headers.ts';
import type { Database } from './database.ts';
import { insertBatch } from './sqlite-batches.ts';

export interface DataFolder {
  database: Database;
  store: ObjectStore;
  /** The folder of the objects. */
  objectFolder: string;
}

export interface Trouble {
  /** What is wrong, and what mending does about it. */
  sentence: string;
  /** Absent where nothing here can mend it. */
  mend?: () => Promise<unknown> | unknown;
}

/**
 * Where table, executions and objects do not agree. Only after damage do they not: on a disk that keeps what it was told to
 * keep, each is written before what builds on it. Nobody may work on the batches meanwhile.
 */
export async function findDisagreements(folder: DataFolder): Promise<Trouble[]> {
  const lost = await findLost(folder);
  const unfounded = await findUnfounded(folder);
  const startedOver = new Set(unfounded.map(({ batchId }) => batchId));
  const stale = findStaleExecutions(folder.database).filter((batchId) => !startedOver.has(batchId));
  return [
    ...lost.map((batch) => ({
      sentence: `Batch ${batch.batchId} is not in the database any more: it is read again from its files.`,
      mend: () => startOver(folder.database, batch),
    })),
    ...unfounded.map((batch) => ({
      sentence: `Batch ${batch.batchId} has lost its report or what led to it: it is diagnosed again.`,
      mend: () => startOver(folder.database, batch),
    })),
    ...stale.map((batchId) => ({
      sentence: `The work on batch ${batchId} ended without a result: it is started again.`,
      mend: () => folder.database.prepare('DELETE FROM execution WHERE batch = ?').run(batchId),
    })),
  ];
}

/** Batches that left objects but have no row. */
async function findLost({ database, store, objectFolder }: DataFolder): Promise<NewBatch[]> {
  const find = database.prepare('SELECT id FROM batch WHERE id = ?');
  const lost: NewBatch[] = [];
  for (const id of batchFolders(objectFolder)) {
    const header = find.get(id) ? undefined : await findHeader(store, id);
    if (header) lost.push(header);
  }
  return lost;
}

function batchFolders(objectFolder: string): string[] {
  try {
    return readdirSync(join(objectFolder, 'work')).filter((name) => BATCH_ID.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Batches that ended without a report, whose counts or events have gaps, or whose events tell of an end that is undone. */
async function findUnfounded({ database, store }: DataFolder): Promise<NewBatch[]> {
  const unfounded = database.prepare(`
    SELECT created FROM batch WHERE
      (SELECT count(*) <> coalesce(max(seq), 0) FROM event WHERE batch = id) OR
      (state IN ${ENDED} AND created ->> 'fileCount' <> (SELECT count(*) FROM file WHERE batch = id AND outcome IS NOT NULL)) OR
      (state NOT IN ${ENDED} AND state NOT IN ('failed', 'expired') AND 
        (SELECT type FROM event WHERE batch = id ORDER BY seq DESC LIMIT 1) = 'done')`);
  const found = new Set(unfounded.all().map(({ created }) => String(created)));
  for (const { id, created } of database.prepare(`SELECT id, created FROM batch WHERE state IN ${ENDED}`).all()) {
    if (!(await store.findSize(reportKey(String(id))))) found.add(String(created));
  }
  return [...found].map((created) => JSON.parse(created) as NewBatch);
}

/** Both have a report. */
const ENDED = "('completed', 'partial')";

/** Back to its uploads: the sweep finds them and starts it, and what is there of units and report is used again. */
function startOver(database: Database, batch: NewBatch): void {
  database.atomically(() => {
    for (const table of ['file', 'full_shard', 'event', 'execution']) {
      database.prepare(`DELETE FROM ${table} WHERE batch = ?`).run(batch.batchId);
    }
    database.prepare('DELETE FROM batch WHERE id = ?').run(batch.batchId);
    insertBatch(database, batch);
  });
}

/** An execution that ended before its batch did will not end it any more; without one, the sweep starts another. */
function findStaleExecutions(database: Database): string[] {
  const rows = database.prepare(`
    SELECT batch FROM execution WHERE batch NOT IN (SELECT id FROM batch) OR (status <> 'running' AND
      batch IN (SELECT id FROM batch WHERE state IN ('parsing', 'aggregating', 'diagnosing')))`);
  return rows.all().map(({ batch }) => String(batch));
}
