import type { IncomingMessage } from 'node:http';
import { bodyTooLarge } from '#src/api/api.ts';
import { MAX_BODY_BYTES } from '#src/api/batch-schemas.ts';
import type { ApiRequest, ApiResponse } from '#src/api/http.ts';
import { Problem, problemResponse } from '#src/api/problem.ts';

/** The request as the API takes it, or the answer to one whose body is too large or not text. */
export async function readRequest(request: IncomingMessage): Promise<ApiRequest | ApiResponse> {
  const [path, search = ''] = splitOnce(request.url ?? '/', '?');
  try {
    return {
      method: request.method ?? 'GET',
      path,
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: headersOf(request),
      body: await readText(request),
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return problemResponse(error);
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Repeated headers are joined by Node, but for a few that only matter to cookies. */
const headersOf = ({ headers }: IncomingMessage): ApiRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // A refused request must live on to hear why.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw bodyTooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Problem('invalid-json', 'The body must be JSON, encoded in UTF-8.');
  }
}
