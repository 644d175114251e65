import { ViewCache } from '#src/parsers/view-cache.ts';
import { CLASS, isDigit, PUNCTUATION, SPACE } from './byte-classes.ts';
import { isCodeGap, mayEndCodeWord } from './code-words.ts';
import { CODE, Mask } from './masks.ts';
import { digitsEnd, READ_AHEAD, stopsIn } from './stop-finder.ts';
import { MAX_SCANNED_BYTES, TokenMasker } from './token-masker.ts';
import { MAX_LIST_GAP, mayEndListGap } from './value-list.ts';

/*
 * Two lanes, each h ← mix((h xor symbol)·P): words of four literal bytes with one factor, ends of literal stretches, masks
 * and codes with another, so that neither can pass for the other.
 */
const WORD_A = 0x9e3779b1 | 0;
const WORD_B = 0x85ebca6b | 0;
const END_A = 0xc2b2ae35 | 0;
const END_B = 0x27d4eb2f | 0;

/** The stretch of literal bytes under way: where it began, and the hash there. */
interface Stretch {
  start: number;
  a: number;
  b: number;
  /** Up to here it is in the hash. */
  hashedTo: number;
}

/**
 * Hashes a line's template without making a string of either, four bytes at a time. `a` and `b` are two 32-bit lanes over
 * the template with its codes masked; `addCodes` adds those. Equal hashes mean equal templates (64 bits). Equal templates
 * may have several hashes (a literal `<num>`, folded blanks, a line at the very end of a buffer): the tally maps them to
 * one row by text.
 */
export class TemplateScanner {
  /** Set to a seed before `scan`. */
  a = 0;
  b = 0;
  readonly masker = new TokenMasker();
  readonly #views = new ViewCache();
  #view: DataView = new DataView(new ArrayBuffer(0));
  #bytes: Uint8Array = new Uint8Array(0);
  /** Hash before the mask of the list of values under way. */
  #listA = 0;
  #listB = 0;
  readonly #stretch: Stretch = { start: 0, a: 0, b: 0, hashedTo: 0 };

  scan(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#view = this.#views.of(bytes);
    const cut = end - start > MAX_SCANNED_BYTES ? cutPoint(bytes, start + MAX_SCANNED_BYTES) : end;
    let first = start;
    while (first < cut && CLASS[bytes[first]] === SPACE) first++;
    let last = cut;
    while (last > first && CLASS[bytes[last - 1]] === SPACE) last--;
    const { masker } = this;
    masker.begin(bytes, first, last);
    if (first > start) masker.edit(start, first, Mask.nothing);
    if (last + READ_AHEAD > this.#view.byteLength) this.#scanBytewise(first, last);
    else this.#scanWords(first, last);
    if (last < end) masker.edit(last, end, cut < end ? Mask.rest : Mask.nothing);
    if (cut < end) this.#add(Mask.rest);
  }

  /** The codes that the line shows, and which of its values they are; blanks are none. */
  addCodes(): void {
    const { edits, editsEnd } = this.masker;
    let values = 0;
    for (let e = 0; e < editsEnd; e += 3) {
      if (edits[e + 2] === Mask.space || edits[e + 2] === Mask.nothing) continue;
      values++;
      if (!(edits[e + 2] & CODE)) continue;
      // No byte, so that a code and what follows it cannot pass for a longer one.
      this.#add(~values);
      for (let at = edits[e]; at < edits[e + 1]; at++) this.#add(this.#bytes[at]);
    }
  }

  /** Something that is no text. */
  addNumber(value: number): void {
    this.#add(value);
  }

  /**
   * The hot loop: hashes literal bytes until the next digit or run of blanks. Plain numbers, the most frequent values, are
   * masked right here, all else is left to the masker.
   */
  #scanWords(start: number, stop: number): void {
    const view = this.#view;
    const bytes = this.#bytes;
    const { masker } = this;
    let nearList = -1;
    let { a, b } = this;
    let at = start;
    while (at < stop) {
      const from = at;
      const fromA = a;
      const fromB = b;
      let word = view.getInt32(at, true);
      let found = stopsIn(view, word, at);
      while (found === 0 && at + 4 <= stop) {
        a = Math.imul(a ^ word, WORD_A);
        a ^= a >>> 15;
        b = Math.imul(b ^ word, WORD_B);
        b ^= b >>> 13;
        at += 4;
        word = view.getInt32(at, true);
        found = stopsIn(view, word, at);
      }
      // Up to three bytes before the stop, with their number: never 0, which is a mask.
      const length = found === 0 ? stop - at : Math.min((31 - Math.clz32(found & -found)) >> 3, stop - at);
      const rest = (word & ((1 << (8 * length)) - 1)) | ((length + 1) << 24);
      a = Math.imul(a ^ rest, END_A);
      a ^= a >>> 15;
      b = Math.imul(b ^ rest, END_B);
      b ^= b >>> 13;
      at += length;
      if (at === stop) break;
      const end = digitsEnd(view, at, stop);
      if (end > at && (at > nearList || !mayEndListGap(bytes[at - 1])) && standsAlone(bytes, at, end)) {
        this.#listA = a;
        this.#listB = b;
        a = Math.imul(a ^ Mask.num, END_A);
        a ^= a >>> 15;
        b = Math.imul(b ^ Mask.num, END_B);
        b ^= b >>> 13;
        masker.plainNumber(at, end);
        nearList = end + MAX_LIST_GAP;
        at = end;
        continue;
      }
      const stretch = this.#stretch;
      stretch.start = from;
      stretch.a = fromA;
      stretch.b = fromB;
      stretch.hashedTo = at;
      this.a = a;
      this.b = b;
      at = this.#mask(at, stop);
      nearList = masker.listEnd + MAX_LIST_GAP;
      a = this.a;
      b = this.b;
    }
    this.a = a;
    this.b = b;
  }

