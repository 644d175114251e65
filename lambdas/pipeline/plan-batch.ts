import { planBatch } from '#src/batch/plan-batch.ts';
import { BatchInput } from '#src/batch/stage-input.ts';
import { batchTable, clock, objectStore } from '../env.ts';
import { handle } from '../wrappers.ts';

/** State PlanBatch: which files take part, in which units. */
export const handler = handle(BatchInput, (input) =>
  planBatch({ table: batchTable(), store: objectStore(), clock: clock() }, input),
);
