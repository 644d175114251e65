import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

/** Ends with what the worker said, or with the name of its death. */
function aggregate(shape: { files: number; templatesPerFile: number; distinctTemplates: number }, heapMb: number) {
  const worker = new Worker(new URL('../../bench/aggregate/aggregate-worker.ts', import.meta.url), {
    workerData: shape,
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  return new Promise<Record<string, unknown>>((resolve) => {
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) => resolve({ died: error.code }));
  });
}

test('aggregating 120,000 template rows takes the heap of one file, not of all', async () => {
  const shape = { files: 120, templatesPerFile: 1_000, distinctTemplates: 1_000 };
  expect(await aggregate(shape, 80)).toMatchObject({ 'evidence MB': expect.any(Number) });
});
