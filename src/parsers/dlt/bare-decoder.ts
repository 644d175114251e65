import type { Decoder } from '../log-format.ts';
import { OpenGap } from '../open-gap.ts';
import type { RecordBatch, Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { bareMessageEnd, NEEDS_MORE, NO_HEADER } from './bare-header.ts';
import { MessageFrame } from './message-frame.ts';
import { MessageReader } from './message-reader.ts';

/**
 * Messages one behind the other with no marker between, as they go over TCP. A message counts when a plausible header,
 * or the end of the stream, follows where it promises; after damage the search goes on byte by byte for such a pair.
 */
export class BareDecoder implements Decoder {
  readonly #frame = new MessageFrame();
  readonly #reader: MessageReader;
  readonly #gap = new OpenGap();
  #end = 0;
  #isLast = false;

  constructor(sources: SourceTable) {
    this.#reader = new MessageReader(this.#frame, sources);
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#frame.see(window);
    this.#end = window.end;
    this.#isLast = window.isLast;
    let next = at;
    while (next < this.#end && !out.isFull) {
      const before = next;
      next = this.#step(before, out);
      if (next === before) break;
    }
    if (window.isLast && next === window.end) this.#gap.close(out, next);
    return next;
  }

  /** The place behind one message or one byte of damage; `at` itself when more bytes are needed. */
  #step(at: number, out: RecordBatch): number {
    const end = this.#confirmedEnd(at);
    if (end === NEEDS_MORE) return at;
    if (end !== NO_HEADER && this.#append(out, at, end)) return end;
    this.#gap.open(out, at, this.#isCutOff(at) ? 'cut-off-file' : 'garbage');
    return at + 1;
  }

  #append(out: RecordBatch, at: number, end: number): boolean {
    this.#frame.start = at;
    this.#frame.header = at;
    this.#frame.end = end;
    // The gap ends where this message begins, and so stands before it in the batch.
    if (!this.#reader.append(out)) return false;
    this.#gap.close(out, at);
    return true;
  }

  #confirmedEnd(at: number): number {
    const end = bareMessageEnd(this.#frame.view, at, this.#end);
    if (end === NO_HEADER) return NO_HEADER;
    if (end === NEEDS_MORE || end > this.#end) return this.#isLast ? NO_HEADER : NEEDS_MORE;
    if (end === this.#end && this.#isLast) return end;
    const follower = bareMessageEnd(this.#frame.view, end, this.#end);
    if (follower === NO_HEADER) return NO_HEADER;
    if (follower === NEEDS_MORE && !this.#isLast) return NEEDS_MORE;
    return end;
  }

  #isCutOff(at: number): boolean {
    if (!this.#isLast) return false;
    const end = bareMessageEnd(this.#frame.view, at, this.#end);
    return end === NEEDS_MORE || end > this.#end;
  }
}
