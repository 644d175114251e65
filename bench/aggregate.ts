import { Worker } from 'node:worker_threads';

/**
 * Heap and time of the aggregation of large batches: `node bench/aggregate.ts [FILES] [TEMPLATES PER FILE]`. Each run has
 * a thread of its own whose heap is bounded: one that needs more dies.
 */
const [files = 10_000, templatesPerFile = 1_000] = process.argv.slice(2).map(Number);
const HEAP_MB = 1_024;

const rows: object[] = [];
for (const distinctTemplates of [templatesPerFile, 100_000, files * templatesPerFile]) {
  const answer = await run({ files, templatesPerFile, distinctTemplates });
  rows.push({ files, 'templates per file': templatesPerFile, distinct: distinctTemplates, ...answer });
}
console.table(rows);

function run(workerData: object): Promise<object> {
  const worker = new Worker(new URL('./aggregate/aggregate-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  return new Promise((resolve) => {
    worker.once('message', resolve);
    worker.once('error', ({ name, message }) => resolve({ died: `${name}: ${message}` }));
  });
}
