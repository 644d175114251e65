import {
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DASH,
  DOT,
  fourDigits,
  isDigit,
  isLetter,
  OPEN_BRACKET,
  PLUS,
  SLASH,
  SPACE,
  skipDigits,
  skipSpaces,
  twoDigits,
  ZERO,
} from './ascii.ts';
import { dayUs, SECOND_US, YearlessDates } from './civil-time.ts';

/**
 * Reads the times that log lines begin with, by integer arithmetic on bytes. Each `read…` returns whether the layout
 * stands at `at`; if so `timeUs` (or `uptimeUs`), `isInferred` and `at`, the place behind it, are set. Digits finer than
 * a microsecond are dropped.
 */
export class TimeReader {
  timeUs = Number.NaN;
  uptimeUs = Number.NaN;
  /** Year or zone was not in the text: a missing zone is taken as UTC. */
  isInferred = false;
  at = 0;
  readonly #dates: YearlessDates;
  #clockUs = 0;
  /** The last date that was written out, and where it begins. */
  #year = Number.NaN;
  #month = Number.NaN;
  #day = Number.NaN;
  #dayUs = Number.NaN;

  constructor(referenceTimeUs: number) {
    this.#dates = new YearlessDates(referenceTimeUs);
  }

  /** `08-10 11:20:03.661`, fraction optional, ` +0200` behind it (logcat). */
  readMonthDay(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 14 || bytes[at + 2] !== DASH || bytes[at + 5] !== SPACE) return false;
    if (!this.#readClock(bytes, at + 6, end)) return false;
    if (!this.#setYearless(twoDigits(bytes, at), twoDigits(bytes, at + 3))) return false;
    if (end - this.at > 5 && (bytes[this.at + 1] === PLUS || bytes[this.at + 1] === DASH)) {
      this.#readZone(bytes, this.at, end);
      this.isInferred = true;
    }
    return true;
  }

  /** `2021-06-02T19:48:59.361387Z`, also with slashes, a space for the T, a comma for the dot, `+02:00`, ` +0200` or no zone. */
  readIso(bytes: Uint8Array, at: number, end: number): boolean {
    const dash = bytes[at + 4];
    if (end - at < 19 || (dash !== DASH && dash !== SLASH) || bytes[at + 7] !== dash) return false;
    const between = bytes[at + 10];
    if (between !== SPACE && between !== 0x54 && between !== 0x74) return false;
    const day = this.#readDay(bytes, at, at + 5);
    return !Number.isNaN(day) && this.#readClock(bytes, at + 11, end) && this.#setZoned(bytes, day, end);
  }

  /** `2021-Jun-02 19:48:59.361387` (Boost). */
  readBoost(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 20 || bytes[at + 4] !== DASH || bytes[at + 8] !== DASH || bytes[at + 11] !== SPACE) return false;
    const day = dayUs(fourDigits(bytes, at), monthOf(bytes, at + 5), twoDigits(bytes, at + 9));
    return !Number.isNaN(day) && this.#readClock(bytes, at + 12, end) && this.#setZoned(bytes, day, end);
  }

  /** `Jun 02 19:48:59`, `Jun  2 19:48:59.361387`, `Thu Jun  2 19:48:59 2022` (RFC 3164 and what grew from it). */
  readBsd(bytes: Uint8Array, from: number, end: number): boolean {
    const at = skipWeekday(bytes, from, end);
    if (end - at < 15 || bytes[at + 3] !== SPACE || bytes[at + 6] !== SPACE) return false;
    const month = monthOf(bytes, at);
    const day = bytes[at + 4] === SPACE ? bytes[at + 5] - ZERO : twoDigits(bytes, at + 4);
    if (month === 0 || !this.#readClock(bytes, at + 7, end)) return false;
    const year = this.at + 5 <= end && bytes[this.at] === SPACE ? fourDigits(bytes, this.at + 1) : -1;
    if (year < 1970 || (this.at + 5 < end && bytes[this.at + 5] !== SPACE)) return this.#setYearless(month, day);
    this.at += 5;
    return this.#setFull(dayUs(year, month, day));
  }

  /** `0416/062017.413527` (Chromium's logging). */
  readChromium(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 11 || bytes[at + 4] !== SLASH) return false;
    const clock = clockUs(twoDigits(bytes, at + 5), twoDigits(bytes, at + 7), twoDigits(bytes, at + 9));
    if (clock < 0) return false;
    this.#clockUs = clock;
    this.#readFraction(bytes, at + 11, end);
    return this.#setYearless(twoDigits(bytes, at), twoDigits(bytes, at + 2));
  }

