import { failBatch } from '#src/batch/fail-batch.ts';
import { FailInput } from '#src/batch/stage-input.ts';
import { batchTable, clock } from '../env.ts';
import { handle } from '../wrappers.ts';

/** State FailBatch, and the rule on executions that ended in a way no Catch sees. */
export const handler = handle(FailInput, (input) => failBatch({ table: batchTable(), clock: clock() }, input));
