import type { Batch, BatchState } from '#src/batch/batch.ts';
import { startBatch } from '#src/batch/start-batch.ts';
import { isEnd, takesFiles } from '#src/batch/states.ts';
import { linksOf, requireBatch } from './batch-view.ts';
import { countsOf } from './file-counts.ts';
import { type ApiResponse, jsonResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { ApiPorts, Call } from './route.ts';

/** `POST /batches/{batchId}/start`: goes on with what has arrived. Starting what runs, or has a result, changes nothing. */
export async function startNow({ ports, batchId }: Call<undefined, undefined>): Promise<ApiResponse> {
  const batch = await requireBatch(ports, batchId);
  if (batch.state === 'failed') throw closed(batch, `POST /batches/${batchId}/retry goes on where it broke.`);
  if (batch.state === 'expired') throw closed(batch, 'send POST /batches again as it was, and it waits once more.');
  const state = takesFiles(batch.state) ? await startWithArrived(ports, batch) : batch.state;
  return jsonResponse(isEnd(state) ? 200 : 202, { batchId, state, links: linksOf(ports, batchId) });
}

const closed = ({ batchId, state }: Batch, wayOut: string): Problem =>
  new Problem('batch-closed', `Batch ${batchId} cannot be started, its state is ${state}: ${wayOut}`);

async function startWithArrived(ports: ApiPorts, { batchId, fileCount }: Batch): Promise<BatchState> {
  const { uploaded } = countsOf(fileCount, await ports.table.readShards(batchId, fileCount));
  if (uploaded === 0) throw new Problem('nothing-uploaded', `No file of batch ${batchId} has arrived yet.`);
  return startBatch(ports, batchId);
}