  /** `20210602 19:48:59.361387` or `0602 19:48:59.361387` (glog). */
  readGlog(bytes: Uint8Array, at: number, end: number): boolean {
    const dateEnd = skipDigits(bytes, at, Math.min(at + 9, end));
    if ((dateEnd !== at + 8 && dateEnd !== at + 4) || end - dateEnd < 9 || bytes[dateEnd] !== SPACE) return false;
    if (!this.#readClock(bytes, dateEnd + 1, end)) return false;
    const month = twoDigits(bytes, dateEnd - 4);
    const day = twoDigits(bytes, dateEnd - 2);
    if (dateEnd === at + 4) return this.#setYearless(month, day);
    return this.#setFull(dayUs(fourDigits(bytes, at), month, day));
  }

  /** `1622663339.361387`: seconds since 1970. */
  readEpoch(bytes: Uint8Array, at: number, end: number): boolean {
    const dot = skipDigits(bytes, at, Math.min(at + 12, end));
    if (dot - at < 9 || dot >= end || bytes[dot] !== DOT) return false;
    this.timeUs = this.#readSeconds(bytes, at, end);
    this.isInferred = false;
    return true;
  }

  /** `3340.504328`: seconds since boot, up to nine digits before the dot. */
  readUptime(bytes: Uint8Array, at: number, end: number): boolean {
    const dot = skipDigits(bytes, at, Math.min(at + 10, end));
    if (dot === at || dot - at > 9 || dot + 1 >= end || bytes[dot] !== DOT || !isDigit(bytes[dot + 1])) return false;
    this.uptimeUs = this.#readSeconds(bytes, at, end);
    return true;
  }

  /** `[ 3340.504328] `, with the caller's id as in `[ 3340.504328][ T839] ` (kernel). `at` ends behind the space. */
  readKernelUptime(bytes: Uint8Array, at: number, end: number): boolean {
    if (at >= end || bytes[at] !== OPEN_BRACKET) return false;
    if (!this.readUptime(bytes, skipSpaces(bytes, at + 1, end), end)) return false;
    if (this.at >= end || bytes[this.at] !== CLOSE_BRACKET) return false;
    this.at++;
    if (this.at < end && bytes[this.at] === OPEN_BRACKET) this.#skipCaller(bytes, end);
    if (this.at < end && bytes[this.at] === SPACE) this.at++;
    return true;
  }

  /** Moves when a full date in the stream may give dates without a year another year. */
  get anchorMoves(): number {
    return this.#dates.moves;
  }

  #skipCaller(bytes: Uint8Array, end: number): void {
    const inside = skipSpaces(bytes, this.at + 1, end);
    if (inside >= end || (bytes[inside] !== 0x54 && bytes[inside] !== 0x43)) return;
    const close = skipDigits(bytes, inside + 1, end);
    if (close < end && bytes[close] === CLOSE_BRACKET) this.at = close + 1;
  }

  /** Of a year's four digits, and the month and day behind it: nearly always those of the line before. */
  #readDay(bytes: Uint8Array, yearAt: number, monthAt: number): number {
    const year = fourDigits(bytes, yearAt);
    const month = twoDigits(bytes, monthAt);
    const day = twoDigits(bytes, monthAt + 3);
    if (year === this.#year && month === this.#month && day === this.#day) return this.#dayUs;
    this.#year = year;
    this.#month = month;
    this.#day = day;
    this.#dayUs = dayUs(year, month, day);
    return this.#dayUs;
  }

