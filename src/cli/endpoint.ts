import { type ApiClient, apiClient, DEFAULT_ENDPOINT } from './api-client.ts';
import { signerFor } from './aws-signature.ts';
import { type Io, UsageError } from './command.ts';

export const ENDPOINT_OPTION = {
  endpoint: { value: 'URL', about: `where Argus is (default: ARGUS_ENDPOINT, else ${DEFAULT_ENDPOINT})` },
} as const;

/** `--endpoint`, else ARGUS_ENDPOINT, else where `argus up` listens. */
export function clientFor(given: string | undefined, io: Io): ApiClient {
  const endpoint = given ?? io.env['ARGUS_ENDPOINT'] ?? DEFAULT_ENDPOINT;
  return apiClient({ endpoint, signal: io.signal, sign: signerFor(endpoint, io.env) });
}

/** The one argument of a command about one batch. */
export function requireBatchId(positionals: readonly string[]): string {
  const [batchId, extra] = positionals;
  if (batchId === undefined) throw new UsageError('Which batch? Give its id: 26 letters and digits.');
  if (extra !== undefined) throw new UsageError(`One batch at a time: "${extra}" is too much.`);
  if (!/^[0-9A-Z]{26}$/.test(batchId)) {
    throw new UsageError(`"${batchId}" is not a batch id: 26 upper-case letters and digits.`);
  }
  return batchId;
}
