import type { NewBatch } from '#src/batch/batch.ts';
import type { BatchTable, ObjectStore } from '#src/batch/ports.ts';
import { findJson, writeJson } from '#src/batch/stored-json.ts';

const headerKey = (batchId: string): string => `work/${batchId}/batch.json`;

/** The table, with each batch's creation kept among its objects too: a lost database is made again from them. */
export function withHeaders(table: BatchTable, store: ObjectStore): BatchTable {
  return {
    ...table,
    async create(batch) {
      const isNew = await table.create(batch);
      const key = headerKey(batch.batchId);
      // A request that comes again finishes what died between the two.
      if (isNew || (await store.findSize(key)) === undefined) {
        await writeJson(store, key, (await table.find(batch.batchId)) ?? batch);
      }
      return isNew;
    },
  };
}

/** Undefined when there is none, or none to be read. */
export async function findHeader(store: ObjectStore, batchId: string): Promise<NewBatch | undefined> {
  const header = await findJson<NewBatch>(store, headerKey(batchId));
  return header?.batchId === batchId ? header : undefined;
}
