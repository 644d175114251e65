import type * as z from 'zod/mini';
import { isEnd } from '#src/batch/states.ts';
import type { DiagnosisQuery } from './batch-schemas.ts';
import { requireBatch } from './batch-view.ts';
import { followBatch } from './event-stream.ts';
import type { ApiResponse } from './http.ts';
import { Problem } from './problem.ts';
import type { ApiPorts, Call } from './route.ts';

/** `GET /batches/{batchId}/diagnosis`: server-sent events from the one after `Last-Event-ID` (or `lastEventId`) on. */
export async function viewDiagnosis(call: Call<z.infer<typeof DiagnosisQuery>, undefined>): Promise<ApiResponse> {
  const { ports, reads, batchId, query, headers } = call;
  const { door } = ports.settings;
  if (!door.isElsewhere && !door.admits(batchId, query)) throw new Problem('link-refused', LINK_REFUSED);
  const batch = await requireBatch(ports, batchId);
  if (door.isElsewhere) return { status: 307, headers: { location: door.link(batchId) }, body: '' };
  const afterSeq = requireSeq(headers['last-event-id'] || query.lastEventId || '0');
  // 204 is how an event source is told not to come back: everything there will ever be has been seen.
  if (isEnd(batch.state) && (await isDoneEvent(ports, batchId, afterSeq)))
    return { status: 204, headers: {}, body: '' };
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
    body: followBatch({ reads, clock: ports.clock, settings: ports.settings.stream, batchId, afterSeq }),
  };
}

const LINK_REFUSED =
  'This link was not issued here, was altered, or is out of date: ask the batch for its links again.';

async function isDoneEvent(ports: ApiPorts, batchId: string, seq: number): Promise<boolean> {
  if (seq === 0) return false;
  const [event, later] = await ports.table.readEvents(batchId, seq - 1, 2);
  return event?.seq === seq && event.type === 'done' && later === undefined;
}

function requireSeq(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Problem('invalid-request', 'Last-Event-ID must be the id of an event of this stream: a whole number.');
}
