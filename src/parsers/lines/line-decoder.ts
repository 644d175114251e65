import { type Decoder, MAX_RECORD_BYTES } from '../log-format.ts';
import { Flag, NonRecord, type RecordBatch, type Window } from '../record-batch.ts';
import { BetweenLines } from './between-lines.ts';
import { LineScanner } from './line-scanner.ts';

/**
 * What a line turned out to be: a `record`; an `entry` whose text stands in the lines that follow; `undecodable` (it
 * becomes a gap); `structure`, bytes that only hold records together; or a `detail` that is of no log.
 */
export type LineOutcome = 'record' | 'entry' | 'undecodable' | 'structure' | 'detail';

export interface LineReader {
  /**
   * Fills record `i` of `out` from `out.window.bytes[out.start[i] … out.end[i])`; start, end, flags and counter are set.
   * It may pull `out.end[i]` back: the next record then begins there.
   */
  read(out: RecordBatch, i: number): LineOutcome;
  /** Whether the line `bytes[start … end)` belongs to the entry above it. */
  isInEntry?(bytes: Uint8Array, start: number, end: number): boolean;
  /** The text of entry `i` is whole. */
  finishEntry?(out: RecordBatch, i: number): void;
}

const NO_ENTRY = -1;

/** Runs a `LineReader` over the lines of a stream. */
export class LineDecoder implements Decoder {
  readonly #reader: LineReader;
  readonly #scanner = new LineScanner();
  readonly #between = new BetweenLines();
  /** Record number of the entry that may go on, and the scanner's `breaks` at its last line. */
  #entry = NO_ENTRY;
  #breaks = 0;

  constructor(reader: LineReader) {
    this.#reader = reader;
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#scanner.open(window, at);
    this.#between.open(out, this.#scanner.told);
    const next = this.#decodeLines(window, out);
    this.#between.tell(Math.min(next, this.#scanner.told));
    return next;
  }

  #decodeLines(window: Window, out: RecordBatch): number {
    const scanner = this.#scanner;
    while (!out.isFull || this.#entry !== NO_ENTRY) {
      if (!scanner.next(this.#between)) return this.#pause(window, out);
      if (this.#entry !== NO_ENTRY && this.#extendEntry(out)) continue;
      if (out.isFull) {
        scanner.resumeAt(scanner.start);
        break;
      }
      this.#append(out);
    }
    return scanner.at;
  }

  #append(out: RecordBatch): void {
    const scanner = this.#scanner;
    this.#between.tell(scanner.start);
    const i = out.count++;
    out.start[i] = scanner.start;
    out.end[i] = scanner.end;
    out.flags[i] = scanner.isCut ? Flag.textCut : 0;
    out.counter[i] = -1;
    const outcome = this.#reader.read(out, i);
    if (outcome === 'record') {
      if (out.end[i] < scanner.end) scanner.resumeAt(out.end[i]);
    } else if (outcome === 'entry') {
      this.#entry = i;
      this.#breaks = scanner.breaks;
    } else {
      out.count--;
      if (outcome === 'undecodable') out.addGap(scanner.start, scanner.end - scanner.start, 'undecodable-line');
      else out.pass(outcome === 'detail' ? NonRecord.detail : NonRecord.structure, scanner.end - scanner.start);
    }
    this.#between.reach(out.end[i]);
  }

  /** Takes the line into the open entry, or closes the entry. */
  #extendEntry(out: RecordBatch): boolean {
    const { start, end, breaks, isCut } = this.#scanner;
    const i = this.#entry;
    const fits = end - out.start[i] < MAX_RECORD_BYTES && !isCut && breaks === this.#breaks;
    if (!fits || !this.#reader.isInEntry?.(out.window.bytes, start, end)) {
      this.#closeEntry(out);
      return false;
    }
    if (out.bodyStart[i] === out.bodyEnd[i]) out.bodyStart[i] = start;
    out.bodyEnd[i] = end;
    out.end[i] = end;
    this.#between.reach(end);
    return true;
  }

  #closeEntry(out: RecordBatch): void {
    this.#reader.finishEntry?.(out, this.#entry);
    this.#entry = NO_ENTRY;
  }

  /** An entry that may go on in the next window is given back whole, so that no window boundary shows in the records. */
  #pause(window: Window, out: RecordBatch): number {
    const i = this.#entry;
    if (i === NO_ENTRY) return this.#scanner.at;
    const start = out.start[i];
    const isWhole = window.isLast || this.#scanner.breaks !== this.#breaks || window.end - start >= MAX_RECORD_BYTES;
    if (isWhole) {
      this.#closeEntry(out);
      return this.#scanner.at;
    }
    this.#entry = NO_ENTRY;
    out.count--;
    this.#between.reach(start);
    return start;
  }
}
