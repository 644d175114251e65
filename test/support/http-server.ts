import { onTestFinished } from 'vitest';
import { createApi } from '#src/api/api.ts';
import { batchRecords } from '#src/batch/look-up-records.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { folderObjectStore } from '#src/local/folder-object-store.ts';
import { startHttpServer } from '#src/local/http-server.ts';
import { readSigningKey, uploadSigner } from '#src/local/upload-url.ts';
import { memoryCaseIndex } from '#test/support/memory-case-index.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';
import { TEST_SETTINGS } from './api.ts';
import { memoryBatchTable } from './memory-batch-table.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type ServerUnderTest = Awaited<ReturnType<typeof serverUnderTest>>;

/** The real server over the in-memory table and a folder store; its pipeline never runs. Call it inside a test. */
export async function serverUnderTest({ allowOrigins = [] }: { allowOrigins?: readonly string[] } = {}) {
  const folder = temporaryFolder();
  let baseUrl = '';
  const clock = { ms: 0 };
  const signer = uploadSigner({ key: readSigningKey(folder), baseUrl: () => baseUrl });
  const store = folderObjectStore({ folder: `${folder}/objects`, signer });
  const table = memoryBatchTable();
  const api = createApi({
    table,
    store,
    workflow: { start: async () => {}, find: async () => undefined, redrive: async () => 1 },
    clock: { nowMs: () => Date.now() + clock.ms },
    records: batchRecords({ codecs: nodeCodecs, store }),
    lessons: memoryLessonStore(),
    cases: memoryCaseIndex(),
    settings: TEST_SETTINGS,
  });
  const errors: unknown[] = [];
  const start = (port: number) =>
    startHttpServer({ port, api, store, signer, allowOrigins, onError: (error) => errors.push(error) });
  let server = await start(0);
  onTestFinished(() => server.close());
  baseUrl = server.url;
  const restart = async () => {
    await server.close();
    server = await start(Number(new URL(baseUrl).port));
  };
  return { url: server.url, close: () => server.close(), restart, store, table, errors, clock };
}
