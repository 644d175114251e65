import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { BatchInput } from '#src/batch/stage-input.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { batchPorts } from '../env.ts';
import { publish } from '../meter.ts';
import { handle } from '../wrappers.ts';

/** State AggregateBatch: the evidence of all units to that of the batch. */
export const handler = handle(BatchInput, async (input) => {
  const done = await aggregateBatch({ ...batchPorts(), openFold: () => new EvidenceFold() }, input);
  if (done.lostUnits > 0) publish({ UnitsLost: done.lostUnits });
  return done;
});
