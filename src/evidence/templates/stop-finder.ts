import { isHexByte } from './byte-classes.ts';

const DIGIT_ZERO = 0x30303030;
const BLANKS = 0x20202020;
const TEN = 0x0a0a0a0a;
const ONE = 0x01010101;
/** 0x80 - 10 in each byte: added to a digit's value it stays below 0x80. */
const TO_HIGH_BIT = 0x76767676;
const HIGH_BITS = 0x80808080 | 0;
/** A line must end this far before its buffer does: what is read together reaches behind it. */
export const READ_AHEAD = 8;

/*
 * Four bytes at a time (Hacker's Delight, 6-1): a byte of x is below n when (x - n) & ~x has its high bit. Borrows go
 * upwards only, so the lowest byte found, the first in the line, is always right.
 */

/**
 * High bits of those bytes of the word at `at` that are a digit, a control character, or a blank that another blank
 * follows; 0 when there is none. Only the lowest one counts.
 */
export function stopsIn(view: DataView, word: number, at: number): number {
  const digits = word ^ DIGIT_ZERO;
  const blankPairs = (word ^ BLANKS) | (view.getInt32(at + 1, true) ^ BLANKS);
  return (((digits - TEN) & ~digits) | ((word - BLANKS) & ~word) | ((blankPairs - ONE) & ~blankPairs)) & HIGH_BITS;
}

/** High bits of the bytes that are digits; the lowest of them is right. */
export function digitsIn(word: number): number {
  const digits = word ^ DIGIT_ZERO;
  return (digits - TEN) & ~digits & HIGH_BITS;
}

/** First place in `[at, stop)` that holds no digit, or `stop`. */
export function digitsEnd(view: DataView, at: number, stop: number): number {
  if (stop + READ_AHEAD <= view.byteLength) return runEnd(view, at, stop);
  let i = at;
  while (i < stop && view.getUint8(i) <= 0x39 && view.getUint8(i) >= 0x30) i++;
  return i;
}

/** The same where `READ_AHEAD` bytes may be read behind `stop`. Eight at once: most numbers end in them, and nothing branches. */
export function runEnd(view: DataView, at: number, stop: number): number {
  for (let i = at; i < stop; i += 8) {
    const head = digitsBefore(view.getInt32(i, true));
    const length = head + (digitsBefore(view.getInt32(i + 4, true)) & -(head >> 2));
    if (length < 8) return Math.min(i + length, stop);
  }
  return stop;
}

/** How many of the word's first bytes are digits, 0 to 4. */
function digitsBefore(word: number): number {
  const digits = word ^ DIGIT_ZERO;
  const found = ((digits + TO_HIGH_BIT) | digits) & HIGH_BITS;
  return (32 - Math.clz32(~found & (found - 1))) >> 3;
}

/** First place in `[at, stop)` that holds no hex digit, or `stop`. */
export function hexDigitsEnd(view: DataView, at: number, stop: number): number {
  let i = at;
  while (i < stop && isHexByte(view.getUint8(i))) i++;
  return i;
}
