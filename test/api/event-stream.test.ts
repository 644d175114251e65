import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#src/batch/batch.ts';
import { enterState } from '#src/batch/enter-state.ts';
import { reopenBatch } from '#src/batch/reopen-batch.ts';
import { type ApiUnderTest, apiUnderTest, createRequest } from '#test/support/api.ts';

const files = [{ name: 'a.log', sizeBytes: 1 }];

interface Seen {
  id: number | null;
  type: string;
  data: unknown;
}

const NOTHING: Iterable<string> = [];

/** Reads a stream by the letter of the standard: fields line by line, an event at each blank line. */
async function* eventsOf(stream: AsyncIterable<string> | undefined): AsyncGenerator<Seen> {
  for await (const text of stream ?? NOTHING) {
    for (const block of text.split('\n\n').filter(Boolean)) {
      const fields = block.split('\n').filter((line) => !line.startsWith(':'));
      const fieldOf = (name: string) => fields.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = fieldOf('data');
      if (data === undefined) continue;
      const id = fieldOf('id');
      yield { id: id === undefined ? null : Number(id), type: fieldOf('event') ?? '', data: JSON.parse(data) };
    }
  }
}

async function open(api: ApiUnderTest, batchId: string, lastEventId?: number) {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) };
  return api.call({ path: `/batches/${batchId}/diagnosis`, headers });
}

const eventsUpTo = (count: number): StoredEvent[] =>
  Array.from({ length: count }, (_, at) => ({
    seq: at + 1,
    type: at + 1 === count ? 'done' : at % 3 === 0 ? 'status' : 'claim',
    data: { n: at + 1, text: 'a\nline\r\u2028 break' },
  }));

async function finishedBatch(api: ApiUnderTest, count: number): Promise<string> {
  const { batchId } = (await api.call(createRequest(files))).body;
  for (const event of eventsUpTo(count)) await api.table.appendEvent(batchId, event);
  const path = ['parsing', 'aggregating', 'diagnosing', 'completed'] as const;
  let from: 'uploading' | (typeof path)[number] = 'uploading';
  for (const to of path) {
    await api.table.change(batchId, { from: [from], to, atMs: 1 });
    from = to;
  }
  return batchId;
}

/** Ends a batch that waits for files, and tells so. */
const endAs = ({ ports }: ApiUnderTest, batchId: string, to: 'expired' | 'failed') =>
  enterState(ports, batchId, { to, message: 'Why.' });

