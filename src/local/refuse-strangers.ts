import type { IncomingMessage } from 'node:http';
import type { ApiResponse } from '#src/api/http.ts';
import { problemDetails } from '#src/api/problem.ts';
import { answerPreflight } from './allow-origins.ts';

const OUR_NAMES = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;
/** By the page itself, or by the user without any page (https://www.w3.org/TR/fetch-metadata/). */
const OWN_SITES = ['same-origin', 'none'];

/**
 * A page of another origin must not reach this server through its reader's browser: not under its own host name (DNS
 * rebinding), and not by sending a request whose answer it cannot see. A page on another port of this machine is another
 * origin too. Where one is allowed to read, its browser's question is answered. Undefined when the request may go on.
 */
export function refuseStrangers(request: IncomingMessage, allowed: readonly string[] = []): ApiResponse | undefined {
  const { headers, method = '' } = request;
  if (!isUnambiguous(request))
    return refusal(400, 'A request names its host once, in its Host header, and its path in its first line.');
  if (!OUR_NAMES.test(headers.host ?? ''))
    return refusal(403, 'This server answers on this machine only, under the names 127.0.0.1 and localhost.');
  if (['GET', 'HEAD'].includes(method) || isOwnPage(headers)) return undefined;
  const preflight = answerPreflight(allowed, request);
  if (preflight) return preflight;
  return refusal(403, 'Requests from pages of other origins are refused.');
}

/** What two readers could take for two hosts is nobody's. */
function isUnambiguous({ rawHeaders, url = '' }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  return hosts.length === 1 && url.startsWith('/');
}

function isOwnPage({ host, origin, 'sec-fetch-site': site }: IncomingMessage['headers']): boolean {
  const isOwnOrigin = origin === undefined || origin.replace(/^https?:\/\//, '') === host;
  return isOwnOrigin && (site === undefined || OWN_SITES.includes(String(site)));
}

const refusal = (status: number, detail: string): ApiResponse =>
  problemDetails({ slug: 'stranger-refused', status, title: 'The request is refused', detail });
