import type { BatchState } from './batch.ts';
import { enterState } from './enter-state.ts';
import type { BatchPorts } from './ports.ts';
import { isEnd } from './states.ts';

/**
 * Goes on with what has arrived: uploading → parsing, then the execution. The change comes first because it decides
 * between starting and expiring; a crash before the start is healed by any repetition of this function. Returns the
 * state the batch is in now.
 */
export async function startBatch(
  ports: Pick<BatchPorts, 'table' | 'clock' | 'workflow'>,
  batchId: string,
): Promise<BatchState> {
  const { state } = await enterState(ports, batchId, { to: 'parsing' });
  if (!isEnd(state)) await ports.workflow.start(batchId);
  return state;
}
