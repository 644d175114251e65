import {
  CLASS,
  COLON,
  DASH_BYTE,
  DIGIT,
  DOT,
  HEX_LETTER,
  isDigit,
  isWordByte,
  LETTER,
  PUNCTUATION,
  SLASH_BYTE,
} from '../byte-classes.ts';
import { dtcLength, hexDigitsAfter0x, isBehindCodeWord, isDtcLetter, MAX_CODE_HEX_DIGITS } from '../code-words.ts';
import { CODE, Mask } from '../masks.ts';
import type { ScannedLine } from '../row-cache.ts';
import { isListGap, rowOfBytesEnd } from '../value-list.ts';

/** A line with more is rare, and soon as fast scanned. A logger's own time takes five to seven. */
const MAX_VALUES = 16;
/** More digits than any line has. */
const ANY = 255;
/** A word that stays this short is no VIN, no key and no serial number, however its digits fall. */
const MAX_WORD_BYTES = 15;
const MAX_RUNS_OF_WORD = 2;
/** A token with four may be a key or a uuid. */
const MAX_RUNS_OF_TOKEN = 3;
/** A date and time has one letter in the middle, and any number of Z behind it. */
const MIN_LETTERS_OF_NO_TIME = 2;
/** Two numbers joined by more than this could be a hardware address. */
const MAX_JOINERS = 3;
const NONE = -1;
const CAPITAL_Z = 0x5a;
const SMALL_X = 0x78;
/** What stands between the digits of a number or of a list of numbers. */
const IN_NUMBERS = new Set(Array.from(' ,.-+', (char) => char.charCodeAt(0)));

interface Run {
  from: number;
  to: number;
  least: number;
  most: number;
  isHex: boolean;
}

/**
 * The digits of a scanned line that may be others, of another number too, and leave its template as it is. What is not
 * sure to do so is not free: a word that would become a VIN with two digits more, a number that is a code when it is short.
 */
export class FreeValues {
  count = 0;
  readonly runs: Run[] = Array.from({ length: MAX_VALUES }, () => ({
    from: 0,
    to: 0,
    least: 0,
    most: 0,
    isHex: false,
  }));

  /** False when values of the line lie so near each other that other ones could be a list, or when there are too many. */
  find(line: ScannedLine): boolean {
    const { bytes, edits, editsEnd } = line;
    this.count = 0;
    let last = NONE;
    for (let e = 0; e < editsEnd; e += 3) {
      if (edits[e + 2] === Mask.space) continue;
      const isNear = last !== NONE && isListGap(bytes, edits[last + 1], edits[e]);
      if ((isNear && mayBeList(line, last, e)) || !this.#addEdit(line, e)) return false;
      last = e;
    }
    return true;
  }

  #addEdit(line: ScannedLine, e: number): boolean {
    const { edits, hidesCodes } = line;
    const mask = edits[e + 2];
    if (mask & CODE && !hidesCodes) return true;
    if (mask === Mask.time) return this.#addTime(line.bytes, edits[e], edits[e + 1]);
    if ((mask & ~CODE) === Mask.num) return this.#addNumbers(line, e);
    return (mask & ~CODE) !== Mask.hex || this.#addHex(line, e);
  }

  /** `0x` and digits: few of them are a code, any more a value. */
  #addHex(line: ScannedLine, e: number): boolean {
    const { bytes, edits } = line;
    const from = edits[e];
    const to = edits[e + 1];
    if (hexDigitsAfter0x(bytes, from, to) === 0) return true;
    const token = tokenAround(line, from, to);
    if (token.start < from || token.end > to) return true;
    const least = edits[e + 2] & CODE ? 1 : MAX_CODE_HEX_DIGITS + 1;
    return this.#push({ from: from + 2, to, least, most: ANY, isHex: true });
  }

  #addNumbers(line: ScannedLine, e: number): boolean {
    const { bytes, start, end, edits } = line;
    const from = edits[e];
    const to = edits[e + 1];
    if (!areNumbers(bytes, from, to) || rowOfBytesEnd(bytes, to, end) > to) return true;
    if (!(edits[e + 2] & CODE) && isBehindCodeWord(bytes, start, from)) return true;
    const most = mostDigits(line, from, to);
    if (most === 0) return true;
    for (let at = digitAfter(bytes, from, to); at < to; ) {
      const stop = digitsStop(bytes, at, to);
      if (!this.#push({ from: at, to: stop, least: 1, most, isHex: false })) return false;
      at = digitAfter(bytes, stop, to);
    }
    return true;
  }

  /** What makes a time is where its digits stand, not which they are; so no two lines of a log with times of its own are alike. */
  #addTime(bytes: Uint8Array, from: number, to: number): boolean {
    for (let at = digitAfter(bytes, from, to); at < to; ) {
      const stop = digitsStop(bytes, at, to);
      if (!this.#push({ from: at, to: stop, least: stop - at, most: stop - at, isHex: false })) return false;
      at = digitAfter(bytes, stop, to);
    }
    return true;
  }

  #push(run: Run): boolean {
    if (this.count === MAX_VALUES) return false;
    Object.assign(this.runs[this.count++], run);
    return true;
  }
}

