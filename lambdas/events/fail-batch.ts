import { failBatch } from '#src/batch/fail-batch.ts';
import { BrokenExecution } from '#src/batch/stage-input.ts';
import { batchTable, clock } from '../env.ts';
import { handle } from '../wrappers.ts';

/** On an execution that failed, timed out or was aborted: ends its batch as failed. */
export const handler = handle(BrokenExecution, (broken) => failBatch({ table: batchTable(), clock: clock() }, broken));
