import type { Batch, StoredEvent } from '#src/batch/batch.ts';
import { isEnd } from '#src/batch/states.ts';
import { type Counts, countsOf } from './batch-view.ts';
import type { ApiPorts } from './route.ts';

/** Stored events read at once; a finished batch is replayed in pages of these. */
const PAGE_EVENTS = 200;
/** The last event is stored after the batch's last change of state: how long a stream waits for it before it says `done` itself. */
const LAST_EVENT_GRACE_MS = 3_000;
/** Between two looks at state and counts: those of a batch of 10,000 files are 100 items. */
const LOOK_EVERY_MS = 500;

/** Server-sent events (WHATWG HTML 9.2). JSON has no bare line break, so one `data:` line is always enough. */
export const eventFrame = (type: string, data: unknown, seq?: number): string =>
  `${seq === undefined ? '' : `id: ${seq}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * Follows one batch from the event after `afterSeq` until `done`. Stored events carry their sequence number as `id:` and come
 * in order, each once. Counts that nobody stores come as `progress` without an id: a reconnect neither misses nor repeats
 * anything that has one. Reads only: any number of viewers may follow, come and go.
 */
export function followBatch(ports: ApiPorts, batchId: string, afterSeq: number): AsyncGenerator<string, void> {
  return wokenToEnd((left) => frames(ports, new Tail(ports, batchId, afterSeq), left));
}

async function* frames({ clock, settings }: ApiPorts, tail: Tail, left: AbortSignal): AsyncGenerator<string, void> {
  const endsAtMs = clock.nowMs() + settings.stream.limitMs;
  let writtenAtMs = clock.nowMs();
  // Answers go out with the first write on every carrier: show at once that the stream is open.
  yield 'retry: 1000\n: following\n\n';
  while (!tail.isDone && !left.aborted && clock.nowMs() < endsAtMs) {
    const news = await tail.next();
    const isSilent = clock.nowMs() - writtenAtMs >= settings.stream.heartbeatMs;
    if (news.length === 0 && !isSilent) {
      await pause(settings.stream.pollMs, left);
      continue;
    }
    writtenAtMs = clock.nowMs();
    yield news.join('') || ': heartbeat\n\n';
  }
}

/** A generator that waits would hear of its end (the viewer has gone) only at its next `yield`: this one is told at once. */
function wokenToEnd(start: (left: AbortSignal) => AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  const left = new AbortController();
  const generator = start(left.signal);
  const woken = <A, R>(end: (reason: A) => R) => {
    return (reason: A): R => {
      left.abort();
      return end(reason);
    };
  };
  return Object.assign(generator, {
    return: woken(generator.return.bind(generator)),
    throw: woken(generator.throw.bind(generator)),
  });
}

function pause(ms: number, left: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      left.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    left.addEventListener('abort', wake);
  });
}

/** What one viewer has seen so far. */
class Tail {
  isDone = false;
  readonly #ports: ApiPorts;
  readonly #batchId: string;
  #seq: number;
  #progress = '';
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #ended: { batch: Batch; sinceMs: number } | undefined;

  constructor(ports: ApiPorts, batchId: string, afterSeq: number) {
    this.#ports = ports;
    this.#batchId = batchId;
    this.#seq = afterSeq;
  }

  /** The frames that are new since the last call. */
  async next(): Promise<string[]> {
    // The state is read before the events: once it is an end, at most the last event can still be missing.
    const progress = await this.#look();
    const events = await this.#ports.table.readEvents(this.#batchId, this.#seq, PAGE_EVENTS);
    const stored = events.flatMap((event) => this.#take(event));
    return [...progress, ...stored, ...(stored.length === 0 ? this.#endWithout() : [])];
  }

  #take(event: StoredEvent): string[] {
    // A reader that is behind may show 5 before 4: wait for 4, it is written.
    if (this.isDone || event.seq !== this.#seq + 1) return [];
    this.#seq = event.seq;
    this.isDone = event.type === 'done';
    return [eventFrame(event.type, event.data, event.seq)];
  }

  async #look(): Promise<string[]> {
    const nowMs = this.#ports.clock.nowMs();
    if (nowMs - this.#lookedAtMs < LOOK_EVERY_MS) return [];
    this.#lookedAtMs = nowMs;
    const batch = await this.#ports.table.find(this.#batchId);
    if (!batch) return [];
    if (isEnd(batch.state)) this.#ended ??= { batch, sinceMs: nowMs };
    const shards = await this.#ports.table.readShards(this.#batchId);
    const progress: Counts & { state: string } = { state: batch.state, ...countsOf(batch.fileCount, shards) };
    if (JSON.stringify(progress) === this.#progress) return [];
    this.#progress = JSON.stringify(progress);
    return [eventFrame('progress', progress)];
  }

  /** A batch can end without anybody left to store `done`: the stream must end all the same. */
  #endWithout(): string[] {
    if (!this.#ended || this.#ports.clock.nowMs() - this.#ended.sinceMs < LAST_EVENT_GRACE_MS) return [];
    const { state, verdict, message } = this.#ended.batch;
    this.isDone = true;
    return [eventFrame('done', { state, verdict, message })];
  }
}
