import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ApiResponse } from '#src/api/http.ts';

type Stream = Exclude<ApiResponse['body'], string>;

/** Sends answers and knows the streams among them that are still open. */
export interface Answerer {
  /** Resolves when the answer is sent or the client has gone. */
  send(request: IncomingMessage, response: ServerResponse, answer: ApiResponse): Promise<void>;
  /** Ends every open stream between two events: its viewer comes back with `Last-Event-ID`. */
  endStreams(): Promise<void>;
}

export function answerer(): Answerer {
  const open = new Set<Stream>();
  return {
    async send(request, response, { status, headers, body }) {
      response.writeHead(status, { ...BROWSER_RULES, ...headers, ...lengthOf(status, body) });
      if (typeof body === 'string' || request.method === 'HEAD') {
        response.end(typeof body === 'string' && request.method !== 'HEAD' ? body : '');
        return discardRest(request);
      }
      open.add(body);
      request.setTimeout(0);
      await sendStream(response, body).finally(() => open.delete(body));
    },
    endStreams: async () => void (await Promise.all([...open].map((stream) => stream.return()))),
  };
}

/** A client that is refused half-way through its body hears of it only when it may finish sending. */
function discardRest(request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  setTimeout(() => request.complete || request.destroy(), DISCARD_MS).unref();
}

const DISCARD_MS = 10_000;

/** Nothing served here is to be guessed at, framed, run, or taken in by a page of another origin. */
const BROWSER_RULES = {
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

const lengthOf = (status: number, body: ApiResponse['body']): Record<string, number> =>
  typeof body === 'string' && status !== 204 ? { 'content-length': Buffer.byteLength(body) } : {};

/** Reads on only as fast as the client does, and stops reading when it has gone. */
async function sendStream(response: ServerResponse, body: Stream): Promise<void> {
  try {
    await pipeline(Readable.from(body), response);
  } catch (error) {
    if (!hasGone(error)) throw error;
  }
}

const hasGone = (error: unknown): boolean =>
  ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
