import { COLON, DASH, DOT, isDigit, SPACE, ZERO } from '../lines/ascii.ts';
import type { LineFields } from '../lines/line-fields.ts';
import type { TimeReader } from '../lines/time-reader.ts';
import { priorityLevel } from './priority.ts';

/** `08-10 11:20:03.661 ` and at least `1 1 I : `. */
const TIME_BYTES = 19;
const MIN_BYTES = TIME_BYTES + 8;

/**
 * The head of nearly every logcat line of the field, `08-10 11:20:03.661   839   839 I `, read in one go: a third of the
 * time that the general reader needs. Any doubt is left to that one.
 */
export class UsualLine {
  readonly #time: TimeReader;
  /** Month and day, hour and minute as their digits, and the start of that minute. */
  #day = 0;
  #minute = 0;
  #minuteUs = Number.NaN;
  #anchorMoves = 0;

  constructor(time: TimeReader) {
    this.#time = time;
  }

  /** The place of the tag, with level, time and pid in `fields`; -1 when the line is not the usual one. */
  read(bytes: Uint8Array, fields: LineFields): number {
    const start = fields.bodyStart;
    const end = fields.bodyEnd;
    if (end - start < MIN_BYTES || !isFramed(bytes, start)) return -1;
    const day = fourBytes(bytes, start, start + 3);
    const minute = fourBytes(bytes, start + 6, start + 9);
    const isSameMinute = minute === this.#minute && day === this.#day && this.#time.anchorMoves === this.#anchorMoves;
    if (!isSameMinute && !this.#learn(bytes, start, [day, minute])) return -1;
    const millis = millisOf(bytes, start + 12);
    if (millis < 0) return -1;
    fields.setTime(this.#minuteUs + millis * 1000, true);
    return readColumns(bytes, start + TIME_BYTES, fields);
  }

  #learn(bytes: Uint8Array, start: number, [day, minute]: [number, number]): boolean {
    this.#day = 0;
    if (!this.#time.readMonthDay(bytes, start, start + TIME_BYTES - 1)) return false;
    this.#day = day;
    this.#minute = minute;
    this.#minuteUs = this.#time.timeUs - millisOf(bytes, start + 12) * 1000;
    this.#anchorMoves = this.#time.anchorMoves;
    return true;
  }
}

function isFramed(bytes: Uint8Array, at: number): boolean {
  return (
    bytes[at + 2] === DASH &&
    bytes[at + 5] === SPACE &&
    bytes[at + 8] === COLON &&
    bytes[at + 11] === COLON &&
    bytes[at + 14] === DOT &&
    bytes[at + 18] === SPACE
  );
}

function fourBytes(bytes: Uint8Array, a: number, b: number): number {
  return (bytes[a] << 24) | (bytes[a + 1] << 16) | (bytes[b] << 8) | bytes[b + 1];
}

/** `03.661` as milliseconds, or -1. */
function millisOf(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - ZERO;
  const ones = bytes[at + 1] - ZERO;
  const a = bytes[at + 3] - ZERO;
  const b = bytes[at + 4] - ZERO;
  const c = bytes[at + 5] - ZERO;
  // Unsigned, so that what lies before '0' is far above nine.
  if (tens >>> 0 > 5 || ones >>> 0 > 9 || a >>> 0 > 9 || b >>> 0 > 9 || c >>> 0 > 9) return -1;
  return (tens * 10 + ones) * 1000 + a * 100 + b * 10 + c;
}

/** `  839   839 I `: pid, tid, level. */
function readColumns(bytes: Uint8Array, from: number, fields: LineFields): number {
  const stop = fields.bodyEnd - 2;
  let at = from;
  while (at < stop && bytes[at] === SPACE) at++;
  let pid = 0;
  while (at < stop && isDigit(bytes[at])) pid = (pid * 10 + bytes[at++] - ZERO) >>> 0;
  if (bytes[at] !== SPACE) return -1;
  while (at < stop && bytes[at] === SPACE) at++;
  const tid = at;
  while (at < stop && isDigit(bytes[at])) at++;
  if (at === tid || at >= stop || bytes[at] !== SPACE || bytes[at + 2] !== SPACE) return -1;
  const level = priorityLevel(bytes[at + 1]);
  if (level < 0) return -1;
  fields.id = pid;
  fields.level = level;
  return at + 3;
}
