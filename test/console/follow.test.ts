import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  readyState = 0;
  onopen = (): void => {};
  onerror = (): void => {};
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeSource.opened.push(this);
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  /** An event of the stream. */
  tell(type: string, data: object, lastEventId: string): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId }));
  }

  /** The browser comes back by itself, or gives up. */
  breakOff(isForGood: boolean): void {
    this.readyState = isForGood ? FakeSource.CLOSED : 0;
    this.onerror();
  }
}

const page = Object.assign(new EventTarget(), { location: new URL('http://argus.example/') });

beforeEach(() => {
  FakeSource.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal('window', page);
  vi.stubGlobal('EventSource', FakeSource);
  vi.stubGlobal('sessionStorage', { getItem: () => null });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
});

async function follow() {
  const { followBatch } = await import('../../console/batch/follow.ts');
  const seen: string[] = [];
  const stop = followBatch({
    batchId: 'B',
    onEvent: ({ type }) => void seen.push(type),
    onOpen: (isOpen) => void seen.push(isOpen ? 'open' : 'lost'),
  });
  onTestFinished(stop);
  const last = () => FakeSource.opened.at(-1) as FakeSource;
  last().onopen();
  return { seen, last };
}

test('a stream that ends and is begun again at once is no loss: it is so every minute or two on AWS', async () => {
  const { last, seen } = await follow();
  last().tell('status', {}, '1');
  last().breakOff(false);
  vi.advanceTimersByTime(2_000);
  last().onopen();
  vi.advanceTimersByTime(60_000);
  expect(seen).toEqual(['open', 'status', 'open']);
});

test('a stream that does not come back is told as lost', async () => {
  const { last, seen } = await follow();
  last().breakOff(false);
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual(['open', 'lost']);
});

test('where the browser gives up, the stream is asked for again behind the last event, less and less often', async () => {
  const { last } = await follow();
  last().tell('status', {}, '7');
  const waits = [2, 4, 8, 16, 30, 30].map((seconds) => {
    const before = FakeSource.opened.length;
    last().breakOff(true);
    vi.advanceTimersByTime(seconds * 1_000 - 1);
    const early = FakeSource.opened.length - before;
    vi.advanceTimersByTime(1);
    return [early, FakeSource.opened.length - before];
  });
  expect(waits).toEqual(Array.from({ length: 6 }, () => [0, 1]));
  expect(new URL(last().url, page.location.href).searchParams.get('lastEventId')).toBe('7');
});

test('a network that goes away is told at once, and when it is back the stream goes on', async () => {
  const { last, seen } = await follow();
  last().tell('claim', {}, '3');
  const first = last();
  page.dispatchEvent(new Event('offline'));
  expect([seen.at(-1), first.readyState]).toEqual(['lost', FakeSource.CLOSED]);
  page.dispatchEvent(new Event('online'));
  expect(FakeSource.opened).toHaveLength(2);
  expect(last().url).toContain('lastEventId=3');
});

test('what is done is not asked for again', async () => {
  const { last } = await follow();
  last().tell('done', {}, '9');
  page.dispatchEvent(new Event('online'));
  vi.advanceTimersByTime(60_000);
  expect(FakeSource.opened).toHaveLength(1);
});
