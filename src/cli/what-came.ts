import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { takesFiles } from '#src/batch/states.ts';
import type { ApiClient } from './api-client.ts';
import { countText } from './live-lines.ts';

/**
 * What is wrong with a batch to which everything was sent, in one sentence; undefined where every file is in, or on its
 * way in. An answer to a PUT says that the bytes are stored, not that the batch still waited for them.
 */
export async function findLoss(client: ApiClient, batchId: string): Promise<string | undefined> {
  const { state, message, counts } = await client.readJson<BatchDetail>(`/batches/${batchId}`);
  if (takesFiles(state)) return undefined;
  if (state === 'expired') return 'The batch had expired before a file was in. The same command sends them again.';
  if (state === 'failed') return `The batch is failed. ${message ?? ''}`.trim();
  const missing = counts.files - counts.uploaded;
  if (missing === 0) return undefined;
  const files = `${missing} of ${countText(counts.files, 'file')}`;
  return `The batch had gone on without ${files}, which came too late. --new sends all of them again, as a new batch.`;
}
