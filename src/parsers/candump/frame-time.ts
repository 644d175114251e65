const MICROS_PER_DAY = 86_400_000_000;
/** Microseconds that one unit of the last of n fraction digits is worth. */
const FRACTION_UNIT = [1e6, 1e5, 1e4, 1e3, 100, 10, 1, 0.1, 0.01, 0.001];
/** `candump -t z` and `-t d` count from zero; no wall clock of a recording lies before March 1973. */
const RELATIVE_BELOW_US = 100_000_000_000_000;

/** The time of a line and how to read it: `candump -t a` (absolute), `-t A` (date) or `-t z` / `-t d` (relative). */
export class FrameTime {
  kind: 'none' | 'absolute' | 'relative' | 'date' = 'none';
  us = 0;

  /** Reads `(…)` at `p`; returns the place behind it, or -1. */
  read(bytes: Uint8Array, p: number): number {
    if (bytes[p] !== 0x28) return -1;
    let at = p + 1;
    let seconds = 0;
    for (let digit = bytes[at] - 48; digit >= 0 && digit <= 9; digit = bytes[at] - 48) {
      seconds = seconds * 10 + digit;
      if (++at - p > 13) return -1;
    }
    if (at === p + 1) return -1;
    if (bytes[at] === 0x2d && at === p + 5) return this.#readDate(bytes, p + 1);
    if (bytes[at] !== 0x2e) return -1;
    const end = this.#addFraction(bytes, at + 1, seconds * 1e6);
    this.kind = this.us < RELATIVE_BELOW_US ? 'relative' : 'absolute';
    return end;
  }

  /** Fraction digits and the closing bracket. */
  #addFraction(bytes: Uint8Array, start: number, us: number): number {
    let at = start;
    let fraction = 0;
    for (let digit = bytes[at] - 48; digit >= 0 && digit <= 9; digit = bytes[at] - 48) {
      fraction = fraction * 10 + digit;
      if (++at - start > 9) return -1;
    }
    if (at === start || bytes[at] !== 0x29) return -1;
    this.us = us + Math.floor(fraction * FRACTION_UNIT[at - start]);
    return at + 1;
  }

  /** `2023-10-08 07:32:58.547717)`; the zone is not written: UTC is assumed. */
  #readDate(bytes: Uint8Array, p: number): number {
    if (bytes[p + 7] !== 0x2d || bytes[p + 10] !== 0x20 || bytes[p + 13] !== 0x3a || bytes[p + 16] !== 0x3a) return -1;
    const month = twoDigits(bytes, p + 5);
    const day = twoDigits(bytes, p + 8);
    const hour = twoDigits(bytes, p + 11);
    const minute = twoDigits(bytes, p + 14);
    const second = twoDigits(bytes, p + 17);
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60)) return -1;
    if (bytes[p + 19] !== 0x2e) return -1;
    const days = daysSince1970(twoDigits(bytes, p) * 100 + twoDigits(bytes, p + 2), month, day);
    this.kind = 'date';
    return this.#addFraction(bytes, p + 20, days * MICROS_PER_DAY + (hour * 3600 + minute * 60 + second) * 1e6);
  }
}

/** NaN unless both bytes are digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - 48;
  const ones = bytes[at + 1] - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const daysSince1970 = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / 86_400_000;
