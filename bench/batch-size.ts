import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveArgus } from '#src/local/serve-argus.ts';

/**
 * Time per file of batches from 100 to 10,000 small files, over HTTP, from `POST /batches` to the report:
 * `node bench/batch-size.ts [COUNT...]`. It must not grow with the number of files.
 */
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000];
const CONNECTIONS = 8;
const LINES = 50;

const folder = mkdtempSync(join(tmpdir(), 'argus-bench-'));
const argus = await serveArgus({ dataDir: folder, port: 0, onError: (error) => console.error(error) });
const bodyOf = (file: number): Uint8Array<ArrayBuffer> => {
  const line = (i: number) =>
    `11-22 10:0${i % 6}:${10 + (i % 50)}.000  100  100 I update_engine: part ${file} step ${i} of ${LINES} done\n`;
  return new TextEncoder().encode(Array.from({ length: LINES }, (_, i) => line(i)).join(''));
};

try {
  await runBatch(20); // the workers' first file includes loading them
  const rows: Awaited<ReturnType<typeof runBatch>>[] = [];
  for (const count of counts) rows.push(await runBatch(count));
  console.table(rows);
} finally {
  await argus.close();
  rmSync(folder, { recursive: true });
}

async function runBatch(count: number) {
  const startedMs = performance.now();
  const batchId = await create(count);
  await uploadAll(batchId, count);
  const uploadedMs = performance.now();
  await (await fetch(`${argus.url}/batches/${batchId}/diagnosis`)).text();
  const endedMs = performance.now();
  const perFile = (fromMs: number, toMs: number) => ((toMs - fromMs) / count).toFixed(2);
  return {
    files: count,
    'upload ms/file': perFile(startedMs, uploadedMs),
    'then ms/file': perFile(uploadedMs, endedMs),
    'all ms/file': perFile(startedMs, endedMs),
    'all s': ((endedMs - startedMs) / 1_000).toFixed(1),
  };
}

async function create(count: number): Promise<string> {
  const files = Array.from({ length: count }, (_, i) => ({ name: `part-${i}.log`, sizeBytes: bodyOf(i).length }));
  const response = await fetch(`${argus.url}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vehicleId: 'bench', files }),
  });
  return ((await response.json()) as { batchId: string }).batchId;
}

interface UploadPage {
  uploads: { file: number; url: string; method: string; headers: Record<string, string> }[];
  next: string | null;
}

async function uploadAll(batchId: string, count: number): Promise<void> {
  for (let next: string | null = `/batches/${batchId}/uploads?from=0`; next !== null; ) {
    const page = (await (await fetch(argus.url + next)).json()) as UploadPage;
    const waiting = page.uploads.values();
    const send = async () => {
      for (const { file, url, method, headers } of waiting) {
        const { status } = await fetch(url, { method, headers, body: bodyOf(file) });
        if (status !== 200) console.error(`file ${file} of ${count}: ${status}`);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, send));
    next = page.next;
  }
}
