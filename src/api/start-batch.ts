import { isEnd } from '#src/batch/states.ts';
import { countsOf, linksOf, requireBatch } from './batch-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { Call } from './route.ts';

/** `POST /batches/{batchId}/start`: goes on with what has arrived. Starting what runs, or has a result, changes nothing. */
export async function startBatch({ ports, batchId }: Call<undefined, undefined>): Promise<ApiResponse> {
  const batch = await requireBatch(ports, batchId);
  if (batch.state === 'failed' || batch.state === 'expired') {
    throw new Problem('batch-closed', `Batch ${batchId} cannot be started: its state is ${batch.state}.`);
  }
  if (batch.state === 'uploading') {
    const { uploaded } = countsOf(batch.fileCount, await ports.table.readShards(batchId));
    if (uploaded === 0) throw new Problem('nothing-uploaded', `No file of batch ${batchId} has arrived yet.`);
    await ports.workflow.start(batchId);
  }
  const body = { batchId, state: batch.state, links: linksOf(ports, batchId) };
  return jsonResponse(isEnd(batch.state) ? 200 : 202, body);
}
