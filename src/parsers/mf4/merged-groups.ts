import { NonRecord, type RecordBatch, type Window } from '../record-batch.ts';
import type { GroupCursor, Step } from './group-cursor.ts';
import { RawRecord } from './record-group.ts';

const WINDOW_BYTES = 1 << 20;
/** A number may be read with eight bytes at once. */
const SLACK_BYTES = 8;
/** Up to so many bytes a loop copies faster than a call. */
const SHORT_BYTES = 48;

/** The records of several groups in order of time, each with its value behind it, as one stream. */
export async function* readMerged(
  out: RecordBatch,
  cursors: readonly GroupCursor[],
  base: number,
): AsyncGenerator<void> {
  const merger = new Merger(out, base);
  for (const cursor of cursors) yield* merger.advance(cursor);
  for (let first = merger.first(); first; first = merger.first()) yield* merger.takeWhileFirst(first);
  yield;
}

class Merger {
  readonly #out: RecordBatch;
  readonly #bytes = new Uint8Array(WINDOW_BYTES + SLACK_BYTES);
  readonly #window: Window;
  readonly #record = new RawRecord();
  /** Cursors that stand on a record. */
  readonly #ready = new Set<GroupCursor>();

  constructor(out: RecordBatch, base: number) {
    this.#out = out;
    this.#window = { bytes: this.#bytes, end: 0, offset: base, isLast: false };
    this.#record.see(this.#bytes);
    out.reset(this.#window);
  }

  /** The cursor whose record is the earliest. */
  first(): GroupCursor | undefined {
    let first: GroupCursor | undefined;
    for (const cursor of this.#ready) if (!first || isEarlier(cursor, first)) first = cursor;
    return first;
  }

  async *takeWhileFirst(cursor: GroupCursor): AsyncGenerator<void> {
    const limit = this.#nextTimeAfter(cursor);
    do {
      if (this.#hasNoRoom(cursor.record)) yield* this.#flush();
      this.#takeRecord(cursor);
      const step = this.#step(cursor);
      if (step !== 'record') yield* this.#moveOn(cursor, step);
    } while (this.#ready.has(cursor) && !(cursor.record.timeUs > limit));
  }

  /** Moves a cursor to its next record; what lies between goes to the stream at once. */
  async *advance(cursor: GroupCursor): AsyncGenerator<void> {
    yield* this.#moveOn(cursor, this.#step(cursor));
  }

  #step(cursor: GroupCursor): Step {
    const step = cursor.next();
    if (step === 'record') this.#ready.add(cursor);
    return step;
  }

  async *#moveOn(cursor: GroupCursor, from: Step): AsyncGenerator<void> {
    for (let step = from; step !== 'record'; step = this.#step(cursor)) {
      this.#ready.delete(cursor);
      if (step === 'end') return;
      if (step === 'needs-data') await cursor.load();
      else if (step === 'needs-value') await cursor.loadValue();
      else yield* this.#passOver(cursor, step);
    }
  }

  async *#passOver({ record, reason }: GroupCursor, step: Step): AsyncGenerator<void> {
    for (let from = record.start; from < record.end; ) {
      if (this.#window.end >= WINDOW_BYTES) yield* this.#flush();
      const length = Math.min(record.end - from, WINDOW_BYTES - this.#window.end);
      const at = this.#copy(record.bytes, from, from + length);
      if (step === 'gap') this.#out.addGap(at, length, reason);
      else this.#out.pass(step === 'value' ? NonRecord.structure : NonRecord.padding, length);
      from += length;
    }
  }

  #hasNoRoom({ start, end, valueAt, valueEnd }: RawRecord): boolean {
    return this.#out.isFull || this.#window.end + (end - start) + (valueEnd - valueAt) > WINDOW_BYTES;
  }

  async *#flush(): AsyncGenerator<void> {
    yield;
    this.#window.offset += this.#window.end;
    this.#window.end = 0;
    this.#out.reset(this.#window);
  }

  #takeRecord({ record, group }: GroupCursor): void {
    const copy = this.#record;
    const { bytes, start, end, valueBytes, valueAt, valueEnd } = record;
    copy.start = this.#copy(bytes, start, end);
    copy.at = copy.start + record.at - start;
    copy.timeUs = record.timeUs;
    copy.valueBytes = this.#bytes;
    const isBeside = valueBytes === bytes;
    copy.valueAt = isBeside ? copy.start + valueAt - start : this.#copy(valueBytes, valueAt, valueEnd);
    copy.valueEnd = copy.valueAt + valueEnd - valueAt;
    copy.end = this.#window.end;
    group?.append(copy, this.#out);
  }

  /** Appends bytes to the window; returns where. */
  #copy(bytes: Uint8Array, from: number, to: number): number {
    const at = this.#window.end;
    if (to - from > SHORT_BYTES) this.#bytes.set(bytes.subarray(from, to), at);
    else for (let i = from; i < to; i++) this.#bytes[at + i - from] = bytes[i];
    this.#window.end = at + to - from;
    return at;
  }

  #nextTimeAfter(cursor: GroupCursor): number {
    let next = Number.POSITIVE_INFINITY;
    for (const other of this.#ready) {
      if (other !== cursor && other.record.timeUs < next) next = other.record.timeUs;
    }
    return next;
  }
}

/** Records without a time go first. */
const isEarlier = (a: GroupCursor, b: GroupCursor): boolean =>
  a.record.timeUs < b.record.timeUs || (Number.isNaN(a.record.timeUs) && !Number.isNaN(b.record.timeUs));
