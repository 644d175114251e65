import { Piscina } from 'piscina';
import type { ParsedFile } from '#src/batch/parse-file.ts';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { type Descriptions, NO_DESCRIPTIONS } from '#src/parsers/databases/descriptions.ts';
import type { Collect, FileToCollect } from './collect-worker.ts';
import { workerFile } from './worker-file.ts';

export interface CollectOptions {
  workers: number;
  /** A user's own vocabularies. */
  vocabularies?: readonly VocabularyText[];
  /** What description files say of records. */
  descriptions?: Descriptions;
  /** Aborted: what is not begun is left out. */
  signal: AbortSignal;
  /** Told after each file. */
  onFile(file: FileToCollect): void;
}

/** A thread takes about 0.2 s to load the parsers: below this it costs more than it saves. */
const WORTH_THREADS_BYTES = 32 * 1024 ** 2;

/** Evidence of files of this machine, read by this thread and, where that pays, by worker threads beside it. */
export async function collectFiles(files: readonly FileToCollect[], options: CollectOptions): Promise<ParsedFile[]> {
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const threads = bytes < WORTH_THREADS_BYTES ? 0 : Math.min(options.workers, files.length) - 1;
  const collected = new Map<FileToCollect, ParsedFile>();
  // The largest first: nobody begins it when the others are through.
  const waiting = files.toSorted((a, b) => b.sizeBytes - a.sizeBytes).values();
  const takeFiles = async (collect: Collect): Promise<void> => {
    for (const file of waiting) {
      if (options.signal.aborted) return;
      collected.set(file, await collect(file));
      options.onFile(file);
    }
  };
  await (threads > 0 ? takeWithThreads(threads, takeFiles, options) : takeFiles(await collectorHere(options)));
  return files.flatMap((file) => collected.get(file) ?? []);
}

/** This thread reads too: it has begun to load the parsers, and what it compiles is there for the diagnosis. */
async function takeWithThreads(
  threads: number,
  takeFiles: (collect: Collect) => Promise<void>,
  options: CollectOptions,
): Promise<void> {
  const { signal, vocabularies = [], descriptions = NO_DESCRIPTIONS } = options;
  const pool = new Piscina({
    filename: workerFile('collect-worker', import.meta.url),
    maxThreads: threads,
    workerData: { vocabularies, descriptions },
  });
  try {
    const there = Array.from({ length: threads }, () => takeFiles((file) => pool.run(file, { signal })));
    await Promise.all([...there, takeFiles(await collectorHere(options))]);
  } finally {
    await pool.destroy();
  }
}

async function collectorHere({ vocabularies = [], descriptions = NO_DESCRIPTIONS }: CollectOptions): Promise<Collect> {
  const { collectorWith } = await import('./collect-worker.ts');
  return collectorWith({ vocabularies, descriptions });
}
