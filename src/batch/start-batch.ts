import { hasRoom, listQueued } from './admission.ts';
import type { BatchState } from './batch.ts';
import { enterState, requireBatch } from './enter-state.ts';
import type { BatchPorts } from './ports.ts';
import { isEnd, mayFollow } from './states.ts';

type StartPorts = Pick<BatchPorts, 'table' | 'clock' | 'workflow' | 'unitsAtOnce'>;

/**
 * Goes on with what has arrived: to parsing, then the execution; or to the queue, while others keep the parsers busy. The
 * change comes first because it decides between starting and expiring; a crash before the start is healed by any
 * repetition of this function. Returns the state the batch is in now.
 */
export async function startBatch(ports: StartPorts, batchId: string): Promise<BatchState> {
  const batch = await requireBatch(ports.table, batchId);
  if (mayFollow(batch.state, 'parsing') && !(await hasRoom(ports, batch))) {
    const waiting = await enterState(ports, batchId, { to: 'queued' });
    if (waiting.state === 'queued') return waiting.state;
  }
  const { state } = await enterState(ports, batchId, { to: 'parsing' });
  if (!isEnd(state)) await ports.workflow.start(batchId);
  return state;
}

/** Starts the batches that wait for their turn, as far as there is room: for whoever has just made some. */
export async function startQueued(ports: StartPorts): Promise<void> {
  for (const { batchId } of await listQueued(ports.table)) {
    if ((await startBatch(ports, batchId)) === 'queued') return;
  }
}
