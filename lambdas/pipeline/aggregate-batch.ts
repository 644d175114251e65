import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { BatchInput } from '#src/batch/stage-input.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { batchPorts } from '../env.ts';
import { handle } from '../wrappers.ts';

/** State AggregateBatch: the evidence of all units to that of the batch. */
export const handler = handle(BatchInput, (input) =>
  aggregateBatch({ ...batchPorts(), openFold: () => new EvidenceFold() }, input),
);
