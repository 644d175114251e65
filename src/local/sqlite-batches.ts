import type { Batch, NewBatch } from '#src/batch/batch.ts';
import { fromCursor, listPosition, toCursor } from '#src/batch/list-position.ts';
import type { BatchChange, BatchPage, BatchTable, Reopening } from '#src/batch/ports.ts';
import { BATCH_STATES, isEnd } from '#src/batch/states.ts';
import type { Database, Row } from './database.ts';

/** The rows of batches. Each list is an index read in the order of positions, from behind the cursor on. */
export function sqliteBatches(
  database: Database,
): Pick<BatchTable, 'create' | 'find' | 'change' | 'reopen' | 'list' | 'listOpen' | 'erase'> {
  const select = database.prepare('SELECT * FROM batch WHERE id = ?');
  // The time that is there already wins: a state is first entered once.
  const update = database.prepare(`
    UPDATE batch SET state = :to, entered = json_patch(:entered, entered), message = coalesce(:message, message),
      unit_count = coalesce(:unitCount, unit_count), verdict = coalesce(:verdict, verdict),
      created = json_patch(created, :concluded)
    WHERE id = :id AND state IN (SELECT value FROM json_each(:from))`);
  const takeUp = database.prepare(`
    UPDATE batch SET state = :to, message = NULL, verdict = NULL, entered = json_remove(entered, '$.' || :from),
      created = json_patch(created, :reopened)
    WHERE id = :id AND state = :from AND (:redrives IS NULL OR coalesce(created ->> 'redrives', 0) < :redrives)`);
  return {
    create: async (batch) => insertBatch(database, batch),
    async find(batchId) {
      const row = select.get(batchId);
      return row && batchOf(row);
    },
    change: async (id, change) => update.run({ id, ...columnsOf(change) }) === 1,
    reopen: async (id, { from, to, ...reopening }) =>
      takeUp.run({
        id,
        from,
        to,
        redrives: reopening.redrives ?? null,
        reopened: JSON.stringify(reopenedFacts(reopening)),
      }) === 1,
    ...lists(database),
    erase: async (batchId) => database.atomically(() => eraseRows(database, batchId) + eraseLesson(database, batchId)),
  };
}

/** Where the rows of a batch are, but for what it spent; the batch itself comes last. */
const ROWS_OF_BATCH = {
  file: 'batch',
  full_shard: 'batch',
  event: 'batch',
  execution: 'batch',
  posting: 'batch',
  case_card: 'batch',
  batch: 'id',
};

/** Removes all rows of a batch and counts them. Call it `atomically`. */
export function eraseRows(database: Database, batchId: string): number {
  let rows = database.prepare('DELETE FROM spending WHERE name = ?').run(`batch ${batchId}`);
  for (const [table, column] of Object.entries(ROWS_OF_BATCH))
    rows += database.prepare(`DELETE FROM ${table} WHERE ${column} = ?`).run(batchId);
  return rows;
}

/** What an engineer taught by a batch outlives its time, but not its vehicle's. */
const eraseLesson = (database: Database, batchId: string): number =>
  database.prepare('DELETE FROM lesson WHERE batch = ?').run(batchId);

/** False when the id is taken. */
export function insertBatch(database: Database, batch: NewBatch): boolean {
  const insert = database.prepare(`
    INSERT INTO batch (id, position, vehicle, state, created, entered) VALUES (?, ?, ?, 'uploading', ?, ?)
    ON CONFLICT DO NOTHING`);
  const entered = JSON.stringify({ uploading: batch.createdAtMs });
  const { batchId, vehicleId } = batch;
  return insert.run(batchId, listPosition(batch), vehicleId, JSON.stringify(batch), entered) === 1;
}

const columnsOf = ({ from, to, atMs, message, unitCount, verdict, headline, cause }: BatchChange) => ({
  to,
  from: JSON.stringify(from),
  entered: JSON.stringify({ [to]: atMs }),
  message: message ?? null,
  unitCount: unitCount ?? null,
  verdict: verdict ?? null,
  // What is undefined is left out, and stays as it was.
  concluded: JSON.stringify({ headline, cause }),
});

const reopenedFacts = ({ atMs, deadlineMs, redrives }: Omit<Reopening, 'from' | 'to'>): Partial<Batch> => ({
  reopenedAtMs: atMs,
  // A patch with null takes them away.
  headline: null,
  cause: null,
  ...(deadlineMs !== undefined && { deadlineMs }),
  ...(redrives !== undefined && { redrives }),
});

function batchOf(row: Row): Batch {
  return {
    reopenedAtMs: null,
    redrives: 0,
    ...(JSON.parse(String(row.created)) as NewBatch & Partial<Batch>),
    state: row.state as Batch['state'],
    enteredAtMs: JSON.parse(String(row.entered)),
    message: row.message as string | null,
    unitCount: row.unit_count as number | null,
    verdict: row.verdict as string | null,
  };
}

interface Query {
  where: string[];
  values: string[];
  newestFirst: boolean;
  cursor?: string;
  limit: number;
}

const OPEN_STATES = BATCH_STATES.filter((state) => !isEnd(state))
  .map((state) => `'${state}'`)
  .join(', ');

function lists(database: Database): Pick<BatchTable, 'list' | 'listOpen'> {
  return {
    async list({ vehicleId, state, ...page }) {
      const filters = Object.entries({ vehicle: vehicleId, state }).flatMap(([column, value]) =>
        value === undefined ? [] : { column, value },
      );
      const where = filters.map(({ column }) => `${column} = ?`);
      return listPage(database, { ...page, where, values: filters.map(({ value }) => value), newestFirst: true });
    },
    async listOpen({ state, ...page }) {
      const where = [state === undefined ? `state IN (${OPEN_STATES})` : 'state = ?'];
      return listPage(database, { ...page, where, values: state === undefined ? [] : [state], newestFirst: false });
    },
  };
}

function listPage(database: Database, { where, values, newestFirst, cursor, limit }: Query): BatchPage {
  const conditions = cursor === undefined ? where : [...where, `position ${newestFirst ? '<' : '>'} ?`];
  const bound = cursor === undefined ? values : [...values, fromCursor(cursor)];
  const rows = database
    .prepare(
      `SELECT * FROM batch WHERE ${conditions.join(' AND ') || 'true'} ORDER BY position ${newestFirst ? 'DESC' : 'ASC'} LIMIT ?`,
    )
    .all(...bound, limit + 1);
  const batches = rows.slice(0, limit).map(batchOf);
  const last = batches.at(-1);
  return { batches, cursor: rows.length > limit && last ? toCursor(listPosition(last)) : null };
}
