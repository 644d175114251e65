import type * as z from 'zod/mini';
import type { ShardProgress } from '#src/batch/batch.ts';
import { findBatches } from '#src/batch/find-batches.ts';
import { findEvidence } from '#src/batch/pages/read-evidence.ts';
import { type BatchDetail, type FileItem, type FilePage, type ListQuery, PAGE_FILES } from './batch-schemas.ts';
import { requireBatch, stagesOf, summaryOf } from './batch-view.ts';
import { countsOf } from './file-counts.ts';
import { readings } from './file-readings.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { requireManifest } from './manifest.ts';
import { momentUs } from './query-schemas.ts';
import { refuseCursor } from './read-evidence.ts';
import type { Call } from './route.ts';

const LIST_PAGE = 50;

/** `GET /batches`, newest first. */
export async function listBatches({ ports, query }: Call<z.infer<typeof ListQuery>, undefined>): Promise<ApiResponse> {
  const { cursor, from, limit, status, to, ...filter } = query;
  const wish = {
    ...filter,
    state: status,
    ...(from !== undefined && { fromMs: momentUs(from) / 1_000 }),
    ...(to !== undefined && { toMs: momentUs(to) / 1_000 }),
  };
  const page = await findBatches(ports.table, wish, { cursor, limit: Number(limit ?? LIST_PAGE) }).catch(refuseCursor);
  return jsonResponse(200, { batches: page.batches.map((batch) => summaryOf(ports, batch)), cursor: page.cursor });
}

/** `GET /batches/{batchId}` */
export async function readBatch({ ports, batchId }: Call<undefined, undefined>): Promise<ApiResponse> {
  const batch = await requireBatch(ports, batchId);
  const shards = await ports.table.readShards(batchId, batch.fileCount);
  const detail: BatchDetail = {
    ...summaryOf(ports, batch),
    counts: countsOf(batch.fileCount, shards),
    stages: stagesOf(batch),
  };
  return jsonResponse(200, detail);
}

/** `GET /batches/{batchId}/files` */
export async function listFiles({ ports, batchId, query }: Call<{ from?: string | undefined }, undefined>) {
  const batch = await requireBatch(ports, batchId);
  const from = Number(query.from ?? 0);
  const list = await requireManifest(ports, batchId);
  const end = Math.min(from + PAGE_FILES, list.count);
  const stateOf = fileStates(await ports.table.readShards(batchId));
  const evidence = await findEvidence(ports.store, batch);
  const readingOf = readings(evidence);
  const files: FileItem[] = [];
  for (let file = from; file < end; file++)
    files.push({ file, ...list.at(file), state: stateOf(file), ...readingOf(file) });
  const next = end < list.count ? `/batches/${batchId}/files?from=${end}` : null;
  return jsonResponse(200, { files, next } satisfies FilePage);
}

function fileStates(shards: readonly ShardProgress[]): (file: number) => FileItem['state'] {
  const states = new Map<number, FileItem['state']>();
  for (const shard of shards) {
    for (const file of shard.uploaded) states.set(file, 'uploaded');
    for (const file of shard.parsed) states.set(file, 'parsed');
    for (const file of shard.failed) states.set(file, 'failed');
  }
  return (file) => states.get(file) ?? 'waiting';
}
