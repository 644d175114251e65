import type { IncomingMessage } from 'node:http';
import type { ApiResponse } from '#src/api/http.ts';

/** Pages of other origins that may read: they send nothing but these headers, and nothing with a body. */
const READS = { 'access-control-allow-methods': 'GET, HEAD', 'access-control-allow-headers': 'last-event-id' };
const PREFLIGHT_SECONDS = '3600';

/** The answer with what lets the browser hand it to a page of an allowed origin (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export function readableFrom(
  allowed: readonly string[],
  { headers }: IncomingMessage,
  answer: ApiResponse,
): ApiResponse {
  const { origin } = headers;
  if (allowed.length === 0) return answer;
  // Caches must not give one page's answer to another.
  const varied = { ...answer.headers, vary: 'origin' };
  if (origin === undefined || !allowed.includes(origin)) return { ...answer, headers: varied };
  return { ...answer, headers: { ...varied, 'access-control-allow-origin': origin } };
}

/** The answer to a browser that asks before it lets a page of an allowed origin read; undefined where it is no such question. */
export function answerPreflight(
  allowed: readonly string[],
  { headers, method }: IncomingMessage,
): ApiResponse | undefined {
  const isAsked = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
  if (!isAsked || headers.origin === undefined || !allowed.includes(headers.origin)) return undefined;
  return { status: 204, headers: { ...READS, 'access-control-max-age': PREFLIGHT_SECONDS }, body: '' };
}
