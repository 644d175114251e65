import * as z from 'zod/mini';
import { sweepBatches } from '#src/batch/sweep.ts';
import { batchTable, clock, objectStore, workflow } from '../env.ts';
import { handle } from '../wrappers.ts';

/** Every 5 minutes: finds uploads whose event was lost, expires and restarts batches. */
export const handler = handle(z.unknown(), () =>
  sweepBatches({ table: batchTable(), store: objectStore(), workflow: workflow(), clock: clock() }),
);
