import { enterState, requireBatch } from './enter-state.ts';
import type { BatchPorts } from './ports.ts';
import type { StageInput } from './stage-input.ts';

/** `States.Timeout`, `TypeError`: letters and dots are safe to show; anything else came from elsewhere. */
const ERROR_NAME = /^[A-Za-z][A-Za-z.]{0,63}$/;

interface Broken extends StageInput {
  error: string;
}

/** Ends a batch whose execution broke. `error` is the error's name; its text may quote a log and stays out of the sentence. */
export async function failBatch(
  ports: Pick<BatchPorts, 'table' | 'clock'>,
  { batchId, error, redrives = 0 }: Broken,
): Promise<void> {
  // The run that broke may have been taken up since: that one goes on.
  if ((await requireBatch(ports.table, batchId)).redrives > redrives) return;
  const name = ERROR_NAME.test(error) ? error : 'unknown error';
  const message = `Argus could not finish this batch (${name}). Its files are kept: POST /batches/${batchId}/retry goes on where it broke.`;
  await enterState(ports, batchId, { to: 'failed', message });
}
