import { EndedExecution } from '#src/batch/stage-input.ts';
import { exportStored } from '#src/export/export-stored.ts';
import { objectStore } from '../env.ts';
import { exportApi } from '../export-api.ts';
import { handle } from '../wrappers.ts';

/** On an execution that succeeded: writes the tables of its batch to the results. */
export const handler = handle(EndedExecution, ({ batchId }) =>
  exportStored({ api: exportApi(), store: objectStore() }, batchId),
);
