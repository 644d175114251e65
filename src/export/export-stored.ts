import { PassThrough } from 'node:stream';
import type { Api } from '#src/api/api.ts';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { EXPORT_PREFIX, EXPORTED } from '#src/batch/export-path.ts';
import type { ObjectStore } from '#src/batch/ports.ts';
import { apiDoor } from './api-door.ts';
import { batchSource } from './batch-source.ts';
import { exportBatch } from './export-batch.ts';
import { PARQUET } from './parquet-format.ts';
import type { Sink } from './sink.ts';

/** Writes the tables of a batch beside the results of all; the same again replaces them. */
export async function exportStored({ api, store }: { api: Api; store: ObjectStore }, batchId: string) {
  const door = apiDoor(api);
  const source = await batchSource(door, await door.readJson<BatchDetail>(`/batches/${batchId}`));
  const open = async (path: string) => storeSink(store, `${EXPORT_PREFIX}${path}`);
  const exported = await exportBatch(source, { format: PARQUET, tables: EXPORTED, open });
  return { files: exported.length };
}

/** An object that is seen once it is whole. */
function storeSink(store: ObjectStore, key: string): Sink {
  const pipe = new PassThrough();
  const written = store.write(key, pipe);
  // Told when it is waited for.
  written.catch(() => {});
  return {
    write: (bytes) =>
      // Nobody reads the pipe any more once the store has failed.
      Promise.race([written, new Promise<void>((resolve) => pipe.write(bytes, () => resolve()))]),
    async end() {
      pipe.end();
      await written;
    },
  };
}
