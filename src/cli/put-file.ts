import { createReadStream } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

interface Upload {
  method: string;
  url: string;
  headers: Record<string, string>;
}

interface PutOptions {
  path: string;
  sizeBytes: number;
  /** Where the bytes to send begin; 0 by default. */
  offset?: number;
  /** Told of bytes as they leave. */
  onBytes(count: number): void;
  signal: AbortSignal;
}

/** A connection on which nothing moves for so long is dead. */
const IDLE_MS = 60_000;
const MAX_ANSWER_LENGTH = 65_536;

/**
 * Sends one file with an exact `Content-Length` (S3 takes no chunked body, so `fetch` with a stream will not do) and
 * resolves with the answer, which may come before everything is sent. Rejects when the connection or the file breaks.
 */
export function putFile(upload: Upload, options: PutOptions): Promise<{ status: number; text: string }> {
  const { path, sizeBytes, signal } = options;
  const send = upload.url.startsWith('https:') ? httpsRequest : httpRequest;
  const headers = { ...upload.headers, 'content-length': sizeBytes };
  return new Promise((resolve, reject) => {
    const request = send(upload.url, { method: upload.method, headers, signal, timeout: IDLE_MS });
    request.on('timeout', () => request.destroy());
    request.on('error', reject);
    request.on('response', (response) => readAnswer(response).then(resolve, reject));
    if (sizeBytes === 0) request.end();
    else sendBody(request, { ...options, path }, reject);
  });
}

/** The file may grow while it is sent: no more than was declared leaves. */
function sendBody(
  request: ClientRequest,
  { path, sizeBytes, offset = 0, onBytes }: PutOptions,
  fail: (error: Error) => void,
): void {
  const file = createReadStream(path, { start: offset, end: offset + sizeBytes - 1, highWaterMark: 1 << 18 });
  file.on('data', (chunk) => onBytes(chunk.length));
  file.on('error', (error) => {
    fail(error);
    request.destroy();
  });
  request.on('response', () => file.destroy()).on('close', () => file.destroy());
  file.pipe(request);
}

async function readAnswer(response: IncomingMessage): Promise<{ status: number; text: string }> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) if (text.length < MAX_ANSWER_LENGTH) text += chunk;
  return { status: response.statusCode ?? 0, text };
}
