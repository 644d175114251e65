import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { ParsedFile } from '#src/batch/parse-file.ts';
import { type CollectorTools, collectorWith, type FileToCollect } from './collector.ts';
import { type FileQueue, takeFiles } from './file-queue.ts';

/** What a thread is told, once. */
export interface ThreadWork extends CollectorTools {
  queue: FileQueue;
}

/** What it answers for each file that it took; it ends when none is left. */
export interface CollectedFile {
  file: FileToCollect;
  parsed: ParsedFile;
}

if (parentPort) await collect(parentPort);

async function collect(owner: NonNullable<typeof parentPort>): Promise<void> {
  const [{ queue, ...tools }] = (await once(owner, 'message')) as [ThreadWork];
  const collectFile = await collectorWith(tools);
  for (const file of takeFiles(queue)) {
    owner.postMessage({ file, parsed: await collectFile(file) } satisfies CollectedFile);
  }
}
