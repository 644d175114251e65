import { CLASS, HEX_LETTER, isDigit, LETTER, PUNCTUATION } from './byte-classes.ts';
import { isBehindCodeWord } from './code-words.ts';
import { CODE, Mask } from './masks.ts';
import { digitsEnd, digitsIn, READ_AHEAD } from './stop-finder.ts';
import { isListGap, rowOfBytesEnd } from './value-list.ts';

/** Pairs of places: two kinds of lines that begin and end alike do not push each other out. */
const PAIRS = 512;
/** Words of 4 bytes of one pattern: row, writer, stretches, then for each its length, the value behind it, its bytes. */
const PATTERN_WORDS = 64;
const HEADER_WORDS = 3;
/** What surely fits: each stretch takes a word for its length and one for its last bytes. */
const MAX_LINE_BYTES = 192;
const MAX_VALUES = 8;
/** First and last bytes choose the place; a shorter line is not worth it. */
const MIN_LINE_BYTES = 16;
/** Lines in a row that were like none before, after which the place is left alone for a while. */
const PATIENCE = 8;
export const NOT_KNOWN = -1;

/** What may differ: any plain number; a short number at the end of a name (`cpu7`). */
const NO_VALUE = 0;
const NUMBER = 1 << 16;
const SUFFIX = 2 << 16;
const LENGTH = 0xffff;
const MAX_SUFFIX_DIGITS = 5;
/** With its digits such a name stays shorter than anything that is masked as a whole. */
const MAX_NAME_BYTES = 10;

export interface Line {
  bytes: Uint8Array;
  view: DataView;
  start: number;
  end: number;
  /** Source and level in one number: lines of different writers are different templates. */
  writer: number;
}

interface Edits {
  edits: Int32Array;
  editsEnd: number;
}

/**
 * The way around scanning for a line that is like one seen before but for its numbers: all else is compared four bytes at
 * a time. It answers only where a scan would find the very same template, so what it remembers changes the speed and never
 * the result. Three times as fast as scanning.
 */
export class KnownLines {
  readonly #patterns = new Int32Array(2 * PAIRS * PATTERN_WORDS);
  /** Which one of a pair was learnt last: the other goes first. */
  readonly #youngest = new Uint8Array(PAIRS);
  /** Lines since the last known one; wraps, so that every place gets its chance again. */
  readonly #failures = new Uint8Array(PAIRS);
  /** Where the line asked for last may be remembered. */
  #pair = NOT_KNOWN;

  /** The row of a line that is known, else `NOT_KNOWN`. */
  find(line: Line): number {
    const length = line.end - line.start;
    this.#pair = NOT_KNOWN;
    if (length < MIN_LINE_BYTES || length > MAX_LINE_BYTES || line.end + READ_AHEAD > line.view.byteLength)
      return NOT_KNOWN;
    const pair = pairOf(line);
    if (this.#failures[pair]++ > PATIENCE) return NOT_KNOWN;
    const first = (2 * pair + this.#youngest[pair]) * PATTERN_WORDS;
    const second = (2 * pair + 1 - this.#youngest[pair]) * PATTERN_WORDS;
    const pattern = this.#matches(line, first) ? first : this.#matches(line, second) ? second : NOT_KNOWN;
    if (pattern === NOT_KNOWN) {
      this.#pair = pair;
      return NOT_KNOWN;
    }
    this.#failures[pair] = 0;
    return this.#patterns[pattern];
  }

  #matches({ view, start, end, writer }: Line, pattern: number): boolean {
    const patterns = this.#patterns;
    let stretches = patterns[pattern + 2];
    if (stretches === 0 || patterns[pattern + 1] !== writer) return false;
    let word = pattern + HEADER_WORDS;
    let at = start;
    for (;;) {
      const head = patterns[word++];
      const stop = at + (head & LENGTH);
      if (stop > end) return false;
      for (; at + 4 <= stop; at += 4) if (view.getInt32(at, true) !== patterns[word++]) return false;
      if (at < stop) {
        if ((view.getInt32(at, true) ^ patterns[word++]) & ((1 << (8 * (stop - at))) - 1)) return false;
        at = stop;
      }
      if (--stretches === 0) return at === end;
      const to = digitsEnd(view, at, end);
      if (to === at || (head >= SUFFIX && to - at > MAX_SUFFIX_DIGITS)) return false;
      at = to;
    }
  }

  /** What was known is so no more: from now on codes of some line are masked. */
  forget(): void {
    this.#pair = NOT_KNOWN;
    this.#patterns.fill(0);
  }

  /** Remembers the line that `find` did not know and that was scanned instead. */
  learn(line: Line, row: number, edits: Edits): void {
    const pair = this.#pair;
    if (pair === NOT_KNOWN) return;
    const oldest = 1 - this.#youngest[pair];
    if (this.#store((2 * pair + oldest) * PATTERN_WORDS, line, edits)) {
      this.#patterns[(2 * pair + oldest) * PATTERN_WORDS] = row;
      this.#youngest[pair] = oldest;
    }
  }

  #store(pattern: number, line: Line, { edits, editsEnd }: Edits): boolean {
    const patterns = this.#patterns;
    patterns[pattern + 2] = 0;
    let word = pattern + HEADER_WORDS;
    let at = line.start;
    let values = 0;
    for (let e = 0; e < editsEnd; e += 3) {
      // Values so near each other are one when they are of one kind, and another value may be.
      if (e > 0 && !(edits[e - 1] & CODE) && isListGap(line.bytes, edits[e - 2], edits[e])) return false;
      const kind = kindOf(line, edits, e);
      if (kind === NO_VALUE) continue;
      // One number, or a list of them.
      for (let from = edits[e]; from < edits[e + 1]; from = nextDigit(line.bytes, at, edits[e + 1])) {
        if (++values > MAX_VALUES) return false;
        word = this.#copy(line.view, { from: at, to: from, word, kind });
        at = digitsEnd(line.view, from, edits[e + 1]);
      }
    }
    this.#copy(line.view, { from: at, to: line.end, word, kind: NO_VALUE });
    patterns[pattern + 1] = line.writer;
    patterns[pattern + 2] = values + 1;
    return true;
  }

  #copy(view: DataView, of: { from: number; to: number; word: number; kind: number }): number {
    let next = of.word;
    this.#patterns[next++] = (of.to - of.from) | of.kind;
    for (let at = of.from; at < of.to; at += 4) this.#patterns[next++] = view.getInt32(at, true);
    return next;
  }
}

