import type { AwsCredentials } from './sign-request.ts';
import { signRequest } from './sign-request.ts';

/** Parameter Store did not answer; the same question later may be answered. */
class ParameterUnknown extends Error {
  override readonly name = 'ParameterUnknown';

  constructor(name: string, what: string) {
    super(`The parameter ${name} could not be read (${what}).`);
  }
}

const TIMEOUT_MS = 5_000;

interface ParameterAccess {
  region: string;
  credentials: () => Promise<AwsCredentials>;
  nowMs: () => number;
  /** Where Parameter Store is, when not at its usual address. */
  endpoint?: string | undefined;
}

/** One parameter that is no secret, by name. Signed by hand: the SDK's client of SSM is 500 KB for one request. */
export async function readParameter(name: string, access: ParameterAccess): Promise<string> {
  const url = new URL('/', access.endpoint ?? `https://ssm.${access.region}.amazonaws.com`);
  const body = JSON.stringify({ Name: name });
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' };
  const credentials = await access.credentials();
  const scope = { service: 'ssm', region: access.region, credentials, timeMs: access.nowMs() };
  const { host, ...signed } = signRequest({ method: 'POST', url, headers, body }, scope);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, { method: 'POST', headers: signed, body, signal });
  if (!answer.ok) throw new ParameterUnknown(name, `status ${answer.status}`);
  const { Parameter } = (await answer.json()) as { Parameter?: { Value?: unknown } };
  if (typeof Parameter?.Value !== 'string') throw new ParameterUnknown(name, 'no text');
  return Parameter.Value;
}
