/** A store, a table or the network failed in a way that may pass: the state machine tries again on this name. */
export class TransientFault extends Error {
  override readonly name = 'TransientFault';

  constructor(cause: unknown) {
    super('A service that Argus needs did not answer.', { cause });
  }
}

const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EMFILE']);
const THROTTLE_NAMES = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'TimeoutError',
]);

/** By what the AWS SDK (after its own retries) and Node say of an error: server's fault, throttled, or no connection. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $fault, $retryable, code } = error as { $fault?: string; $retryable?: object; code?: string };
  return (
    $fault === 'server' || $retryable !== undefined || THROTTLE_NAMES.has(error.name) || NETWORK_CODES.has(code ?? '')
  );
}
