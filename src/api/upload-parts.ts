import type * as z from 'zod/mini';
import type { BatchFile } from '#src/batch/batch.ts';
import { rawKey, shardOf } from '#src/batch/keys.ts';
import { takesFiles } from '#src/batch/states.ts';
import { PAGE_FILES, type PartPage, type PartsQuery } from './batch-schemas.ts';
import { iso, requireBatch } from './batch-view.ts';
import { jsonResponse } from './http.ts';
import { requireManifest } from './manifest.ts';
import { Problem } from './problem.ts';
import type { ApiPorts, Call } from './route.ts';

/** A single request that breaks at its end costs this much again. */
const LARGE_BYTES = 100 << 20;

/** Where the targets of a large file's parts are to be had; undefined where one request is as good. */
export const partsLink = ({ store, settings }: ApiPorts, batchId: string, file: number, { sizeBytes }: BatchFile) =>
  store.presignParts && sizeBytes > (settings.partsAboveBytes ?? LARGE_BYTES)
    ? `/batches/${batchId}/parts?file=${file}`
    : undefined;

/**
 * `POST /batches/{batchId}/parts?file=`: targets of the parts of a file that have not arrived. Asked again when all have,
 * it puts them together. So a client repeats it until no part is missing, whatever broke in between.
 */
export async function missingParts({ ports, batchId, query }: Call<z.infer<typeof PartsQuery>, undefined>) {
  const batch = await requireBatch(ports, batchId);
  if (!takesFiles(batch.state)) {
    throw new Problem('batch-closed', `Batch ${batchId} takes no more files: its state is ${batch.state}.`);
  }
  if (!ports.store.presignParts)
    throw new Problem('parts-not-taken', 'Here a file of any size is sent in one request.');
  const file = Number(query.file);
  const files = await requireManifest(ports, batchId);
  if (file >= files.count) throw noSuchFile(files.count);
  const shard = (await ports.table.readShards(batchId, batch.fileCount))[shardOf(file)];
  if (shard?.uploaded.has(file)) return pageOf(batchId, file, []);
  const expiresAtMs = ports.clock.nowMs() + ports.settings.urlLifeMs;
  const { sizeBytes } = files.at(file);
  const wanted = { key: rawKey(batchId, file), sizeBytes, expiresAtMs, limit: PAGE_FILES };
  const targets = await ports.store.presignParts(wanted);
  return pageOf(
    batchId,
    file,
    targets.map(({ expiresAtMs: endMs, ...target }) => ({ ...target, expiresAt: iso(endMs) })),
  );
}

function pageOf(batchId: string, file: number, parts: PartPage['parts']) {
  const page: PartPage = { batchId, file, isWhole: parts.length === 0, parts };
  return jsonResponse(200, page);
}

function noSuchFile(count: number): Problem {
  const detail = `file must be below ${count}, the number of files in this batch.`;
  return new Problem('invalid-request', detail, { places: [{ parameter: 'file', detail }] });
}