  #setYearless(month: number, day: number): boolean {
    const start = this.#dates.dayUs(month, day);
    this.timeUs = start + this.#clockUs;
    this.isInferred = true;
    return !Number.isNaN(start);
  }

  #setFull(day: number): boolean {
    if (Number.isNaN(day)) return false;
    this.timeUs = day + this.#clockUs;
    this.isInferred = true;
    this.#dates.anchor(this.timeUs);
    return true;
  }

  #setZoned(bytes: Uint8Array, day: number, end: number): boolean {
    this.#setFull(day);
    if (this.at < end) this.#readZone(bytes, this.at, end);
    return true;
  }

  /** `Z`, `+02:00`, `-0800`, `+02`, also behind one space. */
  #readZone(bytes: Uint8Array, from: number, end: number): void {
    const at = bytes[from] === SPACE ? from + 1 : from;
    const sign = bytes[at] === PLUS ? 1 : -1;
    if (at === from && (bytes[at] === 0x5a || bytes[at] === 0x7a)) {
      this.at = at + 1;
      this.isInferred = false;
    } else if (end - at >= 3 && (sign === 1 || bytes[at] === DASH)) this.#readOffset(bytes, [at, end], sign);
  }

  #readOffset(bytes: Uint8Array, [at, end]: [number, number], sign: number): void {
    const hours = twoDigits(bytes, at + 1);
    const colon = at + 3 < end && bytes[at + 3] === COLON ? 1 : 0;
    const minutes = at + 5 + colon <= end ? twoDigits(bytes, at + 3 + colon) : -1;
    if (hours < 0 || hours > 14 || minutes > 59) return;
    this.timeUs -= sign * (hours * 60 + Math.max(minutes, 0)) * 60 * SECOND_US;
    this.isInferred = false;
    this.at = minutes < 0 ? at + 3 : at + 5 + colon;
  }

  /** `19:48:59` and a fraction behind a dot or comma. */
  #readClock(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 8 || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return false;
    const clock = clockUs(twoDigits(bytes, at), twoDigits(bytes, at + 3), twoDigits(bytes, at + 6));
    if (clock < 0) return false;
    this.#clockUs = clock;
    this.#readFraction(bytes, at + 8, end);
    return true;
  }

  #readFraction(bytes: Uint8Array, at: number, end: number): void {
    this.at = at;
    if (at + 1 >= end || (bytes[at] !== DOT && bytes[at] !== COMMA) || !isDigit(bytes[at + 1])) return;
    this.at = skipDigits(bytes, at + 1, end);
    this.#clockUs += micros(bytes, at + 1, this.at);
  }

  #readSeconds(bytes: Uint8Array, at: number, end: number): number {
    let seconds = 0;
    for (; bytes[at] !== DOT; at++) seconds = seconds * 10 + bytes[at] - ZERO;
    this.at = skipDigits(bytes, at + 1, end);
    return seconds * SECOND_US + micros(bytes, at + 1, this.at);
  }
}

/** The first six of the digits of a fraction, as microseconds. */
export function micros(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(at + 6, end);
  let value = 0;
  let scale = SECOND_US;
  for (; at < stop; at++) {
    value = value * 10 + bytes[at] - ZERO;
    scale /= 10;
  }
  return value * scale;
}

/** Seconds may be 60: a leap second. Minus one when it is no time of day. */
function clockUs(hours: number, minutes: number, seconds: number): number {
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return -1;
  return (hours * 3600 + minutes * 60 + seconds) * SECOND_US;
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
const MONTH_CODES = Array.from({ length: 12 }, (_, i) => letters(i * 3, MONTHS));

function letters(at: number, text: string): number {
  return (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);
}

/** 1 … 12, or 0. */
function monthOf(bytes: Uint8Array, at: number): number {
  const code = ((bytes[at] | 0x20) << 16) | ((bytes[at + 1] | 0x20) << 8) | bytes[at + 2] | 0x20;
  return MONTH_CODES.indexOf(code) + 1;
}

/** Behind `Wed ` when a month or a year follows, else `at`. */
export function skipWeekday(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 19 || bytes[at + 3] !== SPACE || !areLetters(bytes, at)) return at;
  const isMonth = bytes[at + 7] === SPACE && areLetters(bytes, at + 4);
  return isMonth || bytes[at + 8] === DASH ? at + 4 : at;
}

function areLetters(bytes: Uint8Array, at: number): boolean {
  return isLetter(bytes[at]) && isLetter(bytes[at + 1]) && isLetter(bytes[at + 2]);
}

/** A time of day without its date is no point in time; its length is what a reader wants to skip. */
export function skipTimeOfDay(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 8 || bytes[at + 2] !== COLON || bytes[at + 5] !== COLON) return at;
  if (clockUs(twoDigits(bytes, at), twoDigits(bytes, at + 3), twoDigits(bytes, at + 6)) < 0) return at;
  const dot = at + 8;
  return dot < end && (bytes[dot] === DOT || bytes[dot] === COMMA) ? skipDigits(bytes, dot + 1, end) : dot;
}
