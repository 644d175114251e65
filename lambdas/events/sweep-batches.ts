import * as z from 'zod/mini';
import { sweepBatches } from '#src/batch/sweep.ts';
import { batchPorts } from '../env.ts';
import { publish } from '../meter.ts';
import { handle } from '../wrappers.ts';

/** Every 5 minutes: finds uploads whose event was lost, expires and restarts batches. */
export const handler = handle(z.unknown(), async () => {
  const counts = await sweepBatches(batchPorts());
  const { open, oldestSeconds, repaired } = counts;
  publish({ OpenBatches: open, OldestOpenBatchSeconds: oldestSeconds, UploadsRepaired: repaired });
  return counts;
});
