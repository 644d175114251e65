import { type GapReason, NonRecord, type RecordBatch } from '../record-batch.ts';
import { CR, LF } from './ascii.ts';
import type { GapSink } from './line-scanner.ts';

/** First of the three bytes of a byte order mark. */
const MARK_START = 0xef;
const NO_CR = -1;

/**
 * Tells a batch what stands between the records and gaps of a text: line ends, blank lines and byte order marks, each byte
 * once, however the stream is cut into windows.
 */
export class BetweenLines implements GapSink {
  #out: RecordBatch | undefined;
  /** Stream offset up to which every byte is in a record, in a gap or told. */
  #offset = 0;
  /** Did the line before have its end? What comes now is then a line of its own. */
  #isEnded = true;
  #isInBlank = false;
  /** What the CR just before ended, for a LF goes with it. */
  #crKind = NO_CR;

  /** Goes on at the place `at` of the window of `out`; what lies before it is not ours to tell. */
  open(out: RecordBatch, at: number): void {
    this.#out = out;
    if (this.#offset >= out.window.offset + at) return;
    this.reach(at);
    this.#isEnded = true;
  }

  /** A record or gap lies up to the place `at` of the window. */
  reach(at: number): void {
    this.#offset = (this.#out?.window.offset ?? 0) + at;
    this.#isEnded = false;
    this.#isInBlank = false;
    this.#crKind = NO_CR;
  }

  addGap(at: number, length: number, reason: GapReason): void {
    this.tell(at);
    this.#out?.addGap(at, length, reason);
    this.reach(at + length);
  }

  addPadding(at: number, length: number): void {
    this.tell(at);
    this.#out?.pass(NonRecord.padding, length);
    this.#offset += length;
    this.#crKind = NO_CR;
  }

  /** Tells of all up to the place `to` of the window. */
  tell(to: number): void {
    const out = this.#out;
    if (!out) return;
    const { bytes, offset } = out.window;
    const from = this.#offset - offset;
    if (from >= to) return;
    this.#offset = offset + to;
    if (to - from > 1 || this.#isEnded || bytes[from] !== LF) {
      for (let at = from; at < to; at++) this.#tellByte(out, bytes[at]);
      return;
    }
    // Nearly every line ends so.
    this.#isEnded = true;
    out.pass(NonRecord.lineEnd, 1);
  }

  #tellByte(out: RecordBatch, byte: number): void {
    if (byte === LF && this.#crKind !== NO_CR) out.pass(this.#crKind, 1, 0);
    else if (byte === LF || byte === CR) {
      const kind = this.#endLine(out);
      this.#crKind = byte === CR ? kind : NO_CR;
      return;
    } else if (byte >= 0x80) out.pass(NonRecord.byteOrderMark, 1, byte === MARK_START ? 1 : 0);
    else this.#tellBlank(out);
    this.#crKind = NO_CR;
  }

  #tellBlank(out: RecordBatch): void {
    out.pass(NonRecord.blank, 1, this.#isInBlank ? 0 : 1);
    this.#isInBlank = true;
  }

  #endLine(out: RecordBatch): number {
    if (this.#isEnded) {
      this.#tellBlank(out);
      this.#isInBlank = false;
      return NonRecord.blank;
    }
    this.#isEnded = true;
    out.pass(NonRecord.lineEnd, 1);
    return NonRecord.lineEnd;
  }
}
