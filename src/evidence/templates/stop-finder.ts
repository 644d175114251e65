const DIGIT_ZERO = 0x30303030;
const BLANKS = 0x20202020;
const TEN = 0x0a0a0a0a;
const ONE = 0x01010101;
/** 0x80 - 10 in each byte: added to a digit's value it stays below 0x80. */
const TO_HIGH_BIT = 0x76767676;
const HIGH_BITS = 0x80808080 | 0;

/*
 * Four bytes at a time (Hacker's Delight, 6-1): a byte of x is below n when (x - n) & ~x has its high bit. Borrows go
 * upwards only, so the lowest byte found, the first in the line, is always right.
 */

/** What is read together reaches this far behind the place: lines that end so near the buffer's end are read bytewise. */
const READ_AHEAD = 8;

/**
 * First place in `[at, stop)` of a digit, a control character, or a blank that another blank follows; `stop` when there
 * is none. What lies behind `stop` has no influence.
 */
export function findDigitOrBlanks(view: DataView, at: number, stop: number): number {
  if (stop + READ_AHEAD > view.byteLength) return findSlowly(view, at, stop);
  for (let i = at; i < stop; i += 4) {
    const word = view.getInt32(i, true);
    const digits = word ^ DIGIT_ZERO;
    const blankPairs = (word ^ BLANKS) | (view.getInt32(i + 1, true) ^ BLANKS);
    const found =
      (((digits - TEN) & ~digits) | ((word - BLANKS) & ~word) | ((blankPairs - ONE) & ~blankPairs)) & HIGH_BITS;
    if (found !== 0) return Math.min(i + lowestByte(found), stop);
  }
  return stop;
}

function findSlowly(view: DataView, at: number, stop: number): number {
  let i = at;
  while (i < stop && !isStop(view, i, stop)) i++;
  return i;
}

/** First place in `[at, stop)` that holds no digit, or `stop`. */
export function endOfDigits(view: DataView, at: number, stop: number): number {
  let i = at;
  if (stop + READ_AHEAD > view.byteLength) {
    while (i < stop && isDigitAt(view, i)) i++;
    return i;
  }
  for (; i < stop; i += 4) {
    const digits = view.getInt32(i, true) ^ DIGIT_ZERO;
    const found = ((digits + TO_HIGH_BIT) | digits) & HIGH_BITS;
    if (found !== 0) return Math.min(i + lowestByte(found), stop);
  }
  return stop;
}

/** Number of the lowest byte that has its high bit. */
const lowestByte = (found: number): number => (31 - Math.clz32(found & -found)) >> 3;

const isDigitAt = (view: DataView, i: number): boolean => view.getUint8(i) <= 0x39 && view.getUint8(i) >= 0x30;

function isStop(view: DataView, i: number, stop: number): boolean {
  const byte = view.getUint8(i);
  if (byte > 0x20) return byte <= 0x39 && byte >= 0x30;
  return byte < 0x20 || (i + 1 < stop && view.getUint8(i + 1) <= 0x20);
}
