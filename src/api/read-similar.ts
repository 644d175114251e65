import { evidenceKey } from '#src/batch/keys.ts';
import { findSimilar } from '#src/batch/similar-batches.ts';
import { requireBatch } from './batch-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { Call } from './route.ts';

/** `GET /batches/{batchId}/similar`: as of now, where the report says it as of then. */
export async function readSimilar({ batchId, ports }: Call<undefined, undefined>): Promise<ApiResponse> {
  await requireBatch(ports, batchId);
  const similar = await findSimilar(ports, { batchId, evidence: await requireEvidence(ports.store, batchId) });
  return jsonResponse(200, { similar });
}

async function requireEvidence(store: Call<undefined, undefined>['ports']['store'], batchId: string) {
  if ((await store.findSize(evidenceKey(batchId))) === undefined) {
    throw new Problem('report-not-ready', `Batch ${batchId} is not read yet.`, { headers: { 'retry-after': '2' } });
  }
  return JSON.parse(new TextDecoder().decode(await store.readAll(evidenceKey(batchId))));
}
