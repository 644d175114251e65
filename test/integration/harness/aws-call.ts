import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { signRequest } from '#src/aws/sign-request.ts';

export const REGION = 'us-east-1';
/** What both emulators take for the account's owner. */
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Told {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/**
 * Sends a request for any AWS host to the emulator, under its own name: emulators tell Function URLs apart by the Host
 * header, and the signature covers it.
 */
export function send(endpoint: string, url: URL, { method = 'GET', headers = {}, body = '' }: Ask): Promise<Told> {
  const { hostname, port, protocol } = new URL(endpoint);
  const request = protocol === 'https:' ? httpsRequest : httpRequest;
  const path = `${url.pathname}${url.search}`;
  return new Promise((resolve, reject) => {
    // Its certificate names the machine, not the host that is asked for.
    const address = { hostname, port, servername: 'localhost' };
    const call = request({ ...address, path, method, headers: { host: url.host, ...headers } });
    call.on('error', reject);
    call.on('response', (response) => {
      collect(response).then((text) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      }, reject);
    });
    call.end(body);
  });
}

/** The same, signed by the account's owner. */
export function sendSigned(endpoint: string, service: string, url: URL, ask: Ask): Promise<Told> {
  const { method = 'GET', headers = {}, body = '' } = ask;
  const scope = { service, region: REGION, credentials: CREDENTIALS, timeMs: Date.now() };
  return send(endpoint, url, { method, body, headers: signRequest({ method, url, headers, body }, scope) });
}

async function collect(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

/** A call of a JSON protocol, such as `AWSEvents.DisableRule`; throws what the service complains of. */
export async function callJson<T>(endpoint: string, service: string, target: string, input: object): Promise<T> {
  const version = service === 'states' || service === 'dynamodb' ? '1.0' : '1.1';
  const { status, text } = await sendSigned(endpoint, service, new URL(endpoint), {
    method: 'POST',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target },
    body: JSON.stringify(input),
  });
  if (status !== 200) throw new CallFailed(target, status, text);
  return JSON.parse(text || 'null') as T;
}

export class CallFailed extends Error {
  override readonly name = 'CallFailed';

  constructor(target: string, status: number, text: string) {
    super(`${target} answered ${status}: ${text.slice(0, 500)}`);
  }
}
