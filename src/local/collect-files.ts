import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { failedFile } from '#src/batch/failures.ts';
import type { ParsedFile } from '#src/batch/parse-file.ts';
import { NO_DESCRIPTIONS } from '#src/parsers/databases/descriptions.ts';
import type { CollectedFile, ThreadWork } from './collect-worker.ts';
import { type CollectorTools, collectorWith, type FileToCollect } from './collector.ts';
import { type FileQueue, fileQueue, takeFiles } from './file-queue.ts';
import { kindOfFile } from './kind-of-file.ts';
import { workerFile } from './worker-file.ts';

export interface CollectOptions extends Partial<CollectorTools> {
  workers: number;
  /** Aborted: what is not begun is left out. */
  signal: AbortSignal;
  /** Told after each file. */
  onFile(file: FileToCollect): void;
  /** Another worker, for tests. */
  workerPath?: string;
}

/** A thread takes about 0.2 s to load the parsers: below this it costs more than it saves. */
const WORTH_THREADS_BYTES = 32 * 1024 ** 2;

/** Evidence of files of this machine, read by this thread and, where that pays, by worker threads beside it. */
export async function collectFiles(files: readonly FileToCollect[], options: CollectOptions): Promise<ParsedFile[]> {
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const count = bytes < WORTH_THREADS_BYTES ? 0 : Math.min(options.workers, files.length) - 1;
  const threads = Array.from(
    { length: count },
    () => new Worker(options.workerPath ?? workerFile('collect-worker', import.meta.url)),
  );
  const tools = { vocabularies: options.vocabularies ?? [], descriptions: options.descriptions ?? NO_DESCRIPTIONS };
  const collected = new Map<number, ParsedFile>();
  function take({ file, parsed }: CollectedFile): void {
    collected.set(file.index, parsed);
    options.onFile(file);
  }
  try {
    const queue = fileQueue(files, threads.length > 0 ? kindOfFile : () => '');
    const reading: Reading = { queue, tools, signal: options.signal, take };
    await Promise.all([...threads.map((thread) => readThere(thread, reading)), readHere(reading)]);
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  if (!options.signal.aborted) for (const file of files) if (!collected.has(file.index)) take(lostWithItsThread(file));
  return files.flatMap(({ index }) => collected.get(index) ?? []);
}

/** A thread that ends without an error, by a fault of the engine's for example, tells nobody of the file that it had taken. */
function lostWithItsThread(file: FileToCollect): CollectedFile {
  const failure = failedFile(file.index, { ...file, sha256: null }, 'reader-ended');
  return { file, parsed: { evidence: [], failed: [failure] } };
}

interface Reading extends Pick<CollectOptions, 'signal'> {
  queue: FileQueue;
  tools: CollectorTools;
  take: (collected: CollectedFile) => void;
}

/** This thread reads too: it has begun to load the parsers, and what it compiles is there for the diagnosis. */
async function readHere({ queue, tools, signal, take }: Reading): Promise<void> {
  const collect = await collectorWith(tools);
  for (const file of takeFiles(queue)) {
    if (signal.aborted) return;
    take({ file, parsed: await collect(file) });
  }
}

/** Rejects with what the thread threw, or died of. */
async function readThere(thread: Worker, { queue, tools, signal, take }: Reading): Promise<void> {
  const end = () => thread.terminate();
  if (signal.aborted) return;
  signal.addEventListener('abort', end);
  thread.on('message', take);
  thread.postMessage({ queue, ...tools } satisfies ThreadWork);
  await once(thread, 'exit').finally(() => signal.removeEventListener('abort', end));
}
