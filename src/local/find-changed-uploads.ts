import { createHash } from 'node:crypto';
import type { Batch, BatchFile } from '#src/batch/batch.ts';
import { type FileList, readFileList } from '#src/batch/file-list.ts';
import { rawKey, shardOf } from '#src/batch/keys.ts';
import type { DataFolder, Trouble } from './find-disagreements.ts';
import type { FolderStore } from './folder-object-store.ts';
import { sqliteBatchTable } from './sqlite-batch-table.ts';

/** Uploads that are not the bytes that were sent: reads all of them. */
export async function* findChangedUploads(folder: DataFolder & { store: FolderStore }): AsyncGenerator<Trouble> {
  const table = sqliteBatchTable(folder.database);
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await table.list({ limit: 100, ...(cursor && { cursor }) });
    for (const batch of page.batches) {
      const uploaded = (await table.readShards(batch.batchId)).flatMap((shard) => [...shard.uploaded]);
      yield* findChangedIn(folder, batch, uploaded);
    }
    cursor = page.cursor;
  }
}

async function* findChangedIn(
  folder: DataFolder & { store: FolderStore },
  batch: Batch,
  uploaded: readonly number[],
): AsyncGenerator<Trouble> {
  if (uploaded.length === 0) return;
  const files = await readFileList(folder.store, batch.batchId).catch(() => undefined);
  if (!files)
    yield { sentence: `The file list of batch ${batch.batchId} cannot be read: upload its files as a new batch.` };
  for (const file of files ? uploaded : []) {
    if (await isAsSent(folder.store, rawKey(batch.batchId, file), (files as FileList).at(file))) continue;
    yield batch.state === 'uploading' ? askAgain(folder, batch, file) : beyondMending(batch, file);
  }
}

async function isAsSent(store: FolderStore, key: string, { sizeBytes, sha256 }: BatchFile): Promise<boolean> {
  if ((await store.findSize(key)) !== sizeBytes) return false;
  if (sha256 === null) return true;
  const hash = createHash('sha256');
  for await (const chunk of store.stream(key)) hash.update(chunk);
  return hash.digest('hex') === sha256;
}

const askAgain = ({ store, database }: DataFolder & { store: FolderStore }, { batchId }: Batch, file: number) => ({
  sentence: `File ${file} of batch ${batchId} is not what was uploaded: it is asked for again.`,
  async mend() {
    await store.remove(rawKey(batchId, file));
    database.atomically(() => {
      const shard = shardOf(file);
      database.prepare('DELETE FROM file WHERE batch = ? AND shard = ? AND number = ?').run(batchId, shard, file);
      database.prepare('DELETE FROM full_shard WHERE batch = ? AND shard = ?').run(batchId, shard);
    });
  },
});

const beyondMending = ({ batchId }: Batch, file: number): Trouble => ({
  sentence: `File ${file} of batch ${batchId} is not what was uploaded any more. The report on it stays; to have it read again, upload it in a new batch.`,
});
