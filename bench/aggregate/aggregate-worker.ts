import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { evidenceKey } from '#src/batch/keys.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { memoryWorld } from '#test/support/batch-world.ts';
import { newBatch } from '#test/support/new-batch.ts';
import { type LargeBatch, largeBatchStore } from './large-batch.ts';

const { batchId } = newBatch();
const shape = workerData as Omit<LargeBatch, 'batchId'>;
const world = { ...memoryWorld(), store: largeBatchStore({ batchId, ...shape }) };
await world.table.create(newBatch({ fileCount: shape.files }));
await world.table.change(batchId, { from: ['uploading'], to: 'parsing', atMs: 1 });

let peakMb = 0;
const look = () => {
  peakMb = Math.max(peakMb, getHeapStatistics().used_heap_size / 2 ** 20);
};
const startedMs = performance.now();
await aggregateBatch({ ...world, openFold: () => watched(new EvidenceFold()) }, { batchId });
parentPort?.postMessage({
  'peak heap MB': Math.round(peakMb),
  seconds: Number(((performance.now() - startedMs) / 1_000).toFixed(1)),
  'evidence MB': Number((((await world.store.findSize(evidenceKey(batchId))) ?? 0) / 1e6).toFixed(1)),
});

/** Looks at the heap while streams are folded. */
function watched(fold: EvidenceFold): EvidenceFold {
  const { add } = fold;
  let streams = 0;
  fold.add = (evidence) => {
    add.call(fold, evidence);
    if (++streams % 20 === 0) look();
  };
  return fold;
}
