import {
  CLOSE_BRACKET,
  COLON,
  COMMA,
  decimal,
  findByte,
  GREATER,
  isLetter,
  LESS,
  OPEN_BRACKET,
  SPACE,
  skipDigits,
  skipSpaces,
} from '../lines/ascii.ts';
import { levelOfSeverity, levelOfWord, skipLetters } from '../lines/level-words.ts';
import type { LineFields } from '../lines/line-fields.ts';
import type { TimeReader } from '../lines/time-reader.ts';
import { Kind, Level } from '../record-batch.ts';
import type { LineLayout } from '../text/shaped-reader.ts';
import { isPstoreHeader } from './kernel-words.ts';

const SEMICOLON = 0x3b;
const UPTIME_DIGITS = 6;
/** `Thu Jun  2 19:48:59 2022`. */
const DATE_BYTES = 24;

/**
 * One line of the kernel's ring buffer, as `dmesg` and its options print it, as /dev/kmsg gives it (kernel documentation,
 * ABI/testing/dev-kmsg), and as pstore keeps it: with a priority, a facility and level, seconds since boot, a date, or none.
 */
export class KernelLine implements LineLayout {
  readonly #time: TimeReader;

  constructor(time: TimeReader) {
    this.#time = time;
  }

  /** What has no stamp goes on for the kernel, or was printed without times. */
  read(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart } = fields;
    if (this.readStamped(bytes, fields)) return true;
    fields.clear(bodyStart, fields.bodyEnd);
    fields.writer = 'kernel';
    return true;
  }

  readStamped(bytes: Uint8Array, fields: LineFields): boolean {
    if (this.#readKmsg(bytes, fields)) return true;
    if (isPstoreHeader(bytes, fields.bodyStart, fields.bodyEnd)) {
      fields.kind = Kind.control;
      fields.writer = 'kernel';
      return true;
    }
    const hasLevel = this.#readPriority(bytes, fields) || this.#readFacility(bytes, fields);
    if (!this.#readStamp(bytes, fields) && !hasLevel) return false;
    fields.writer = 'kernel';
    return true;
  }

  /** `6,339,5140900,-;text`: priority, sequence number, microseconds since boot, flags. */
  #readKmsg(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    const places = [bodyStart];
    for (let n = 0; n < 3; n++) {
      const comma = skipDigits(bytes, places[n], bodyEnd);
      if (comma === places[n] || comma >= bodyEnd || bytes[comma] !== COMMA) return false;
      places.push(comma + 1);
    }
    let at = places[3];
    while (at < bodyEnd && bytes[at] !== SEMICOLON && at - places[3] < 64) at++;
    if (at >= bodyEnd || bytes[at] !== SEMICOLON) return false;
    fields.level = levelOfSeverity(decimal(bytes, bodyStart, places[1] - 1) & 7);
    fields.uptimeUs = Number(String.fromCharCode(...bytes.subarray(places[2], places[3] - 1).slice(0, 16)));
    fields.bodyStart = at + 1;
    fields.writer = 'kernel';
    return true;
  }

  /** `<6>`. */
  #readPriority(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    if (bytes[bodyStart] !== LESS) return false;
    const close = skipDigits(bytes, bodyStart + 1, Math.min(bodyStart + 4, bodyEnd));
    if (close === bodyStart + 1 || close >= bodyEnd || bytes[close] !== GREATER) return false;
    fields.level = levelOfSeverity(decimal(bytes, bodyStart + 1, close) & 7);
    fields.bodyStart = close + 1;
    return true;
  }

  /** `kern  :warn  : ` (`dmesg -x`). */
  #readFacility(bytes: Uint8Array, fields: LineFields): boolean {
    const end = fields.bodyEnd;
    const facilityEnd = skipLetters(bytes, fields.bodyStart, end);
    const colon = skipSpaces(bytes, facilityEnd, end);
    if (facilityEnd === fields.bodyStart || colon + 3 >= end || bytes[colon] !== COLON) return false;
    const levelEnd = skipLetters(bytes, colon + 1, end);
    const level = levelOfWord(bytes, colon + 1, levelEnd);
    const last = skipSpaces(bytes, levelEnd, end);
    if (level === Level.none || last + 1 >= end || bytes[last] !== COLON || bytes[last + 1] !== SPACE) return false;
    fields.level = level;
    fields.bodyStart = last + 2;
    return true;
  }

  #readStamp(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    if (bodyStart >= bodyEnd) return false;
    if (bytes[bodyStart] === OPEN_BRACKET) return this.#readBracket(bytes, fields);
    const time = this.#time;
    // The comma before the fraction and the zone behind it are dmesg's: other times are anybody's.
    if (bytes[bodyStart + 19] !== COMMA || !time.readIso(bytes, bodyStart, bodyEnd) || time.isInferred) return false;
    if (time.at >= bodyEnd || bytes[time.at] !== SPACE) return false;
    fields.setTime(time.timeUs, time.isInferred);
    fields.bodyStart = time.at + 1;
    return true;
  }

  /** `[ 3340.504328] `, `[ 3340.504328 <    0.000012>] `, `[Thu Jun  2 19:48:59 2022] `. */
  #readBracket(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    const time = this.#time;
    if (time.readKernelUptime(bytes, bodyStart, bodyEnd)) {
      fields.uptimeUs = time.uptimeUs;
      fields.bodyStart = time.at;
      return true;
    }
    const inside = skipSpaces(bytes, bodyStart + 1, bodyEnd);
    if (inside < bodyEnd && isLetter(bytes[inside])) return this.#readDate(bytes, inside, fields);
    if (!time.readUptime(bytes, inside, bodyEnd)) return false;
    const delta = skipSpaces(bytes, time.at, bodyEnd);
    if (delta >= bodyEnd || bytes[delta] !== LESS) return false;
    const uptimeUs = time.uptimeUs;
    const close = delta + 1 + UPTIME_DIGITS < bodyEnd ? findClose(bytes, delta, bodyEnd) : -1;
    if (close < 0) return false;
    fields.uptimeUs = uptimeUs;
    fields.bodyStart = skipSpaces(bytes, close + 1, bodyEnd);
    return true;
  }

  /** `dmesg -T`, in local time; the year stands right behind the seconds, where Apache's times have a fraction. */
  #readDate(bytes: Uint8Array, at: number, fields: LineFields): boolean {
    const close = findByte(bytes, CLOSE_BRACKET, [at, Math.min(at + DATE_BYTES + 1, fields.bodyEnd)]);
    if (close - at !== DATE_BYTES || bytes[close] !== CLOSE_BRACKET || bytes[close - 5] !== SPACE) return false;
    if (!this.#time.readBsd(bytes, at, close) || this.#time.at !== close) return false;
    fields.setTime(this.#time.timeUs, true);
    fields.bodyStart = skipSpaces(bytes, close + 1, fields.bodyEnd);
    return true;
  }
}

/** Behind `<    0.000012>` the bracket closes; -1 where it does not. */
function findClose(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(at + 24, end);
  while (at < stop && bytes[at] !== GREATER) at++;
  return at + 1 < end && bytes[at] === GREATER && bytes[at + 1] === CLOSE_BRACKET ? at + 1 : -1;
}

/** The kernel writes six digits behind the dot; other writers of seconds in brackets (X.Org, QNX) three. */
export function isKernelStamp(bytes: Uint8Array, start: number, end: number): boolean {
  const from = skipSpaces(bytes, start + 1, end);
  const dot = skipDigits(bytes, from, end);
  return bytes[start] === OPEN_BRACKET && dot > from && skipDigits(bytes, dot + 1, end) - dot - 1 === UPTIME_DIGITS;
}
