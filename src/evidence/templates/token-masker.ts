import {
  CLASS,
  DIGIT,
  DOT,
  HEX_LETTER,
  isDigit,
  isWordByte,
  PUNCTUATION,
  SLASH_BYTE,
  SPACE,
  WORD,
} from './byte-classes.ts';
import {
  dtcLength,
  hexDigitsAfter0x,
  isBehindCodeWord,
  isCodeHex,
  MAX_CODE_DIGITS,
  mayEndCodeWord,
} from './code-words.ts';
import { CODE, Mask } from './masks.ts';
import { dottedMask, isBareHex, isRandomWord, isVin, SPLIT, type Span, wholeMask } from './token-shape.ts';
import { isListGap, MAX_LIST_GAP, rowOfBytesEnd } from './value-list.ts';

/** What follows is one more `<rest>`: a template of a longer line says nothing that its start does not. */
export const MAX_SCANNED_BYTES = 1024;
/** Every byte of the longest line in an edit of its own, and two for its ends. */
const MAX_EDITS = MAX_SCANNED_BYTES + 2;
/** Below every place, and so is the one behind it. */
const NONE = -2;
/** Instead of a mask: only the digits of the word go. */
const RUNS = -2;
const BLANK = 0x20;

/**
 * Decides what of a line its template masks: every token that holds a digit by its shape, codes marked as such, runs of
 * blanks as one. `edits` are triples (from, to, mask) in order of place.
 */
export class TokenMasker {
  readonly edits = new Int32Array(3 * MAX_EDITS);
  editsEnd = 0;
  /** Is one of the edits a code? */
  hasCodes = false;
  /** The last value masked, as a place in `edits`: a list of values is one value. */
  list = NONE;
  /** The list that the last token lengthened, as a place in `edits`; negative when it lengthened none. */
  joined = NONE;

  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #stop = 0;
  /** End of the last kept `0x…` code: a second one right behind it is data. */
  #hexCodeEnd = NONE;
  /** Where the token's sign is: it goes with its number. */
  #signAt = NONE;
  /** Every value of the list has two characters: `7F 22 31` is a row of bytes, whatever letters they hold. */
  #isByteList = false;

  begin(bytes: Uint8Array, start: number, stop: number): void {
    this.#bytes = bytes;
    this.#start = start;
    this.#stop = stop;
    this.editsEnd = 0;
    this.hasCodes = false;
    this.list = NONE;
    this.#hexCodeEnd = NONE;
  }

  /** A number that is no code and continues no list. */
  plainNumber(start: number, end: number): void {
    this.list = this.editsEnd;
    this.#isByteList = end - start === 2;
    this.edit(start, end, Mask.num);
  }

  /** End of the last value; a row of bytes may have swallowed what follows its last number. */
  get listEnd(): number {
    return this.list === NONE ? NONE : this.edits[this.list + 1];
  }

  /** A number between blanks or punctuation, the most frequent value. Returns where to go on. */
  number(start: number, end: number): number {
    this.joined = NONE;
    if (this.#isErrorNumber(start) && end - start <= MAX_CODE_DIGITS) {
      this.#code(start, end, Mask.num);
      return end;
    }
    if (this.list !== NONE && start - this.edits[this.list + 1] <= MAX_LIST_GAP) {
      this.#value(start, end, Mask.num);
      return Math.max(end, this.listEnd);
    }
    this.plainNumber(start, end);
    return end;
  }

  #isErrorNumber(start: number): boolean {
    const bytes = this.#bytes;
    if (start - this.#start < 3) return false;
    if (bytes[start - 1] === BLANK && !mayEndCodeWord(bytes[start - 3], bytes[start - 2])) return false;
    return isBehindCodeWord(bytes, this.#start, start);
  }

  /** Any run of blanks counts as one; returns where it ends. */
  blanks(at: number, floor: number): number {
    this.joined = NONE;
    const bytes = this.#bytes;
    let start = at;
    while (start > floor && CLASS[bytes[start - 1]] === SPACE) start--;
    let end = at + 1;
    while (CLASS[bytes[end]] === SPACE) end++;
    this.edit(start, end, Mask.space);
    return end;
  }

  /** The token around a digit; nothing before `floor` belongs to it. Returns where to go on. */
  token(digitAt: number, floor: number): number {
    this.joined = NONE;
    const bytes = this.#bytes;
    let start = digitAt;
    while (start > floor && CLASS[bytes[start - 1]] > PUNCTUATION) start--;
    let tokenEnd = digitAt + 1;
    while (tokenEnd < this.#stop && CLASS[bytes[tokenEnd]] > PUNCTUATION) tokenEnd++;
    let end = tokenEnd;
    while (!isWordByte(bytes[end - 1])) end--;
    const isSigned = isSign(bytes, start);
    if (!isSigned && bytes[start] !== SLASH_BYTE) while (!isWordByte(bytes[start])) start++;
    this.#signAt = isSigned ? start : NONE;
    const bits = bitsOf(bytes, isSigned ? start + 1 : start, end);
    if (bits === DIGIT) this.#apply(start, end, this.#numberMask(start, end));
    else if ((bits & ~WORD) === 0 && !isSigned) this.#apply(start, end, this.#wordMask(start, end, bits));
    else this.#compound({ start, end, bits });
    return Math.max(tokenEnd, this.listEnd);
  }

  #apply(start: number, end: number, mask: number): void {
    if (mask === RUNS) this.#digitRuns(start, end);
    else if (mask & CODE) this.#code(start, end, mask);
    else this.#value(start, end, mask);
  }

  #code(start: number, end: number, mask: number): void {
    this.hasCodes = true;
    this.edit(start, end, mask | CODE);
  }

