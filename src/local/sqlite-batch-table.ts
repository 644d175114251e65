import { SHARD_SIZE, type ShardProgress, type StoredEvent } from '#src/batch/batch.ts';
import { BatchNotFound, type BatchTable } from '#src/batch/ports.ts';
import type { Database, Row } from './database.ts';
import { sqliteBatches } from './sqlite-batches.ts';

/** `BatchTable` on the database of this machine. Every write is one statement, so it happens whole or not at all. */
export function sqliteBatchTable(database: Database): BatchTable {
  return { ...sqliteBatches(database), ...files(database), ...events(database) };
}

type FileMethods = 'addUploaded' | 'addFullShard' | 'addParsed' | 'addFailed' | 'readShards';

function files(database: Database): Pick<BatchTable, FileMethods> {
  const upload = database.prepare(`
    INSERT INTO file (batch, shard, number, uploaded) SELECT :batch, :shard, value, 1 FROM json_each(:files) WHERE true
    ON CONFLICT DO UPDATE SET uploaded = 1`);
  const settle = database.prepare(`
    INSERT INTO file (batch, shard, number, outcome) SELECT :batch, :shard, value, :outcome FROM json_each(:files) WHERE true
    ON CONFLICT DO UPDATE SET outcome = excluded.outcome`);
  const uploaded = database.prepare('SELECT number FROM file WHERE batch = ? AND shard = ? AND uploaded = 1');
  const all = database.prepare('SELECT shard, number, uploaded, outcome FROM file WHERE batch = ?');
  const fileCount = database.prepare("SELECT created ->> 'fileCount' AS number FROM batch WHERE id = ?");
  const fill = database.prepare(`
    INSERT INTO full_shard (batch, shard) SELECT id, ? FROM batch WHERE id = ? ON CONFLICT DO NOTHING`);
  const full = database.prepare('SELECT shard AS number FROM full_shard WHERE batch = ?');
  const addOutcome = (outcome: string) => async (batch: string, shard: number, numbers: readonly number[]) =>
    void settle.run({ batch, shard, outcome, files: JSON.stringify(numbers) });
  return {
    async addUploaded(batch, shard, numbers) {
      upload.run({ batch, shard, files: JSON.stringify(numbers) });
      return numbersOf(uploaded.all(batch, shard));
    },
    async addFullShard(batch, shard) {
      fill.run(shard, batch);
      const shards = numbersOf(full.all(batch));
      if (shards.size === 0) throw new BatchNotFound(batch);
      return shards;
    },
    addParsed: addOutcome('parsed'),
    addFailed: addOutcome('failed'),
    async readShards(batch) {
      const [count = 0] = numbersOf(fileCount.all(batch));
      return shardsOf(count, all.all(batch));
    },
  };
}

const numbersOf = (rows: Row[]): ReadonlySet<number> => new Set(rows.map(({ number }) => Number(number)));

function shardsOf(fileCount: number, rows: Row[]): ShardProgress[] {
  const byShard = Map.groupBy(rows, ({ shard }) => Number(shard));
  return Array.from({ length: Math.ceil(fileCount / SHARD_SIZE) }, (_, shard) => {
    const of = (holds: (row: Row) => boolean) => numbersOf((byShard.get(shard) ?? []).filter(holds));
    return {
      shard,
      uploaded: of((row) => row.uploaded === 1),
      parsed: of((row) => row.outcome === 'parsed'),
      failed: of((row) => row.outcome === 'failed'),
    };
  });
}

function events(database: Database): Pick<BatchTable, 'appendEvent' | 'readEvents'> {
  const insert = database.prepare(
    'INSERT INTO event (batch, seq, type, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const select = database.prepare('SELECT seq, type, data FROM event WHERE batch = ? AND seq > ? ORDER BY seq LIMIT ?');
  return {
    appendEvent: async (batch, { seq, type, data }) => insert.run(batch, seq, type, JSON.stringify(data ?? null)) === 1,
    readEvents: async (batch, afterSeq, limit) =>
      select.all(batch, afterSeq, limit).map(
        ({ seq, type, data }): StoredEvent => ({
          seq: Number(seq),
          type: type as StoredEvent['type'],
          data: JSON.parse(String(data)),
        }),
      ),
  };
}
