import { enterState } from './enter-state.ts';
import type { BatchPorts } from './ports.ts';

/** `States.Timeout`, `TypeError`: letters and dots are safe to show; anything else came from elsewhere. */
const ERROR_NAME = /^[A-Za-z][A-Za-z.]{0,63}$/;

/** Ends a batch whose execution broke. `error` is the error's name; its text may quote a log and stays out of the sentence. */
export async function failBatch(
  ports: Pick<BatchPorts, 'table' | 'clock'>,
  { batchId, error }: { batchId: string; error: string },
): Promise<void> {
  const name = ERROR_NAME.test(error) ? error : 'unknown error';
  const message = `Argus could not finish this batch (${name}). The uploaded files are kept; upload them as a new batch to try again.`;
  await enterState(ports, batchId, { to: 'failed', message });
}
