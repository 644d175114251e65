import { registerUploads } from './barrier.ts';
import { parseRawKey } from './keys.ts';
import type { BatchPorts } from './ports.ts';
import type { UploadNotice } from './stage-input.ts';

interface Registered {
  files: number;
  /** Messages of the batches that could not be told: the queue brings these, and only these, again. */
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Notes the arrivals that a delivery tells of, one step per batch. One batch that cannot be told keeps no other waiting;
 * throws what was thrown when nobody could be told, or when there is no queue to bring it again.
 */
export async function registerNotices(
  ports: Pick<BatchPorts, 'table' | 'clock' | 'workflow' | 'unitsAtOnce'>,
  notices: readonly UploadNotice[],
): Promise<Registered> {
  const uploads = notices.map((notice) => ({ ...notice, ...parseRawKey(notice.key) }));
  const byBatch = Map.groupBy(uploads, ({ batchId }) => batchId);
  byBatch.delete(undefined);
  const failures: { error: unknown; messageIds: (string | null)[] }[] = [];
  for (const [batchId = '', group] of byBatch) {
    const files = group.flatMap(({ file }) => file ?? []);
    await registerUploads(ports, { batchId, files }).catch((error) =>
      failures.push({ error, messageIds: group.map(({ messageId }) => messageId) }),
    );
  }
  const messageIds = failures.flatMap((failure) => failure.messageIds);
  if (failures.length > 0 && (failures.length === byBatch.size || messageIds.includes(null))) throw failures[0].error;
  return { files: notices.length, batchItemFailures: messageIds.map((id) => ({ itemIdentifier: id ?? '' })) };
}
