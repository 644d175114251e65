import { type Api, createApi } from '#src/api/api.ts';
import { OPEN_DOOR } from '#src/api/diagnosis-door.ts';
import type { ApiRequest } from '#src/api/http.ts';
import type { ApiPorts, ApiSettings } from '#src/api/route.ts';
import { batchRecords } from '#src/batch/look-up-records.ts';
import type { BatchTable } from '#src/batch/ports.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { type FolderStore, folderObjectStore } from '#src/local/folder-object-store.ts';
import { readSigningKey, type UploadSigner, uploadSigner } from '#src/local/upload-url.ts';
import { memoryCaseIndex } from '#test/support/memory-case-index.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';
import { memoryBatchTable } from './memory-batch-table.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const TEST_SETTINGS: ApiSettings = {
  uploadWindowMs: 3_600_000,
  urlLifeMs: 900_000,
  maxUploadBytes: 5 * 1024 ** 3,
  door: OPEN_DOOR,
  stream: { pollMs: 2, lookMs: 400, heartbeatMs: 15_000, limitMs: 60_000 },
};

export interface ApiUnderTest {
  api: Api;
  ports: ApiPorts;
  table: BatchTable;
  store: FolderStore;
  signer: UploadSigner;
  /** Ids of the batches whose execution was started. */
  started: string[];
  clock: { ms: number };
  /** The answer's body is parsed; a stream is left for the test to read. */
  call(request: Partial<ApiRequest> & { path: string; json?: unknown }): Promise<Called>;
}

export interface Called {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
  body: any;
  stream: AsyncGenerator<string, void> | undefined;
}

/** The real API over the in-memory table and a folder store. Call it inside a test. */
export function apiUnderTest(settings: Partial<ApiSettings> = {}): ApiUnderTest {
  const folder = temporaryFolder();
  const signer = uploadSigner({ key: readSigningKey(folder), baseUrl: () => 'http://127.0.0.1:4780' });
  const store = folderObjectStore({ folder: `${folder}/objects`, signer });
  const table = memoryBatchTable();
  const started: string[] = [];
  const clock = { ms: Date.now() };
  const ports: ApiPorts = {
    table,
    store,
    workflow: {
      start: async (batchId) => void started.push(batchId),
      find: async () => undefined,
      redrive: async () => 1,
    },
    records: batchRecords({ codecs: nodeCodecs, store }),
    lessons: memoryLessonStore(),
    cases: memoryCaseIndex(),
    clock: { nowMs: () => clock.ms },
    settings: { ...TEST_SETTINGS, ...settings },
  };
  const api = createApi(ports);
  return { api, ports, table, store, signer, started, clock, call: (request) => call(api, request) };
}

async function call(api: Api, { json, ...request }: Parameters<ApiUnderTest['call']>[0]): Promise<Called> {
  const body = json === undefined ? '' : JSON.stringify(json);
  const response = await api({ method: 'GET', query: {}, headers: {}, body, ...request });
  const { status, headers } = response;
  if (typeof response.body !== 'string') return { status, headers, body: undefined, stream: response.body };
  const isJson = headers['content-type']?.includes('json');
  return { status, headers, body: isJson ? JSON.parse(response.body) : response.body, stream: undefined };
}

export const createRequest = (files: { name: string; sizeBytes: number; sha256?: string }[], more: object = {}) => ({
  method: 'POST',
  path: '/batches',
  json: { vehicleId: 'vehicle-7', files, ...more },
});
