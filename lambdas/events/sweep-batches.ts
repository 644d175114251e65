import * as z from 'zod/mini';
import { sweepBatches } from '#src/batch/sweep.ts';
import { batchPorts } from '../env.ts';
import { publish } from '../meter.ts';
import { handle } from '../wrappers.ts';

/** Every 5 minutes: finds uploads whose event was lost, expires and restarts batches. */
export const handler = handle(z.unknown(), async () => {
  const counts = await sweepBatches(batchPorts());
  publish({
    OpenBatches: counts.open,
    QueuedBatches: counts.queued,
    OldestOpenBatchSeconds: counts.oldestSeconds,
    UploadsRepaired: counts.repaired,
    SweepFaults: counts.faults,
  });
  return counts;
});
