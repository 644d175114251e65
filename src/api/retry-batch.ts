import type { Batch } from '#src/batch/batch.ts';
import { NotRedrivable } from '#src/batch/ports.ts';
import { lastStage, reopenBatch } from '#src/batch/reopen-batch.ts';
import { isEnd } from '#src/batch/states.ts';
import { linksOf, requireBatch } from './batch-view.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { ApiPorts, Call } from './route.ts';

/**
 * `POST /batches/{batchId}/retry`: takes up a batch that failed where it broke. One that runs, or has a result, is left
 * alone. The execution is taken up first: should this die before the batch is, its next stage does it.
 */
export async function retryBatch({ ports, batchId }: Call<undefined, undefined>): Promise<ApiResponse> {
  const found = await requireBatch(ports, batchId);
  if (found.state === 'expired' || found.state === 'uploading') throw nothingToRetry(found);
  const { state } = found.state === 'failed' ? await takeUp(ports, found) : found;
  return jsonResponse(isEnd(state) ? 200 : 202, { batchId, state, links: linksOf(ports, batchId) });
}

async function takeUp(ports: ApiPorts, batch: Batch): Promise<Batch> {
  const { batchId } = batch;
  const redrives = await ports.workflow.redrive(batchId).catch((error) => {
    throw error instanceof NotRedrivable ? tooLate(batchId) : error;
  });
  return reopenBatch(ports, batchId, { from: 'failed', to: lastStage(batch), ...(redrives > 0 && { redrives }) });
}

const nothingToRetry = ({ batchId, state }: Batch): Problem =>
  new Problem(
    'nothing-to-retry',
    `Batch ${batchId} is ${state}: send its files with POST /batches, the same as before.`,
  );

const tooLate = (batchId: string): Problem =>
  new Problem(
    'nothing-to-retry',
    `Batch ${batchId} failed too long ago to go on where it broke (14 days on AWS): upload its files as a new batch.`,
  );