  #numberMask(start: number, end: number): number {
    const digits = isDigit(this.#bytes[start]) ? end - start : end - start - 1;
    return digits <= MAX_CODE_DIGITS && this.#isErrorNumber(start) ? Mask.num | CODE : Mask.num;
  }

  /** Joined by `. : - / +`: a shape of its own, or word by word. */
  #compound(span: Span): void {
    const { start, end } = span;
    const bytes = this.#bytes;
    const mask = this.#compoundMask(span);
    if (mask !== SPLIT) {
      this.#apply(start, end, mask);
      return;
    }
    let at = start;
    while (at < end) at = isWordByte(bytes[at]) ? this.#part(at, end) : at + 1;
  }

  #compoundMask(span: Span): number {
    const { start, end } = span;
    const bytes = this.#bytes;
    if (isSign(bytes, start) && isDotted(bytes, start + 1, end)) return Mask.num;
    if (dtcLength(bytes, start, end) === end - start) return Mask.dtc | CODE;
    return wholeMask(bytes, span);
  }

  /** One word of a compound, with its decimals (`12.5V`) or failure type (`P0420-00`); returns where it ends. */
  #part(start: number, limit: number): number {
    const bytes = this.#bytes;
    const dtc = dtcLength(bytes, start, limit);
    let end = start + dtc;
    if (dtc === 0) while (end < limit && (isWordByte(bytes[end]) || isDecimalDot(bytes, end, limit))) end++;
    const bits = bitsOf(bytes, start, end);
    if (dtc > 0) this.#code(start, end, Mask.dtc);
    else if (bits & DIGIT) this.#apply(start, end, this.#wordMask(start, end, bits));
    return end;
  }

  /** A number, or word bytes only with dots between digits. */
  #wordMask(start: number, end: number, bits: number): number {
    const bytes = this.#bytes;
    if (bits === DIGIT) return this.#numberMask(start, end);
    const hexDigits = hexDigitsAfter0x(bytes, start, end);
    if (hexDigits > 0) return this.#hexMask(start, end, hexDigits);
    if (dtcLength(bytes, start, end) === end - start) return Mask.dtc | CODE;
    if (bits & DOT && isDotted(bytes, start, end)) return dottedMask(bytes, start, end);
    if (isVin(bytes, start, end)) return Mask.vin;
    if (bits === (DIGIT | HEX_LETTER) && isBareHex(bytes, start, end)) return Mask.hex;
    return isRandomWord(bytes, start, end) ? Mask.id : RUNS;
  }

  #hexMask(start: number, end: number, digits: number): number {
    const isList = this.#hexCodeEnd !== NONE && isListGap(this.#bytes, this.#hexCodeEnd, start);
    this.#hexCodeEnd = end;
    return isCodeHex(digits) && !isList ? Mask.hex | CODE : Mask.hex;
  }

  /** A name with numbers in it keeps its letters: `mmcblk0p1` is `mmcblk<num>p<num>`. */
  #digitRuns(start: number, end: number): void {
    const bytes = this.#bytes;
    for (let at = start; at < end; ) {
      let to = at;
      while (to < end && (isDigit(bytes[to]) || (to > at && isDecimalDot(bytes, to, end)))) to++;
      const from = at === this.#signAt + 1 ? this.#signAt : at;
      if (to > at) this.edit(from, to, Mask.num);
      at = Math.max(to, at + 1);
    }
  }

  /** A masked value; one that continues a list of its kind is swallowed by it. */
  #value(start: number, end: number, mask: number): void {
    const { edits } = this;
    const list = this.list;
    const isByte = end - start === 2;
    if (list !== NONE && isListGap(this.#bytes, edits[list + 1], start)) {
      const isRow = this.#isByteList && isByte && isByteMask(edits[list + 2]) && isByteMask(mask);
      if (isRow || edits[list + 2] === mask) {
        const listEnd = isRow ? rowOfBytesEnd(this.#bytes, end, this.#stop) : end;
        if (edits[list + 2] !== mask || listEnd > end) edits[list + 2] = Mask.hex;
        edits[list + 1] = listEnd;
        this.#isByteList = isRow;
        this.editsEnd = list + 3;
        this.joined = list;
        return;
      }
    }
    this.list = this.editsEnd;
    this.#isByteList = isByte;
    this.edit(start, end, mask);
  }

  edit(start: number, end: number, mask: number): void {
    const { edits } = this;
    const at = this.editsEnd;
    edits[at] = start;
    edits[at + 1] = end;
    edits[at + 2] = mask;
    this.editsEnd = at + 3;
  }
}

function bitsOf(bytes: Uint8Array, start: number, end: number): number {
  let bits = 0;
  for (let i = start; i < end; i++) bits |= CLASS[bytes[i]];
  return bits;
}

/** A minus or plus that belongs to the number behind it; asked for the first byte of a token only. */
const isSign = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at] === 0x2d || bytes[at] === 0x2b) && isDigit(bytes[at + 1]);

const isByteMask = (mask: number): boolean => mask === Mask.num || mask === Mask.hex;

const isDecimalDot = (bytes: Uint8Array, at: number, end: number): boolean =>
  bytes[at] === 0x2e && at + 1 < end && isDigit(bytes[at + 1]) && isDigit(bytes[at - 1]);

function isDotted(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isDigit(bytes[i]) && bytes[i] !== 0x2e) return false;
  return true;
}
