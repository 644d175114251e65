import { type AwsCredentials, signRequest } from '#src/aws/sign-request.ts';

/** Services that only a rehearsal needs, called without a client of theirs. */
export interface SignedCalls {
  /** The query protocol: parameters in, XML out. */
  query(service: 'monitoring' | 'sns', parameters: Record<string, string>): Promise<string>;
  sqs<Output>(operation: string, input: object): Promise<Output>;
}

export class CallRefused extends Error {
  override readonly name = 'CallRefused';
}

export interface Place {
  region: string;
  credentials: AwsCredentials;
  /** One address for all services, as emulators have. */
  endpoint?: string | undefined;
}

export function signedCalls({ credentials, endpoint, region }: Place): SignedCalls {
  const call = async (service: string, headers: Record<string, string>, body: string): Promise<string> => {
    const url = new URL('/', endpoint ?? `https://${service}.${region}.amazonaws.com`);
    const scope = { service, region, credentials, timeMs: Date.now() };
    const { host, ...signed } = signRequest({ method: 'POST', url, headers, body }, scope);
    const answer = await fetch(url, { method: 'POST', headers: signed, body });
    const text = await answer.text();
    if (!answer.ok) throw new CallRefused(`${service} answered ${answer.status}: ${text.slice(0, 300)}`);
    return text;
  };
  return {
    query: (service, parameters) =>
      call(service, { 'content-type': 'application/x-www-form-urlencoded' }, String(new URLSearchParams(parameters))),
    async sqs<Output>(operation: string, input: object): Promise<Output> {
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` };
      return JSON.parse((await call('sqs', headers, JSON.stringify(input))) || '{}') as Output;
    },
  };
}
