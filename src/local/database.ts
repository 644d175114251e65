import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { asStoreError } from './store-unavailable.ts';

/** The folder was written when the database was another one. */
export class OldDataFolder extends Error {
  override readonly name = 'OldDataFolder';

  constructor(folder: string) {
    super(
      `The data folder ${folder} was written by an earlier Argus, whose database this one cannot read: choose another folder with --data, or delete it and upload its logs again.`,
    );
  }
}

export type Row = Record<string, unknown>;
export type Value = SQLInputValue;

/** A prepared statement; its parameters are positional, or one object of named ones. Throws `StoreUnavailable`. */
export interface Statement {
  /** How many rows it changed. */
  run(...values: (Value | Record<string, Value>)[]): number;
  get(...values: (Value | Record<string, Value>)[]): Row | undefined;
  all(...values: (Value | Record<string, Value>)[]): Row[];
}

/** State of batches, executions and budgets. What a statement wrote is on disk when it returns. */
export interface Database {
  prepare(sql: string): Statement;
  /** Several statements as one: all or none of them happen. */
  atomically<T>(act: () => T): T;
  close(): void;
  readonly isOpen: boolean;
}

/** Where the database was before it became one file. */
const OLD_FOLDER = 'table';

/** A write holds the database for one sync of the disk; a slow disk takes some tenths of a second. */
const BUSY_MS = 10_000;

export const databasePath = (folder: string): string => join(folder, 'argus.db');

/** Throws `OldDataFolder`. */
export function refuseOldFolder(folder: string): void {
  if (!existsSync(databasePath(folder)) && existsSync(join(folder, OLD_FOLDER))) throw new OldDataFolder(folder);
}

/** The database of a data folder; every thread opens its own. Throws `StoreUnavailable`. */
export const openDatabase = (folder: string): Database => openDatabaseFile(databasePath(folder));

export function openDatabaseFile(path: string): Database {
  return guarded(() => {
    // SQLite would let everybody read it; its other files take over this one's mode.
    if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    database.exec(SETTINGS);
    database.exec(SCHEMA);
    addColumn(database, 'execution', 'redrives', 'INTEGER NOT NULL DEFAULT 0');
    return wrap(database);
  });
}

function wrap(database: DatabaseSync): Database {
  return {
    prepare(sql) {
      const statement = guarded(() => database.prepare(sql));
      return {
        run: (...values) => guarded(() => Number(statement.run(...(values as Value[])).changes)),
        get: (...values) => guarded(() => statement.get(...(values as Value[]))),
        all: (...values) => guarded(() => statement.all(...(values as Value[]))),
      };
    },
    atomically: (act) => guarded(() => atomically(database, act)),
    close: () => database.close(),
    get isOpen() {
      return database.isOpen;
    },
  };
}

function atomically<T>(database: DatabaseSync, act: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = act();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors, such as a full disk, have rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asStoreError(error);
  }
}

/** A folder of an earlier version lacks it. */
function addColumn(database: DatabaseSync, table: string, name: string, type: string): void {
  const known = database.prepare(`SELECT 1 FROM pragma_table_info(?) WHERE name = ?`).get(table, name);
  if (!known) database.exec(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
}

/** `fullfsync` matters on macOS only, where a plain sync stops at the drive's cache. */
const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
`;

/**
 * `created` is the `NewBatch` as JSON, `position` its place in every list. A file's `outcome` is one column, so no file is
 * both parsed and failed. `removal` holds batches whose rows are gone and whose objects have to go. What is checked here, `PRAGMA quick_check` finds when it was damaged.
 */
const SCHEMA = `
  BEGIN;
  CREATE TABLE IF NOT EXISTS batch (
    id TEXT PRIMARY KEY, position TEXT NOT NULL, vehicle TEXT NOT NULL, state TEXT NOT NULL,
    created TEXT NOT NULL CHECK (json_valid(created)), entered TEXT NOT NULL CHECK (json_valid(entered)),
    message TEXT, unit_count INTEGER, verdict TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS batch_by_position ON batch (position);
  CREATE INDEX IF NOT EXISTS batch_by_vehicle ON batch (vehicle, position);
  CREATE INDEX IF NOT EXISTS batch_by_state ON batch (state, position);
  CREATE TABLE IF NOT EXISTS file (
    batch TEXT NOT NULL, shard INTEGER NOT NULL, number INTEGER NOT NULL, uploaded INTEGER NOT NULL DEFAULT 0,
    outcome TEXT CHECK (outcome IN ('parsed', 'failed')), PRIMARY KEY (batch, shard, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS full_shard (
    batch TEXT NOT NULL, shard INTEGER NOT NULL, PRIMARY KEY (batch, shard)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS event (
    batch TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)), PRIMARY KEY (batch, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS execution (
    batch TEXT PRIMARY KEY, status TEXT NOT NULL, redrives INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS spending (name TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS case_card (
    batch TEXT PRIMARY KEY, card TEXT NOT NULL CHECK (json_valid(card))
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS posting (
    sign TEXT NOT NULL, batch TEXT NOT NULL, PRIMARY KEY (sign, batch)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS posting_by_batch ON posting (batch);
  CREATE TABLE IF NOT EXISTS full_sign (sign TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lesson (
    batch TEXT PRIMARY KEY, version INTEGER NOT NULL, lesson TEXT NOT NULL CHECK (json_valid(lesson))
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS removal (batch TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  COMMIT;
`;