const idsOf = (seen: readonly Seen[]) => seen.flatMap(({ id }) => (id === null ? [] : [id]));
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe('GET /batches/{batchId}/diagnosis', () => {
  it('replays a finished batch and ends', async () => {
    const api = apiUnderTest();
    const { status, headers, stream } = await open(api, await finishedBatch(api, 450));
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const seen = await Array.fromAsync(eventsOf(stream));
    expect(idsOf(seen)).toEqual(upTo(450));
    expect(seen.at(-1)?.type).toBe('done');
    expect(seen.find(({ id }) => id === 2)?.data).toEqual({ n: 2, text: 'a\nline\r\u2028 break' });
  });

  it('shows a viewer each event once, in order, wherever the connection breaks, while events arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 12 }),
        async (count, breaks) => {
          const api = apiUnderTest();
          const { batchId } = (await api.call(createRequest(files))).body;
          const writing = (async () => {
            for (const event of eventsUpTo(count)) {
              await api.table.appendEvent(batchId, event);
              if (event.seq % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
            }
          })();
          expect(await watchWithBreaks(api, batchId, breaks)).toEqual(upTo(count));
          await writing;
        },
      ),
      { numRuns: 40 },
    );
  });

  it('waits for an event that a reader behind the others cannot see yet', async () => {
    const api = apiUnderTest();
    const { batchId } = (await api.call(createRequest(files))).body;
    const [first, second, third] = eventsUpTo(3);
    await api.table.appendEvent(batchId, first);
    await api.table.appendEvent(batchId, third);
    setTimeout(() => void api.table.appendEvent(batchId, second), 20);
    const { stream } = await open(api, batchId);
    expect(idsOf(await Array.fromAsync(eventsOf(stream)))).toEqual([1, 2, 3]);
  });

  it('serves many viewers the same', async () => {
    const api = apiUnderTest();
    const batchId = await finishedBatch(api, 20);
    const viewers = await Promise.all(Array.from({ length: 50 }, () => open(api, batchId)));
    const seen = await Promise.all(viewers.map(({ stream }) => Array.fromAsync(eventsOf(stream))));
    for (const one of seen) expect(idsOf(one)).toEqual(upTo(20));
  });

  it('asks the table once for all who watch at the same time', async () => {
    const api = apiUnderTest({ stream: { pollMs: 50, lookMs: 400, heartbeatMs: 15_000, limitMs: 60_000 } });
    const { batchId } = (await api.call(createRequest(files))).body;
    let reads = 0;
    const { readEvents } = api.table;
    api.table.readEvents = (...args) => {
      reads++;
      return readEvents(...args);
    };
    const viewers = await Promise.all(Array.from({ length: 100 }, () => open(api, batchId)));
    const watching = viewers.map(({ stream }) => Array.fromAsync(eventsOf(stream)));
    setTimeout(() => void api.table.appendEvent(batchId, { seq: 1, type: 'done', data: {} }), 200);
    await Promise.all(watching);
    expect(reads).toBeLessThan(20);
  });

  it('counts arriving files without an id', async () => {
    const api = apiUnderTest();
    const { batchId } = (await api.call(createRequest(files))).body;
    const { stream } = await open(api, batchId);
    const events = eventsOf(stream);
    const first = await events.next();
    expect(first.value).toEqual({
      id: null,
      type: 'progress',
      data: { state: 'uploading', files: 1, uploaded: 0, parsed: 0, failed: 0 },
    });
    await api.table.addUploaded(batchId, 0, [0]);
    // What was read for another viewer a moment ago is still good.
    await new Promise((resolve) => setTimeout(resolve, 10));
    api.clock.ms += 1_000;
    const second = await events.next();
    expect(second.value?.data).toMatchObject({ uploaded: 1 });
    await events.return(undefined);
  });

  it('writes something at once, and a comment whenever nothing happens for long', async () => {
    const api = apiUnderTest();
    const { batchId } = (await api.call(createRequest(files))).body;
    const { stream } = await open(api, batchId);
    expect((await stream?.next())?.value).toBe('retry: 1000\n: following\n\n');
    await stream?.next();
    api.clock.ms += 15_000;
    expect((await stream?.next())?.value).toBe(': heartbeat\n\n');
    await stream?.return();
  });

  it('ends after its time limit and is resumed without loss', async () => {
    const api = apiUnderTest({ stream: { pollMs: 1, lookMs: 400, heartbeatMs: 1_000, limitMs: 5_000 } });
    const { batchId } = (await api.call(createRequest(files))).body;
    await api.table.appendEvent(batchId, eventsUpTo(2)[0]);
    const { stream } = await open(api, batchId);
    const timer = setInterval(() => (api.clock.ms += 1_000), 2);
    const seen = await Array.fromAsync(eventsOf(stream));
    clearInterval(timer);
    expect(idsOf(seen)).toEqual([1]);
    await api.table.appendEvent(batchId, eventsUpTo(2)[1]);
    const again = await open(api, batchId, 1);
    expect(idsOf(await Array.fromAsync(eventsOf(again.stream)))).toEqual([2]);
  });

  it('lasts for one to two minutes on AWS, not the same for all, whatever happens to its viewer', async () => {
    const minutes: number[] = [];
    for (let viewer = 0; viewer < 12; viewer++) {
      const api = apiUnderTest({ stream: { pollMs: 1, lookMs: 5_000, heartbeatMs: 15_000, limitMs: 60_000 } });
      const { batchId } = (await api.call(createRequest(files))).body;
      const { stream } = await open(api, batchId);
      const startedMs = api.clock.ms;
      const timer = setInterval(() => (api.clock.ms += 2_000), 1);
      await Array.fromAsync(stream ?? []);
      clearInterval(timer);
      minutes.push((api.clock.ms - startedMs) / 60_000);
    }
    for (const minute of minutes) expect(minute).toBeGreaterThanOrEqual(1);
    expect(Math.max(...minutes)).toBeLessThan(2.5);
    expect(new Set(minutes).size).toBeGreaterThan(3);
  });

  it('asks for the item of the batch every few seconds only, however long it is watched', async () => {
    const api = apiUnderTest({ stream: { pollMs: 1, lookMs: 5_000, heartbeatMs: 15_000, limitMs: 60_000 } });
    const { batchId } = (await api.call(createRequest(files))).body;
    let reads = 0;
    const { find } = api.table;
    api.table.find = (id) => {
      reads++;
      return find(id);
    };
    const { stream } = await open(api, batchId);
    const startedMs = api.clock.ms;
    const timer = setInterval(() => (api.clock.ms += 100), 1);
    await Array.fromAsync(stream ?? []);
    clearInterval(timer);
    const seconds = (api.clock.ms - startedMs) / 1_000;
    expect(reads).toBeLessThan(2 + seconds / 3.5);
  });

  it('ends for a batch that expired with nobody left to say so', async () => {
    const api = apiUnderTest();
    const { batchId } = (await api.call(createRequest(files))).body;
    await api.table.change(batchId, { from: ['uploading'], to: 'expired', atMs: 1, message: 'Nothing arrived.' });
    const { stream } = await open(api, batchId);
    const timer = setInterval(() => (api.clock.ms += 1_000), 2);
    const seen = await Array.fromAsync(eventsOf(stream));
    clearInterval(timer);
    expect(seen.at(-1)).toEqual({
      id: null,
      type: 'done',
      data: { state: 'expired', verdict: null, message: 'Nothing arrived.' },
    });
  });

  it('tells an event source that has seen the end not to come back', async () => {
    const api = apiUnderTest();
    const batchId = await finishedBatch(api, 3);
    expect((await open(api, batchId, 3)).status).toBe(204);
    expect((await open(api, batchId, 2)).status).toBe(200);
  });

  it('goes on behind the end of a batch that was taken up again, with a reset in its place', async () => {
    const api = apiUnderTest();
    const { batchId } = (await api.call(createRequest(files))).body;
    await endAs(api, batchId, 'expired');
    expect((await open(api, batchId, 1)).status).toBe(200);
    await reopenBatch(api.ports, batchId, { from: 'expired', to: 'uploading' });
    await endAs(api, batchId, 'failed');
    for (const lastSeen of [0, 2]) {
      const { status, stream } = await open(api, batchId, lastSeen);
      const seen = (await Array.fromAsync(eventsOf(stream))).filter(({ id }) => id !== null);
      const told = seen.map(({ type, data }) => `${type} ${(data as { state?: string }).state ?? ''}`.trim());
      const before = lastSeen === 0 ? ['status expired'] : [];
      expect([status, told]).toEqual([200, [...before, 'reset', 'status uploading', 'status failed', 'done failed']]);
    }
    expect((await open(api, batchId, 6)).status).toBe(204);
  });

  it('does not take the end of an earlier try for the end where a page breaks behind it', async () => {
    const api = apiUnderTest();
    const { batchId } = (await api.call(createRequest(files))).body;
    const story = [...eventsUpTo(200), { seq: 201, type: 'reset', data: null }, { seq: 202, type: 'done', data: {} }];
    for (const event of story) await api.table.appendEvent(batchId, event as StoredEvent);
    const { stream } = await open(api, batchId);
    expect(idsOf(await Array.fromAsync(eventsOf(stream)))).toEqual([...upTo(199), 201, 202]);
  });

  it('resumes by parameter where a header cannot be set', async () => {
    const api = apiUnderTest();
    const batchId = await finishedBatch(api, 5);
    const { stream } = await api.call({ path: `/batches/${batchId}/diagnosis`, query: { lastEventId: '3' } });
    expect(idsOf(await Array.fromAsync(eventsOf(stream)))).toEqual([4, 5]);
  });

  it('refuses a Last-Event-ID that is none', async () => {
    const api = apiUnderTest();
    const batchId = await finishedBatch(api, 1);
    const answer = await api.call({ path: `/batches/${batchId}/diagnosis`, headers: { 'last-event-id': 'x' } });
    expect(answer.status).toBe(400);
  });
});

/** Follows to the end, leaving after each number of events in `breaks` and coming back behind the last id seen. */
async function watchWithBreaks(api: ApiUnderTest, batchId: string, breaks: readonly number[]): Promise<number[]> {
  const ids: number[] = [];
  for (let connection = 0; ; connection++) {
    let left = breaks[connection] ?? Number.POSITIVE_INFINITY;
    const { stream } = await open(api, batchId, ids.at(-1));
    for await (const { id, type } of eventsOf(stream)) {
      if (id !== null) ids.push(id);
      if (type === 'done') return ids;
      if (--left === 0) break;
    }
  }
}
