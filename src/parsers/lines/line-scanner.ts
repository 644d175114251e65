import { MAX_RECORD_BYTES } from '../log-format.ts';
import type { GapReason, Window } from '../record-batch.ts';
import { CR, LF, NUL, SPACE, TAB } from './ascii.ts';
import { TerminatorFinder } from './terminator-finder.ts';

/** Told of what is no line and no line's end; `at` is a place in the window, negative where it began before. */
export interface GapSink {
  addGap(at: number, length: number, reason: GapReason): void;
  /** A few NUL: no damage. */
  addPadding(at: number, length: number): void;
}

/** Shorter runs of NUL are a C string's end, not a hole in the file. */
const MIN_NUL_GAP = 8;

/**
 * Finds the lines of a stream, window by window: ended by LF, CRLF, a lone CR (console progress) or NUL. Blank lines and
 * a byte order mark are passed over. A line without an end in `MAX_RECORD_BYTES` is cut there and the rest of it becomes
 * a gap; a run of NUL becomes a gap. Memory does not grow with either.
 */
export class LineScanner {
  /** The line found last: `start … end` in the window, without its terminator. */
  start = 0;
  end = 0;
  isCut = false;
  /** The first byte not used yet. */
  at = 0;
  /** Blank lines and gaps so far: when it moves, the next line does not follow directly on the one before. */
  breaks = 0;

  readonly #finder = new TerminatorFinder();
  #window: Window = { bytes: new Uint8Array(0), end: 0, offset: 0, isLast: false };
  #gap: GapReason | null = null;
  #gapOffset = 0;
  /** Stream offset of the last CR: a LF right behind it ends no line of its own. */
  #crOffset = -2;
  #terminatorsSinceLine = 0;

  open(window: Window, at: number): void {
    this.#window = window;
    this.at = at;
    this.#finder.open(window.bytes, window.end);
  }

  /** Place behind all that was found or passed over; before `at` when a gap is under way. */
  get told(): number {
    return this.#gap === null ? this.at : this.#gapOffset - this.#window.offset;
  }

  /** Goes on inside the line found last, as records that only share a line need. */
  resumeAt(at: number): void {
    this.at = at;
    this.#gap = null;
  }

  /** Moves to the next line; false when the rest of the window holds no whole one. */
  next(gaps: GapSink): boolean {
    while (this.#reachLine(gaps)) {
      const { bytes, end, isLast } = this.#window;
      const found = this.#finder.find(this.at);
      const length = found - this.at;
      if (found === end && !isLast && length < MAX_RECORD_BYTES) return false;
      this.isCut = length >= MAX_RECORD_BYTES;
      this.#take(this.isCut ? this.at + MAX_RECORD_BYTES : found);
      if (bytes[this.start] > SPACE || !isBlank(bytes, this.start, this.end)) return true;
    }
    return false;
  }

  #take(end: number): void {
    this.start = this.at;
    this.end = end;
    this.at = end;
    this.#terminatorsSinceLine = 0;
    if (this.isCut) this.#openGap('line-too-long', end);
  }

  /** Skips what lies between two lines; true when `at` stands on a line's first byte. */
  #reachLine(gaps: GapSink): boolean {
    const { bytes, end } = this.#window;
    for (;;) {
      if (this.#gap !== null && !this.#closeGap(gaps)) return false;
      if (this.at >= end) return false;
      const byte = bytes[this.at];
      if (byte === NUL) this.#openGap('garbage', this.at);
      else if (byte === LF || byte === CR) this.#skipTerminator(byte);
      else if (byte !== 0xef || this.#window.offset + this.at !== 0) return true;
      else if (!this.#skipByteOrderMark()) return false;
      else if (this.at === 0) return true;
    }
  }

  #skipTerminator(byte: number): void {
    const offset = this.#window.offset + this.at;
    const endsCrLf = byte === LF && offset === this.#crOffset + 1;
    if (byte === CR) this.#crOffset = offset;
    if (!endsCrLf && ++this.#terminatorsSinceLine > 1) this.breaks++;
    this.at++;
  }

  /** False when the mark may go on in the next window. */
  #skipByteOrderMark(): boolean {
    const { bytes, end, isLast } = this.#window;
    if (end < 3 && !isLast) return false;
    if (end >= 3 && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
    return true;
  }

  #openGap(reason: GapReason, at: number): void {
    this.#gap = reason;
    this.#gapOffset = this.#window.offset + at;
    this.breaks++;
  }

  /** False while the gap goes on past the window. */
  #closeGap(gaps: GapSink): boolean {
    const { bytes, end, isLast, offset } = this.#window;
    if (this.#gap === 'garbage') while (this.at < end && bytes[this.at] === NUL) this.at++;
    else this.at = this.#finder.find(this.at);
    if (this.at === end && !isLast) return false;
    const length = offset + this.at - this.#gapOffset;
    const isDamage = this.#gap === 'line-too-long' || length >= MIN_NUL_GAP;
    if (isDamage) gaps.addGap(this.#gapOffset - offset, length, this.#gap ?? 'garbage');
    else gaps.addPadding(this.#gapOffset - offset, length);
    this.#gap = null;
    return true;
  }
}

function isBlank(bytes: Uint8Array, at: number, end: number): boolean {
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at === end;
}
