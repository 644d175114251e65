import { type Api, createApi } from '#src/api/api.ts';
import { OPEN_DOOR } from '#src/api/diagnosis-door.ts';
import { ROUTES } from '#src/api/routes.ts';
import { batchTable, caseIndex, clock, lessonStore, objectStore, workflow } from './env.ts';
import { records } from './records.ts';

/** What a table is made of, and nothing that changes anything. */
const READING = new Set(['readBatch', 'readReport', 'readRecords', 'readFaults', 'readTemplates', 'readEpisodes']);
const EXPORT_ROUTES = ROUTES.filter(({ operationId }) => READING.has(operationId));

const SETTINGS = {
  uploadWindowMs: 0,
  urlLifeMs: 0,
  maxUploadBytes: 0,
  door: OPEN_DOOR,
  streamsRecords: true,
  stream: { pollMs: 1_000, lookMs: 1_000, heartbeatMs: 1_000, limitMs: 1_000 },
};

/** The API as the writer of tables asks it, in its own process: nothing is between them, so nothing is admitted. */
export function exportApi(): Api {
  const ports = {
    table: batchTable(),
    store: objectStore(),
    clock: clock(),
    records,
    settings: SETTINGS,
    // No route of these asks for them, and the function has no right to them.
    get cases() {
      return caseIndex();
    },
    get lessons() {
      return lessonStore();
    },
    get workflow() {
      return workflow();
    },
  };
  return createApi(ports, EXPORT_ROUTES);
}
