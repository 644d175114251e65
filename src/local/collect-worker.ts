import { once } from 'node:events';
import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { ParsedFile } from '#src/batch/parse-file.ts';
import type { CollectorTools, FileToCollect } from './collector.ts';
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

/** A thread has no cache of compiled code unless it asks for it itself; it shares that of its owner. */
enableCompileCache?.();
if (parentPort) await collect(parentPort);

/** Says first, with a message of no content, that all is loaded. */
async function collect(owner: NonNullable<typeof parentPort>): Promise<void> {
  const { collectorWith } = await import('./collector.ts');
  owner.postMessage(null);
  const [{ queue, ...tools }] = (await once(owner, 'message')) as [ThreadWork];
  const collectFile = await collectorWith(tools);
  for (const file of takeFiles(queue)) {
    owner.postMessage({ file, parsed: await collectFile(file) } satisfies CollectedFile);
  }
}
