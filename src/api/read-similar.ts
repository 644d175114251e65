import type { ObjectStore } from '#src/batch/ports.ts';
import { findSimilar, readSigns, type SimilarPorts } from '#src/batch/similar-batches.ts';
import { requireBatch } from './batch-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { Call } from './route.ts';

/** `GET /batches/{batchId}/similar`: as of now. */
export async function readSimilar({ batchId, ports }: Call<undefined, undefined>): Promise<ApiResponse> {
  await requireBatch(ports, batchId);
  const similar = await similarTo(ports, batchId);
  if (similar === undefined) {
    throw new Problem('report-not-ready', `Batch ${batchId} is not read yet.`, { headers: { 'retry-after': '2' } });
  }
  return jsonResponse(200, { similar });
}

/** Undefined where the batch is not read yet. */
export const similarTo = async (ports: SimilarPorts & { store: ObjectStore }, batchId: string) => {
  const signs = await readSigns(ports.store, batchId);
  return signs && findSimilar(ports, { batchId, signs });
};
