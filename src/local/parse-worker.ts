import { useAdapters } from '#lambdas/env.ts';
import { handler } from '#lambdas/pipeline/parse-unit.ts';
import { readerOf } from '#src/evidence/vocabulary/reader-of.ts';
import { openDatabase } from './database.ts';
import { folderObjectStore } from './folder-object-store.ts';
import type { WorkerAnswer, WorkerSettings } from './parse-pool.ts';
import { sqliteBatchTable } from './sqlite-batch-table.ts';
import { uploadSigner } from './upload-url.ts';
import { dataOfThread } from './worker-data.ts';

const settings = dataOfThread<WorkerSettings>();
const reader = readerOf(settings.vocabularies);
const clock = { nowMs: () => Date.now() };

useAdapters({
  // A worker grants no uploads.
  objectStore: folderObjectStore({
    folder: settings.objectFolder,
    signer: uploadSigner({ key: Buffer.alloc(0), baseUrl: () => '' }),
  }),
  batchTable: sqliteBatchTable(openDatabase(settings.dataDir)),
  lineReader: () => reader,
  clock,
  log: () => {},
  runId: settings.runId,
});

/** The name of an error does not survive the way between threads, and the state machine's retries go by it. */
export default async function parse(payload: unknown): Promise<WorkerAnswer> {
  try {
    return { output: await handler(payload) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return { error: { name, message } };
  }
}