/** By the first eight bytes up to a digit and the last eight behind the last one: they rarely differ, and tell lines apart. */
function pairOf({ view, start, end, writer }: Line): number {
  const first = view.getInt32(start, true);
  const second = digitsIn(first) === 0 ? view.getInt32(start + 4, true) : 0;
  const last = view.getInt32(end - 4, true);
  const lastButOne = digitsIn(last) === 0 ? view.getInt32(end - 8, true) : 0;
  let key = Math.imul(writer ^ untilDigit(first), 0x9e3779b1);
  key = Math.imul(key ^ (key >>> 15) ^ untilDigit(second), 0x85ebca6b);
  key = Math.imul(key ^ (key >>> 15) ^ behindDigit(lastButOne), 0xc2b2ae35);
  key = Math.imul(key ^ (key >>> 15) ^ behindDigit(last), 0x9e3779b1);
  return (key >>> 16) & (PAIRS - 1);
}

function untilDigit(word: number): number {
  const digits = digitsIn(word);
  return digits === 0 ? word : word & (((digits & -digits) >>> 7) - 1);
}

function behindDigit(word: number): number {
  const digits = digitsIn(word);
  return digits === 0 ? word : digits < 0 ? 0 : word & (-2 << (31 - Math.clz32(digits)));
}

/** What may stand in the place of an edit and leave the rest of the scan as it is; all else has to be the same text. */
function kindOf(line: Line, edits: Int32Array, e: number): number {
  const { bytes, start, end } = line;
  const from = edits[e];
  const to = edits[e + 1];
  if (edits[e + 2] !== Mask.num || (to < end && CLASS[bytes[to]] > PUNCTUATION)) return NO_VALUE;
  if (!areNumbers(bytes, from, to)) return NO_VALUE;
  if (from > start && CLASS[bytes[from - 1]] > PUNCTUATION) return isNameSuffix(line, from, to) ? SUFFIX : NO_VALUE;
  // Numbers of two digits could be bytes, and what follows one more of them.
  return isBehindCodeWord(bytes, start, from) || rowOfBytesEnd(bytes, to, end) > to ? NO_VALUE : NUMBER;
}

function areNumbers(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(bytes[i]) && bytes[i] !== 0x20 && bytes[i] !== 0x2c) return false;
  return isDigit(bytes[from]) && isDigit(bytes[to - 1]);
}

function nextDigit(bytes: Uint8Array, at: number, to: number): number {
  let next = at;
  while (next < to && !isDigit(bytes[next])) next++;
  return next;
}

/** Two letters or more before the digits, one of them no hex digit, and nothing that joins words: no DTC, no hex, no id. */
function isNameSuffix({ bytes, start }: Line, from: number, to: number): boolean {
  let nameStart = from;
  let bits = 0;
  while (nameStart > start && CLASS[bytes[nameStart - 1]] > PUNCTUATION) bits |= CLASS[bytes[--nameStart]];
  const length = from - nameStart;
  const isName = (bits & LETTER) !== 0 && (bits & ~(LETTER | HEX_LETTER)) === 0;
  return isName && length >= 2 && length <= MAX_NAME_BYTES && to - from <= MAX_SUFFIX_DIGITS;
}