/** Whether two values near each other can be of one list: only what is masked alike is, or bytes; a code never. */
function mayBeList({ bytes, edits, hidesCodes }: ScannedLine, a: number, b: number): boolean {
  if (edits[a + 2] & CODE && !hidesCodes) return false;
  const [maskA, maskB] = [edits[a + 2] & ~CODE, edits[b + 2] & ~CODE];
  // `0x…` is longer than a byte of a row.
  const mayBeByte = (mask: number, e: number) =>
    (mask === Mask.num || mask === Mask.hex) && hexDigitsAfter0x(bytes, edits[e], edits[e + 1]) === 0;
  return maskA === maskB || (mayBeByte(maskA, a) && mayBeByte(maskB, b));
}

interface Extent {
  start: number;
  end: number;
}

/** The token, joiners at its ends and all, that `bytes[from … to)` lies in; of a list, from its first token to its last. */
function tokenAround({ bytes, start, end }: ScannedLine, from: number, to: number): Extent {
  const token = { start: from, end: to };
  while (token.start > start && CLASS[bytes[token.start - 1]] > PUNCTUATION) token.start--;
  while (token.end < end && CLASS[bytes[token.end]] > PUNCTUATION) token.end++;
  return token;
}

/** Digits, with the dots, signs, blanks and commas of one number or of a list. */
function areNumbers(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!isDigit(bytes[i]) && !IN_NUMBERS.has(bytes[i])) return false;
  return isDigit(bytes[to - 1]);
}

function digitAfter(bytes: Uint8Array, at: number, to: number): number {
  let next = at;
  while (next < to && !isDigit(bytes[next])) next++;
  return next;
}

/** How many digits each number of the value may have; 0 when they have to stay what they are. */
function mostDigits(line: ScannedLine, from: number, to: number): number {
  const { bytes } = line;
  const token = tokenAround(line, from, to);
  const isWhole = !hasWord(bytes, token.start, from) && !hasWord(bytes, to, token.end);
  if (isWhole) return token.start < from && bytes[token.start] === SLASH_BYTE ? 0 : ANY;
  for (let i = from; i < to; i++) if (CLASS[bytes[i]] <= PUNCTUATION) return 0;
  if (!isSplit(bytes, token)) return 0;
  const word = wordAround(bytes, token, to - 1);
  return isBehindDtc(bytes, word.start) ? 0 : mostDigitsInWord(bytes, word);
}

/** `P0420-12` is one code, `P0420-1` is not. */
const isBehindDtc = (bytes: Uint8Array, at: number): boolean =>
  bytes[at - 1] === DASH_BYTE && dtcLength(bytes, at - 6, at - 1) === 5;

function hasWord(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (isWordByte(bytes[i])) return true;
  return false;
}

/** A token that was masked word by word: would it be with any other digits, or could it become a time, an address, a key? */
function isSplit(bytes: Uint8Array, { start, end }: Extent): boolean {
  const { bits, digits, runs, letters } = countsOf(bytes, start, end);
  if (runs > MAX_RUNS_OF_TOKEN) return false;
  if ((bits & (LETTER | HEX_LETTER)) === 0) return runs === 2 && end - start - digits <= MAX_JOINERS;
  if (bits & COLON && !(bits & LETTER)) return false;
  let first = start;
  while (!isWordByte(bytes[first])) first++;
  return !isDigit(bytes[first]) || letters >= MIN_LETTERS_OF_NO_TIME;
}

interface Counts {
  /** Classes of all bytes, or-ed. */
  bits: number;
  digits: number;
  /** Runs of digits, and the length of the longest. */
  runs: number;
  longest: number;
  /** Letters other than Z: what ends a time holds no other. */
  letters: number;
}

function countsOf(bytes: Uint8Array, start: number, end: number): Counts {
  const counts = { bits: 0, digits: 0, runs: 0, longest: 0, letters: 0 };
  let run = 0;
  for (let i = start; i < end; i++) {
    const byteClass = CLASS[bytes[i]];
    counts.bits |= byteClass;
    if (byteClass === LETTER && bytes[i] !== CAPITAL_Z) counts.letters++;
    run = byteClass === DIGIT ? run + 1 : 0;
    if (run > 0) counts.digits++;
    if (run === 1) counts.runs++;
    counts.longest = Math.max(counts.longest, run);
  }
  return counts;
}

/** The word, decimals and all, that the digit at `at` belongs to. */
function wordAround(bytes: Uint8Array, token: Extent, at: number): Extent {
  const isPart = (i: number) =>
    isWordByte(bytes[i]) || (bytes[i] === 0x2e && isDigit(bytes[i - 1]) && isDigit(bytes[i + 1]));
  const word = { start: at, end: at + 1 };
  while (word.start > token.start && isPart(word.start - 1)) word.start--;
  while (word.end < token.end && isPart(word.end)) word.end++;
  return word;
}

function mostDigitsInWord(bytes: Uint8Array, { start, end }: Extent): number {
  const { bits, digits, runs, longest } = countsOf(bytes, start, end);
  if ((bits & ~(DIGIT | DOT)) === 0) return ANY;
  const mayBeHex =
    !(bits & LETTER) || (isDigit(bytes[start]) && (bytes[digitsStop(bytes, start, end)] | 0x20) === SMALL_X);
  const mayBeDtc = isDtcLetter(bytes[start]) && isDigit(bytes[start + 1]);
  if (mayBeHex || mayBeDtc || runs > MAX_RUNS_OF_WORD) return 0;
  const most = Math.floor((MAX_WORD_BYTES - (end - start - digits)) / runs);
  // One that is longer leaves the others less than their share.
  return longest > most ? 0 : most;
}

function digitsStop(bytes: Uint8Array, at: number, end: number): number {
  let stop = at;
  while (stop < end && isDigit(bytes[stop])) stop++;
  return stop;
}
