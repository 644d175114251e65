import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type Database = DatabaseSync;

/** The folder was written when the database was another one. */
export class OldDataFolder extends Error {
  override readonly name = 'OldDataFolder';

  constructor(folder: string) {
    super(
      `The data folder ${folder} was written by an earlier Argus, whose database this one cannot read: choose another folder with --data, or delete it and upload its logs again.`,
    );
  }
}

const FILE = 'argus.db';
/** Where the database was before it became one file. */
const OLD_FOLDER = 'table';

/** A write holds the database for one sync of the disk; a slow disk takes some tenths of a second. */
const BUSY_MS = 10_000;

/**
 * State of batches, executions and budgets, in one file of the data folder. A statement that has returned is on disk:
 * the write-ahead log is synced at each commit. Every thread opens its own. Throws `OldDataFolder`.
 */
export function openDatabase(folder: string): Database {
  const path = join(folder, FILE);
  if (!existsSync(path)) {
    if (existsSync(join(folder, OLD_FOLDER))) throw new OldDataFolder(folder);
    // SQLite would let everybody read it; its other files take over this one's mode.
    closeSync(openSync(path, 'a', 0o600));
  }
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  database.exec(SETTINGS);
  database.exec(SCHEMA);
  return database;
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
 * both parsed and failed.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batch (
    id TEXT PRIMARY KEY, position TEXT NOT NULL, vehicle TEXT NOT NULL, state TEXT NOT NULL, created TEXT NOT NULL,
    entered TEXT NOT NULL, message TEXT, unit_count INTEGER, verdict TEXT
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
    batch TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (batch, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS execution (batch TEXT PRIMARY KEY, status TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS spending (name TEXT PRIMARY KEY, total INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;
