import type { Sign } from './aws-signature.ts';
import { CommandFailed } from './command.ts';
import { retrying } from './retrying.ts';

/** Where `argus up` listens. */
export const DEFAULT_ENDPOINT = 'http://127.0.0.1:4780';
const TIMEOUT_MS = 60_000;

export interface Ask {
  method?: 'GET' | 'POST';
  json?: unknown;
  headers?: Record<string, string>;
}

/** The API as the commands use it. Every method throws `CommandFailed` with the server's own sentence. */
export interface ApiClient {
  readonly endpoint: string;
  /** Whether anything was ever heard of it: then it is worth waiting for. */
  readonly hasAnswered: boolean;
  readJson<T>(path: string, ask?: Ask): Promise<T>;
  readText(path: string, ask?: Ask): Promise<string>;
  /** An answer that is read as it comes; not retried. Throws `ServerUnreachable` as well. */
  open(path: string, ask: Ask & { signal: AbortSignal }): Promise<Response>;
}

/** Nobody answered, or only to say that it could not: worth another try. */
export class ServerUnreachable extends Error {
  override readonly name = 'ServerUnreachable';
}

/** `sign` is for an endpoint that takes signed requests only. */
export function apiClient(options: { endpoint: string; signal: AbortSignal; sign?: Sign | undefined }): ApiClient {
  const { endpoint, signal, sign } = options;
  const base = requireEndpoint(endpoint);
  // A vehicle's own paths: `https://…/vehicles/V1`.
  const below = base.pathname.replace(/\/$/, '');
  let hasAnswered = false;
  const ask = (path: string, { method = 'GET', json, headers = {} }: Ask, until: AbortSignal) => {
    const url = new URL(path.startsWith('/') ? below + path : path, base);
    const body = json === undefined ? '' : JSON.stringify(json);
    const plain = { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) };
    const sent = sign && url.origin === base.origin ? sign({ method, url, headers: plain, body }) : plain;
    const answer = () => (hasAnswered = true);
    return send(url, { method, signal: until, headers: sent, ...(json !== undefined && { body }) }, answer);
  };
  const readText = (path: string, question: Ask = {}) =>
    retrying({ signal, isWorthIt: (error) => error instanceof ServerUnreachable }, async () => {
      const response = await ask(path, question, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
      return response.text();
    }).catch((error) => Promise.reject(toCommandFailed(error, base)));
  return {
    endpoint: base.origin,
    get hasAnswered() {
      return hasAnswered;
    },
    readText,
    readJson: async <T>(path: string, question?: Ask) => parse<T>(await readText(path, question), base),
    open: (path, { signal: until, ...question }) => ask(path, question, until),
  };
}

function requireEndpoint(endpoint: string): URL {
  const url = URL.parse(endpoint);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new CommandFailed(`The endpoint "${endpoint}" is not a URL such as ${DEFAULT_ENDPOINT}.`);
}

async function send(url: URL, init: RequestInit, onAnswer: () => void): Promise<Response> {
  const response = await fetch(url, init).catch((error) => {
    if (init.signal?.aborted && init.signal.reason?.name !== 'TimeoutError') throw error;
    throw new ServerUnreachable(`Nothing answers at ${url.origin}`, { cause: error });
  });
  onAnswer();
  if (response.ok) return response;
  const sentence = await sentenceOf(response);
  if (response.status >= 500 || response.status === 429) throw new ServerUnreachable(sentence);
  throw new CommandFailed(sentence);
}

/** `detail` of problem details (RFC 9457), or the bare status of whatever else answers there. */
async function sentenceOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    if (typeof detail === 'string') return detail;
  } catch {
    // Not JSON: the status says what there is to say.
  }
  return `${new URL(response.url).origin} answered ${response.status} ${response.statusText}.`;
}

function parse<T>(text: string, base: URL): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CommandFailed(`What answers at ${base.origin} is not Argus: its answer is not JSON.`);
  }
}

export function toCommandFailed(error: unknown, { origin }: { origin: string }): unknown {
  if (!(error instanceof ServerUnreachable)) return error;
  if (error.message !== `Nothing answers at ${origin}`) return new CommandFailed(error.message);
  return new CommandFailed(`Nothing answers at ${origin}: start it with "argus up", or name another with --endpoint.`);
}
