import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Time per file, and memory, of batches from 100 to 10,000 small files, over HTTP, from `POST /batches` to the report:
 * `node bench/batch-size.ts [COUNT...]`. The time must not grow with the number of files; the memory is the most that
 * `argus up` ever had (VmHWM, on Linux), so the counts go from small to large.
 */
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100, 1_000, 10_000];
const CONNECTIONS = 8;
/** The bar for 10,000 files with two workers; each further worker takes some 55 MB. */
const MOST_MEGABYTES = 400;
const LINES = 50;

const CLI = fileURLToPath(new URL('../bin/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'argus-bench-'));
const argus = await startArgus();
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
  if (availableParallelism() <= 2 && (peakMegabytes() ?? 0) > MOST_MEGABYTES) {
    console.error(`The peak must stay below ${MOST_MEGABYTES} MB.`);
    process.exitCode = 1;
  }
} finally {
  await argus.close();
  rmSync(folder, { recursive: true });
}

/** A process of its own: its memory is not that of the clients. */
async function startArgus() {
  const args = [CLI, 'up', '--port', '0', '--data', folder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stderr })) {
    const url = /http:\/\/[\d.:]+/.exec(line)?.[0];
    const close = () => {
      child.kill();
      return ended;
    };
    if (url) return { url, pid: child.pid, close };
  }
  return process.exit(1);
}

/** Undefined where there is no /proc. */
function peakMegabytes(): number | undefined {
  try {
    const status = readFileSync(`/proc/${argus.pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
  } catch {
    return undefined;
  }
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
    'peak MB': peakMegabytes(),
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
