import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Database, databasePath, openDatabaseFile, type Row, type Statement, type Value } from './database.ts';
import { syncFolder } from './make-folder.ts';
import { asStoreError, StoreUnavailable } from './store-unavailable.ts';

/** Each file of the database ends like one of these; the log and its index go where the database goes. */
const PARTS = ['', '-wal', '-shm'];
const TABLES = ['batch', 'file', 'full_shard', 'event', 'execution', 'spending', 'removal'];

/** A new database is whole before the damaged one is moved away. */
const newPath = (folder: string): string => `${databasePath(folder)}.new`;

interface DamageOptions {
  /** Compares every index with its table too; takes several times longer. */
  isThorough?: boolean;
}

/** What is wrong with the database file, as the end of a sentence; undefined when nothing is. Nobody may have it open. */
export function findDamage(folder: string, { isThorough = false }: DamageOptions = {}): string | undefined {
  const path = databasePath(folder);
  finishMending(folder);
  const size = existsSync(path) ? statSync(path).size : undefined;
  if (size) return checkFile(path, isThorough);
  if (!hasBatches(folder)) return undefined;
  return size === 0 ? 'is empty' : 'is missing';
}

/**
 * Makes a damaged database anew from every row that can still be read, and keeps the damaged files beside it. What is
 * missing then is made again from the objects (`mendBatches`). Returns a sentence on it; undefined when nothing was wrong.
 */
export function mendDatabase(folder: string, nowMs: number, options: DamageOptions = {}): string | undefined {
  const damage = findDamage(folder, options);
  if (damage === undefined) return undefined;
  const path = databasePath(folder);
  removeParts(newPath(folder));
  const fresh = openDatabaseFile(newPath(folder));
  if (existsSync(path)) for (const table of TABLES) copyReadable(path, fresh, table);
  fresh.close();
  const kept = `${path}.damaged-${new Date(nowMs).toISOString().replaceAll(/[-:]|\..*/g, '')}`;
  for (const part of PARTS) if (existsSync(path + part)) renameSync(path + part, kept + part);
  finishMending(folder);
  return `The database ${path} ${damage}: it was made anew from all that can be read${existsSync(kept) ? `, and what was there is kept as ${kept}` : ''}.`;
}

/** The step after which the new database counts; where a crash came before it, the next look takes it. */
function finishMending(folder: string): void {
  const path = databasePath(folder);
  if (existsSync(path)) {
    removeParts(newPath(folder));
  } else if (existsSync(newPath(folder))) {
    // A log of the damaged one would be taken for the new one's.
    removeParts(path);
    renameSync(newPath(folder), path);
    syncFolder(folder);
  }
}

function removeParts(path: string): void {
  for (const part of PARTS) rmSync(path + part, { force: true });
}

/** Batches leave objects from the moment they are created. */
function hasBatches(folder: string): boolean {
  const work = join(folder, 'objects', 'work');
  return existsSync(work) && readdirSync(work).length > 0;
}

function checkFile(path: string, isThorough: boolean): string | undefined {
  try {
    const database = new DatabaseSync(path);
    try {
      const [row] = database.prepare(`PRAGMA ${isThorough ? 'integrity_check' : 'quick_check'}(1)`).all();
      return Object.values(row ?? {})[0] === 'ok' ? undefined : 'is damaged';
    } finally {
      database.close();
    }
  } catch (error) {
    const fault = asStoreError(error);
    if (fault instanceof StoreUnavailable && fault.trouble === 'damaged') return 'is damaged';
    throw fault;
  }
}

/** From both ends: what lies behind a damaged page is reached from the other side. */
function copyReadable(path: string, fresh: Database, table: string): void {
  for (const order of ['ASC', 'DESC']) copyInOrder(path, fresh, { table, order });
}

function copyInOrder(path: string, fresh: Database, { table, order }: { table: string; order: string }): void {
  const columns = fresh.prepare(`SELECT name, pk FROM pragma_table_info('${table}')`).all();
  const names = columns.map(({ name }) => name).join(', ');
  const key = columns.filter(({ pk }) => pk).map(({ name }) => `${name} ${order}`);
  const insert = fresh.prepare(
    `INSERT OR IGNORE INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  fresh.atomically(() => {
    for (const row of readableRows(path, `SELECT ${names} FROM ${table} ORDER BY ${key.join(', ')}`)) {
      insertIfSound(insert, row);
    }
  });
}

/** `OR IGNORE` passes over rows that are there or break a rule, but not over values of a wrong type. */
function insertIfSound(insert: Statement, row: Row): void {
  try {
    insert.run(...(Object.values(row) as Value[]));
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== SQLITE_CONSTRAINT) throw error;
  }
}

const SQLITE_CONSTRAINT = 19;

/** Rows up to the first that cannot be read. */
function* readableRows(path: string, sql: string) {
  try {
    const damaged = new DatabaseSync(path);
    try {
      yield* damaged.prepare(sql).iterate();
    } finally {
      damaged.close();
    }
  } catch (error) {
    // What the caller throws into a generator does not come here; whatever the file throws ends the reading.
    if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error;
  }
}
