import { DOT, decimal, isDigit, skipDigits, ZERO } from '../lines/ascii.ts';
import { isPlausibleTimeUs } from '../lines/civil-time.ts';
import { levelOfSeverity, levelOfWord } from '../lines/level-words.ts';
import { micros, type TimeReader } from '../lines/time-reader.ts';
import { Level } from '../record-batch.ts';

/** More digits than any time has: 19 are nanoseconds until 2286. */
const MAX_DIGITS = 19;

/** A time as text or as a number of seconds, milli-, micro- or nanoseconds since 1970, told by its size; NaN when none. */
export function readJsonTime(bytes: Uint8Array, [start, end]: readonly [number, number], time: TimeReader): number {
  if (time.readIso(bytes, start, end) || time.readBoost(bytes, start, end)) return time.timeUs;
  const dot = skipDigits(bytes, start, end);
  if (dot === start || dot - start > MAX_DIGITS || (dot < end && bytes[dot] !== DOT)) return Number.NaN;
  let whole = 0;
  for (let at = start; at < dot; at++) whole = whole * 10 + bytes[at] - ZERO;
  const stop = skipDigits(bytes, Math.min(dot + 1, end), end);
  if (stop < end) return Number.NaN;
  const fraction = dot < end ? micros(bytes, dot + 1, stop) / 1e6 : 0;
  const timeUs = toMicros(whole, fraction);
  return isPlausibleTimeUs(timeUs) ? timeUs : Number.NaN;
}

/** 1e11 seconds are the year 5138, 1e11 milliseconds 1973: between the units lie decades. */
function toMicros(whole: number, fraction: number): number {
  if (whole < 1e11) return whole * 1e6 + Math.round(fraction * 1e6);
  if (whole < 1e14) return whole * 1e3 + Math.floor(fraction * 1e3);
  return whole < 1e17 ? whole : Math.floor(whole / 1e3);
}

/** A word, a syslog severity 0 … 7 or a number of bunyan and pino (10 trace … 60 fatal). */
export function readJsonLevel(bytes: Uint8Array, start: number, end: number): number {
  if (start === end || !isDigit(bytes[start])) return levelOfWord(bytes, start, end);
  if (end - start > 2 || skipDigits(bytes, start, end) < end) return Level.none;
  const number = decimal(bytes, start, end);
  return number < 10 ? levelOfSeverity(number) : levelOfPino(number);
}

function levelOfPino(number: number): number {
  if (number >= 60) return Level.fatal;
  if (number >= 50) return Level.error;
  if (number >= 40) return Level.warn;
  if (number >= 30) return Level.info;
  return number >= 20 ? Level.debug : Level.verbose;
}
