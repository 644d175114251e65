import type { BatchFile } from '#src/batch/batch.ts';
import { type FileList, readFileList } from '#src/batch/file-list.ts';
import { filesKey } from '#src/batch/keys.ts';
import { Problem } from './problem.ts';
import type { ApiPorts } from './route.ts';

/** The batch's file list, one `BatchFile` per line in index order. */
export async function writeManifest(ports: ApiPorts, batchId: string, files: readonly BatchFile[]): Promise<void> {
  const lines = files.map((file) => JSON.stringify(file)).join('\n');
  await ports.store.write(filesKey(batchId), new TextEncoder().encode(`${lines}\n`));
}

export const hasManifest = async (ports: ApiPorts, batchId: string): Promise<boolean> =>
  (await ports.store.findSize(filesKey(batchId))) !== undefined;

/** Throws `Problem` `batch-incomplete` where the create request died before the list was stored. */
export async function requireManifest(ports: ApiPorts, batchId: string): Promise<FileList> {
  if (await hasManifest(ports, batchId)) return readFileList(ports.store, batchId);
  throw new Problem(
    'batch-incomplete',
    `The file list of batch ${batchId} was never stored: send POST /batches again with the same Idempotency-Key.`,
  );
}
