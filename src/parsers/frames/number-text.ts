import { HEX_VALUE } from './hex-digits.ts';

/** Most digits of a number of 32 bits. */
const MAX_HEX_DIGITS = 8;
const MAX_DECIMAL_DIGITS = 10;
/** Beyond 300,000 years in microseconds, and exact in a double. */
const MAX_WHOLE_DIGITS = 16;
const DOT = 0x2e;
const COMMA = 0x2c;
const ZERO = 0x30;

/** The number that `bytes[start … stop)` is, up to 2^32 - 1; -1 when it is none. */
export function numberIn(bytes: Uint8Array, start: number, stop: number, base: 10 | 16): number {
  const most = base === 16 ? MAX_HEX_DIGITS : MAX_DECIMAL_DIGITS;
  if (stop <= start || stop - start > most) return -1;
  let value = 0;
  for (let p = start; p < stop; p++) {
    const digit = HEX_VALUE[bytes[p]];
    if (digit >= base) return -1;
    value = value * base + digit;
  }
  return value > 0xffffffff ? -1 : value;
}

/**
 * The decimal number that `bytes[start … stop)` is, with a point or a comma, times ten to the power of `places`: seconds
 * with 6 and milliseconds with 3 give microseconds. What is finer is dropped. NaN when it is no such number.
 */
export function scaledDecimal(bytes: Uint8Array, start: number, stop: number, places: number): number {
  let p = start;
  let value = 0;
  for (; p < stop && isDigit(bytes[p]); p++) value = value * 10 + bytes[p] - ZERO;
  if (p === start || p - start > MAX_WHOLE_DIGITS) return Number.NaN;
  let left = places;
  if (p < stop && (bytes[p] === DOT || bytes[p] === COMMA)) {
    for (p++; p < stop && isDigit(bytes[p]); p++) if (left-- > 0) value = value * 10 + bytes[p] - ZERO;
  }
  for (; left > 0; left--) value *= 10;
  return p === stop ? value : Number.NaN;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39;