  /** Masks what is at a stop, and brings the hash up to where to go on. */
  #mask(at: number, stop: number): number {
    const bytes = this.#bytes;
    const { masker } = this;
    const stretch = this.#stretch;
    const firstEdit = masker.editsEnd;
    if (!isDigit(bytes[at])) return this.#hashEdits(firstEdit, masker.blanks(at, stretch.start));
    const end = digitsEnd(this.#view, at + 1, stop);
    const isNumber =
      (end === stop || CLASS[bytes[end]] <= PUNCTUATION) &&
      (at === stretch.start || CLASS[bytes[at - 1]] <= PUNCTUATION);
    return this.#hashEdits(firstEdit, isNumber ? masker.number(at, end) : masker.token(at, stretch.start));
  }

  #hashEdits(firstEdit: number, next: number): number {
    const { edits, editsEnd, list, joined } = this.masker;
    const isJoined = joined >= 0;
    if (isJoined) this.#rewindToList();
    let at = isJoined ? edits[joined] : this.#hashedUpTo(edits[firstEdit]);
    for (let e = isJoined ? joined : firstEdit; e < editsEnd; e += 3) {
      if (at < edits[e]) this.#literal(at, edits[e]);
      if (e === list) {
        this.#listA = this.a;
        this.#listB = this.b;
      }
      this.#add(edits[e + 2] & ~CODE);
      at = edits[e + 1];
    }
    if (at < next) this.#literal(at, next);
    return next;
  }

  /** The list has swallowed all since its first value. */
  #rewindToList(): void {
    this.a = this.#listA;
    this.b = this.#listB;
  }

  /** Where to go on so that the edit at `at` is not hashed as literal bytes. */
  #hashedUpTo(at: number): number {
    const stretch = this.#stretch;
    if (at >= stretch.hashedTo) return stretch.hashedTo;
    this.a = stretch.a;
    this.b = stretch.b;
    return stretch.start;
  }

  /** The last line of a buffer, where no whole words can be read. */
  #scanBytewise(start: number, stop: number): void {
    const bytes = this.#bytes;
    const stretch = this.#stretch;
    let at = start;
    while (at < stop) {
      stretch.start = stretch.hashedTo = at;
      stretch.a = this.a;
      stretch.b = this.b;
      while (at < stop && !isStop(bytes, at)) at++;
      this.#literal(stretch.start, at);
      stretch.hashedTo = at;
      if (at < stop) at = this.#mask(at, stop);
    }
  }

  #literal(from: number, to: number): void {
    for (let i = from; i < to; i++) this.#add(this.#bytes[i]);
  }

  #add(symbol: number): void {
    const a = Math.imul(this.a ^ symbol, END_A);
    const b = Math.imul(this.b ^ symbol, END_B);
    this.a = a ^ (a >>> 15);
    this.b = b ^ (b >>> 13);
  }
}

/** Is the number at `[at, end)` one between blanks or punctuation, and surely no code? A wrong no costs time only. */
function standsAlone(bytes: Uint8Array, at: number, end: number): boolean {
  const before = bytes[at - 1];
  if (CLASS[before] > PUNCTUATION || CLASS[bytes[end]] > PUNCTUATION) return false;
  return before === 0x20 ? !mayEndCodeWord(bytes[at - 3], bytes[at - 2]) : !isCodeGap(before);
}

/** A digit, a control character, or a blank that another follows; never asked of the last byte of a line if blank. */
const isStop = (bytes: Uint8Array, at: number): boolean =>
  isDigit(bytes[at]) || bytes[at] < 0x20 || (bytes[at] === 0x20 && bytes[at + 1] <= 0x20);

/** Not inside a UTF-8 character. */
function cutPoint(bytes: Uint8Array, at: number): number {
  let cut = at;
  while (cut > at - 3 && (bytes[cut] & 0xc0) === 0x80) cut--;
  return cut;
}
