import type { Batch, ShardProgress } from '#src/batch/batch.ts';
import type { FileList } from '#src/batch/file-list.ts';
import { rawKey } from '#src/batch/keys.ts';
import { takesFiles } from '#src/batch/states.ts';
import { PAGE_FILES, type UploadItem, type UploadPage } from './batch-schemas.ts';
import { iso, requireBatch } from './batch-view.ts';
import { jsonResponse } from './http.ts';
import { requireManifest } from './manifest.ts';
import { Problem } from './problem.ts';
import type { ApiPorts, Call } from './route.ts';
import { partsLink } from './upload-parts.ts';

/**
 * `GET /batches/{batchId}/uploads`: targets with a fresh expiry for files that have not arrived yet, from index `from` on.
 * A file that has arrived gets none: it could not be overwritten. A file whose arrival is not registered yet may be listed
 * once more; sending it again is refused as already there, which a client takes for success.
 */
export async function listUploads({ ports, batchId, query }: Call<{ from?: string | undefined }, undefined>) {
  const batch = await requireBatch(ports, batchId);
  if (!takesFiles(batch.state)) {
    throw new Problem('batch-closed', `Batch ${batchId} takes no more files: its state is ${batch.state}.`);
  }
  const files = await requireManifest(ports, batchId);
  const shards = await ports.table.readShards(batchId, batch.fileCount);
  return jsonResponse(200, await uploadPage(ports, batch, { files, shards, from: Number(query.from ?? 0) }));
}

interface Wanted {
  files: FileList;
  shards: readonly ShardProgress[];
  from: number;
}

/** At most `PAGE_FILES` targets; `next` points behind the last file looked at. */
export async function uploadPage(ports: ApiPorts, batch: Batch, wanted: Wanted): Promise<UploadPage> {
  const arrived = new Set(wanted.shards.flatMap((shard) => [...shard.uploaded]));
  const missing: number[] = [];
  let file = wanted.from;
  for (; file < wanted.files.count && missing.length < PAGE_FILES; file++) if (!arrived.has(file)) missing.push(file);
  const uploads = await Promise.all(missing.map((index) => uploadItem(ports, batch.batchId, wanted.files, index)));
  const next = file < wanted.files.count ? `/batches/${batch.batchId}/uploads?from=${file}` : null;
  return { batchId: batch.batchId, state: batch.state, uploads, next };
}

async function uploadItem(ports: ApiPorts, batchId: string, files: FileList, index: number): Promise<UploadItem> {
  const declared = files.at(index);
  const { name, sizeBytes, sha256 } = declared;
  const expiresAtMs = ports.clock.nowMs() + ports.settings.urlLifeMs;
  const target = await ports.store.presignUpload({ key: rawKey(batchId, index), sizeBytes, sha256, expiresAtMs });
  const { method, url, headers } = target;
  const parts = partsLink(ports, batchId, index, declared);
  return { file: index, name, method, url, headers, expiresAt: iso(target.expiresAtMs), ...(parts && { parts }) };
}
