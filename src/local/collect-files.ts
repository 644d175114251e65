import { Piscina } from 'piscina';
import type { ParsedFile } from '#src/batch/parse-file.ts';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { type Descriptions, NO_DESCRIPTIONS } from '#src/parsers/databases/descriptions.ts';
import type { FileToCollect } from './collect-worker.ts';
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

/** Evidence of files of this machine, in worker threads where that pays. */
export async function collectFiles(files: readonly FileToCollect[], options: CollectOptions): Promise<ParsedFile[]> {
  const bytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const isWorth = options.workers > 1 && files.length > 1 && bytes >= WORTH_THREADS_BYTES;
  return isWorth ? collectInThreads(files, options) : collectHere(files, options);
}

async function collectHere(
  files: readonly FileToCollect[],
  { onFile, signal, vocabularies = [], descriptions = NO_DESCRIPTIONS }: CollectOptions,
): Promise<ParsedFile[]> {
  const { collectorWith } = await import('./collect-worker.ts');
  const collect = await collectorWith({ vocabularies, descriptions });
  const collected: ParsedFile[] = [];
  for (const file of files) {
    if (signal.aborted) break;
    collected.push(await collect(file));
    onFile(file);
  }
  return collected;
}

async function collectInThreads(
  files: readonly FileToCollect[],
  { workers, onFile, signal, vocabularies = [], descriptions = NO_DESCRIPTIONS }: CollectOptions,
) {
  const filename = workerFile('collect-worker', import.meta.url);
  const pool = new Piscina({
    filename,
    maxThreads: Math.min(workers, files.length),
    workerData: { vocabularies, descriptions },
  });
  try {
    const collect = async (file: FileToCollect): Promise<ParsedFile> => {
      const collected = (await pool.run(file, { signal })) as ParsedFile;
      onFile(file);
      return collected;
    };
    return await Promise.all(files.map(collect));
  } finally {
    await pool.destroy();
  }
}
