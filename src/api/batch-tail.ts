import type { Batch, StoredEvent } from '#src/batch/batch.ts';
import type { Clock } from '#src/batch/ports.ts';
import { isEnd } from '#src/batch/states.ts';
import { jsonText } from '#src/report/json-text.ts';
import { countsOf } from './file-counts.ts';
import type { ApiPorts, StreamSettings } from './route.ts';
import type { TailReads } from './tail-reads.ts';

/** Stored events read at once; a finished batch is replayed in pages of these. */
const PAGE_EVENTS = 200;
/** The last event is stored after the batch's last change of state: how long a stream waits for it before it says `done` itself. */
const LAST_EVENT_GRACE_MS = 3_000;

/** Server-sent events (WHATWG HTML 9.2). JSON has no bare line break, so one `data:` line is always enough. */
const eventFrame = (type: string, data: unknown, seq?: number): string =>
  `${seq === undefined ? '' : `id: ${seq}\n`}event: ${type}\ndata: ${jsonText(data)}\n\n`;

/** Viewers of one batch ask the same at nearly the same time: each question is put to the table once per `pollMs`. */
export function sharedReads(ports: ApiPorts): TailReads {
  const { pollMs } = ports.settings.stream;
  const look = async (batchId: string) => {
    const batch = await ports.table.find(batchId);
    return (
      batch && { batch, counts: countsOf(batch.fileCount, await ports.table.readShards(batchId, batch.fileCount)) }
    );
  };
  return {
    readEvents: askedOnce(pollMs, (batchId, afterSeq) => ports.table.readEvents(batchId, afterSeq, PAGE_EVENTS)),
    look: askedOnce(pollMs, look),
  };
}

/** The same question within `lifeMs` gets the same answer. */
function askedOnce<Question extends (string | number)[], Answer>(
  lifeMs: number,
  ask: (...question: Question) => Promise<Answer>,
): (...question: Question) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...question) => {
    const key = question.join(' ');
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(...question);
    answers.set(key, answer);
    setTimeout(() => answers.delete(key), lifeMs).unref();
    return answer;
  };
}

interface TailStart {
  reads: TailReads;
  clock: Clock;
  settings: Pick<StreamSettings, 'lookMs'>;
  batchId: string;
  afterSeq: number;
}

/** What one viewer has seen so far. */
export class BatchTail {
  isDone = false;
  readonly #reads: TailReads;
  readonly #clock: Clock;
  readonly #batchId: string;
  readonly #lookMs: number;
  #seq: number;
  #progress = '';
  #looksAtMs = Number.NEGATIVE_INFINITY;
  #ended: { batch: Batch; sinceMs: number } | undefined;

  constructor({ reads, clock, settings, batchId, afterSeq }: TailStart) {
    this.#reads = reads;
    this.#clock = clock;
    this.#batchId = batchId;
    this.#lookMs = settings.lookMs;
    this.#seq = afterSeq;
  }

  /** The frames that are new since the last call. */
  async next(): Promise<string[]> {
    // The state is read before the events: once it is an end, at most the last event can still be missing.
    const progress = await this.#look();
    const events = await this.#reads.readEvents(this.#batchId, this.#seq);
    const stored = events.flatMap((event, i) =>
      this.#take(event, { isLast: i + 1 === events.length, of: events.length }),
    );
    return [...progress, ...stored, ...(stored.length === 0 ? this.#endWithout() : [])];
  }

  #take(event: StoredEvent, { isLast, of }: { isLast: boolean; of: number }): string[] {
    // A reader that is behind may show 5 before 4: wait for 4, it is written.
    if (this.isDone || event.seq !== this.#seq + 1) return [];
    // Whether more follows shows when the next page begins with it.
    if (event.type === 'done' && isLast && of === PAGE_EVENTS) return [];
    this.#seq = event.seq;
    // A batch that was taken up again went on behind its end.
    if (event.type === 'done' && !isLast) return [];
    this.isDone = event.type === 'done';
    return [eventFrame(event.type, event.data, event.seq)];
  }

  async #look(): Promise<string[]> {
    const nowMs = this.#clock.nowMs();
    if (nowMs < this.#looksAtMs) return [];
    this.#looksAtMs = nowMs + this.#lookMs * (0.75 + Math.random() / 2);
    const found = await this.#reads.look(this.#batchId);
    if (!found) return [];
    const { batch, counts } = found;
    this.#ended = isEnd(batch.state) ? (this.#ended ?? { batch, sinceMs: nowMs }) : undefined;
    const progress = { state: batch.state, ...counts };
    if (JSON.stringify(progress) === this.#progress) return [];
    this.#progress = JSON.stringify(progress);
    return [eventFrame('progress', progress)];
  }

  /** A batch can end without anybody left to store `done`: the stream must end all the same. */
  #endWithout(): string[] {
    if (!this.#ended || this.#clock.nowMs() - this.#ended.sinceMs < LAST_EVENT_GRACE_MS) return [];
    const { state, verdict, message } = this.#ended.batch;
    this.isDone = true;
    return [eventFrame('done', { state, verdict, message })];
  }
}
