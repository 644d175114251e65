import type { Batch, ShardProgress, StoredEvent } from '#src/batch/batch.ts';
import { fromCursor, listPosition, toCursor } from '#src/batch/list-position.ts';
import { BatchNotFound, type BatchPage, type BatchTable } from '#src/batch/ports.ts';
import { isEnd } from '#src/batch/states.ts';

type ShardSets = Record<'uploaded' | 'parsed' | 'failed', Set<number>>;

/** The model of `BatchTable`: what the contract says, without a database. */
export function memoryBatchTable(): BatchTable {
  const batches = new Map<string, Batch>();
  const fullShards = new Map<string, Set<number>>();
  const shards = new Map<string, ShardSets>();
  const events = new Map<string, StoredEvent[]>();

  const shard = (batchId: string, k: number): ShardSets => {
    const key = `${batchId}#${k}`;
    const found = shards.get(key) ?? { uploaded: new Set(), parsed: new Set(), failed: new Set() };
    shards.set(key, found);
    return found;
  };
  const add = (set: keyof ShardSets) => async (batchId: string, k: number, files: readonly number[]) => {
    for (const file of files) shard(batchId, k)[set].add(file);
    return new Set(shard(batchId, k)[set]);
  };
  const addOutcome =
    (set: keyof ShardSets, notIn: keyof ShardSets) =>
    async (...args: Parameters<BatchTable['addParsed']>) => {
      await add(set)(...args);
      const [batchId, k, files] = args;
      for (const file of files) shard(batchId, k)[notIn].delete(file);
    };
  const sorted = (newestFirst: boolean) =>
    [...batches.values()].sort((a, b) => (listPosition(a) < listPosition(b) === newestFirst ? 1 : -1));

  return {
    async create(batch) {
      if (batches.has(batch.batchId)) return false;
      const enteredAtMs = { uploading: batch.createdAtMs };
      batches.set(batch.batchId, {
        ...structuredClone(batch),
        state: 'uploading',
        enteredAtMs,
        message: null,
        unitCount: null,
        verdict: null,
        reopenedAtMs: null,
        redrives: 0,
      });
      return true;
    },
    find: async (batchId) => structuredClone(batches.get(batchId)),
    async list({ vehicleId, state, cursor, limit }) {
      const after = cursor === undefined ? undefined : fromCursor(cursor);
      const matching = sorted(true)
        .filter((batch) => vehicleId === undefined || batch.vehicleId === vehicleId)
        .filter((batch) => state === undefined || batch.state === state)
        .filter((batch) => after === undefined || listPosition(batch) < after);
      return pageOf(matching, limit);
    },
    async listOpen({ state, cursor, limit }) {
      const after = cursor === undefined ? undefined : fromCursor(cursor);
      const open = sorted(false).filter((batch) => (state ? batch.state === state : !isEnd(batch.state)));
      return pageOf(
        open.filter((batch) => after === undefined || listPosition(batch) > after),
        limit,
      );
    },
    addUploaded: add('uploaded'),
    addParsed: addOutcome('parsed', 'failed'),
    addFailed: addOutcome('failed', 'parsed'),
    async addFullShard(batchId, k) {
      if (!batches.has(batchId)) throw new BatchNotFound(batchId);
      const full = (fullShards.get(batchId) ?? new Set<number>()).add(k);
      fullShards.set(batchId, full);
      return new Set(full);
    },
    async readShards(batchId) {
      const count = Math.ceil((batches.get(batchId)?.fileCount ?? 0) / 100);
      return Array.from(
        { length: count },
        (_, k): ShardProgress => ({ shard: k, ...structuredClone(shard(batchId, k)) }),
      );
    },
    async change(batchId, change) {
      const batch = batches.get(batchId);
      if (!batch || !change.from.includes(batch.state)) return false;
      const { from, to, atMs, ...rest } = change;
      Object.assign(batch, rest, { state: to, enteredAtMs: { [to]: atMs, ...batch.enteredAtMs } });
      return true;
    },
    async reopen(batchId, { from, to, atMs, ...rest }) {
      const batch = batches.get(batchId);
      if (batch?.state !== from || batch.redrives >= (rest.redrives ?? Number.POSITIVE_INFINITY)) return false;
      delete batch.enteredAtMs[from];
      Object.assign(batch, rest, { state: to, reopenedAtMs: atMs, message: null, verdict: null });
      delete batch.headline;
      delete batch.cause;
      return true;
    },
    async appendEvent(batchId, event) {
      const log = events.get(batchId) ?? [];
      if (log.some(({ seq }) => seq === event.seq)) return false;
      events.set(batchId, [...log, structuredClone(event)]);
      return true;
    },
    async readEvents(batchId, afterSeq, limit) {
      const later = (events.get(batchId) ?? []).filter(({ seq }) => seq > afterSeq);
      return structuredClone(later.sort((a, b) => a.seq - b.seq).slice(0, limit));
    },
    async erase(batchId) {
      const ofBatch = [...shards.keys()].filter((key) => key.startsWith(`${batchId}#`));
      const rows = (events.get(batchId)?.length ?? 0) + ofBatch.length + (batches.has(batchId) ? 1 : 0);
      for (const key of ofBatch) shards.delete(key);
      for (const rowsOf of [events, fullShards, batches]) rowsOf.delete(batchId);
      return rows;
    },
  };
}

function pageOf(batches: Batch[], limit: number): BatchPage {
  const page = structuredClone(batches.slice(0, limit));
  const last = page.at(-1);
  return { batches: page, cursor: batches.length > limit && last ? toCursor(listPosition(last)) : null };
}
