import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, ServerUnreachable, toCommandFailed } from './api-client.ts';

export interface ServerEvent {
  id: string | null;
  type: string;
  data: string;
}

/** Consecutive failed connections, 1 s apart, after which the server is taken for gone. */
const MAX_FAILURES = 20;
const WAIT_MS = 1_000;

/**
 * The events of a batch's diagnosis until `done`, over as many connections as it takes: each goes on behind the last
 * event seen. Throws `CommandFailed` when the server refuses, stays away or was never there; ends quietly when `signal` is aborted.
 */
export async function* followDiagnosis(
  client: ApiClient,
  batchId: string,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent, void> {
  let lastId: string | undefined;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const headers = { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) };
      const response = await client.open(`/batches/${batchId}/diagnosis`, { headers, signal });
      if (response.status === 204 || !response.body) return;
      for await (const event of parseEvents(response.body)) {
        failures = 0;
        lastId = event.id ?? lastId;
        yield event;
        if (event.type === 'done') return;
      }
    } catch (error) {
      if (signal.aborted) return;
      const isWorthIt = client.hasAnswered && isBreak(error) && ++failures <= MAX_FAILURES;
      if (!isWorthIt) throw toCommandFailed(error, { origin: client.endpoint });
    }
    await sleep(WAIT_MS, undefined, { signal }).catch(() => {});
  }
}

/** A connection that broke rejects with a `TypeError` of fetch that names its cause; everything else is an answer or a defect. */
const isBreak = (error: unknown): boolean =>
  error instanceof ServerUnreachable || (error instanceof TypeError && error.cause !== undefined);

/** An event larger than this is not one of ours. */
const MAX_EVENT_LENGTH = 16 * 1024 ** 2;

/** Server-sent events (WHATWG HTML 9.2.6) with LF, CR or CRLF line ends, however the bytes are cut. */
export async function* parseEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerEvent, void> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    rest += text;
    // A CR at the very end may be half of a CRLF.
    const complete = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const blocks = complete.split(/\r\n\r\n|\n\n|\r\r/);
    rest = (blocks.pop() ?? '') + rest.slice(complete.length);
    if (rest.length > MAX_EVENT_LENGTH) return;
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event) yield event;
    }
  }
}

/** Undefined for a block without data: a comment, or only `retry:`. */
function parseBlock(block: string): ServerEvent | undefined {
  const data: string[] = [];
  const event: ServerEvent = { id: null, type: 'message', data: '' };
  for (const line of block.split(/\r\n|\n|\r/)) {
    const { field, value } = parseField(line);
    if (field === 'data') data.push(value);
    if (field === 'event') event.type = value;
    if (field === 'id') event.id = value;
  }
  return data.length > 0 ? { ...event, data: data.join('\n') } : undefined;
}

/** `data: text`, `data:text` or `data`. */
function parseField(line: string): { field: string; value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { field: line, value: '' };
  return { field: line.slice(0, colon), value: line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1) };
}
