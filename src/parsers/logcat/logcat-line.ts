import {
  asciiBytes,
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  DASH,
  decimal,
  isDigit,
  isLetter,
  OPEN_BRACKET,
  OPEN_PAREN,
  SLASH,
  SPACE,
  skipDigits,
  skipSpaces,
  skipWord,
  startsWith,
} from '../lines/ascii.ts';
import type { LineFields } from '../lines/line-fields.ts';
import type { TimeReader } from '../lines/time-reader.ts';
import { Kind } from '../record-batch.ts';
import { priorityLevel } from './priority.ts';
import { UsualLine } from './usual-line.ts';

const BUFFER_MARK = asciiBytes('--------- ');
/** uid, pid, tid. */
const MAX_COLUMNS = 3;

/** The layouts of `logcat -v …` (AOSP `liblog/logprint.cpp`); `none` is a line that is not logcat's. */
export type LogcatLayout = 'none' | 'marker' | 'threadtime' | 'time' | 'brief' | 'tag' | 'process' | 'thread' | 'long';

/** Reads one line of logcat text in any layout, told by the line itself: files mix them. */
export class LogcatLine {
  readonly #time: TimeReader;
  readonly #usual: UsualLine;
  #at = 0;
  /** The numbers of the last parentheses. */
  readonly #ids = new Float64Array(MAX_COLUMNS);
  #idCount = 0;

  constructor(time: TimeReader) {
    this.#time = time;
    this.#usual = new UsualLine(time);
  }

  /** Fills `fields`, cleared for the line before, unless it is not logcat's. */
  read(bytes: Uint8Array, fields: LineFields): LogcatLayout {
    const tag = this.#usual.read(bytes, fields);
    if (tag < 0) return this.#readAny(bytes, fields);
    this.#readTextBehindTag(bytes, tag, fields);
    return 'threadtime';
  }

  #readAny(bytes: Uint8Array, fields: LineFields): LogcatLayout {
    const start = skipColour(bytes, fields);
    const end = fields.bodyEnd;
    const first = bytes[start];
    if (isDigit(first) || first === SPACE) return this.#readTimed(bytes, start, fields);
    if (first === OPEN_BRACKET) return this.#readLong(bytes, start, fields);
    if (first === DASH) return readMarker(bytes, fields);
    if (end - start < 3 || priorityLevel(first) < 0) return 'none';
    if (bytes[start + 1] === SLASH) return this.#readTag(bytes, start, fields);
    return bytes[start + 1] === OPEN_PAREN ? this.#readProcess(bytes, start, fields) : 'none';
  }

  #readTimed(bytes: Uint8Array, start: number, fields: LineFields): LogcatLayout {
    if (!this.#readTime(bytes, start, fields)) return 'none';
    const end = fields.bodyEnd;
    const at = skipSpaces(bytes, this.#at, end);
    if (at + 2 < end && bytes[at + 1] === SLASH && priorityLevel(bytes[at]) >= 0) {
      return this.#readTag(bytes, at, fields) === 'brief' ? 'time' : 'none';
    }
    return this.#readColumns(bytes, at, fields) ? 'threadtime' : 'none';
  }

  /** `MM-DD hh:mm:ss.mmm`, also with year, zone, micro- or nanoseconds; `-v epoch` and `-v monotonic` pad a number. */
  #readTime(bytes: Uint8Array, start: number, fields: LineFields): boolean {
    const time = this.#time;
    const end = fields.bodyEnd;
    if (time.readMonthDay(bytes, start, end) || time.readIso(bytes, start, end)) {
      fields.setTime(time.timeUs, time.isInferred);
      this.#at = time.at;
      return true;
    }
    const at = skipSpaces(bytes, start, end);
    if (time.readEpoch(bytes, at, end)) fields.setTime(time.timeUs, false);
    else if (time.readUptime(bytes, at, end)) fields.uptimeUs = time.uptimeUs;
    else return false;
    this.#at = time.at;
    return true;
  }

  /** `[uid ]pid tid P tag: text`. */
  #readColumns(bytes: Uint8Array, from: number, fields: LineFields): boolean {
    const end = fields.bodyEnd;
    let at = from;
    let last = 0;
    for (let columns = 0; at + 1 < end; columns++) {
      const level = priorityLevel(bytes[at]);
      if (level >= 0 && columns >= 2 && bytes[at + 1] === SPACE) {
        fields.level = level;
        this.#readTextBehindTag(bytes, at + 2, fields);
        return true;
      }
      const wordEnd = skipColumn(bytes, at, end, columns === 0);
      if (wordEnd < 0 || columns === MAX_COLUMNS) return false;
      fields.id = last;
      last = isDigit(bytes[at]) ? decimal(bytes, at, wordEnd) : 0;
      at = skipSpaces(bytes, wordEnd, end);
    }
    return false;
  }

  /** A tag may hold spaces and colons: it ends at the first colon that a space or the line's end follows. */
  #readTextBehindTag(bytes: Uint8Array, start: number, fields: LineFields): void {
    const end = fields.bodyEnd;
    const at = this.#usual.tagEnd(bytes, start, end);
    fields.bodyStart = start;
    if (at === end) return;
    fields.bodyStart = Math.min(at + 2, end);
    fields.appStart = start;
    fields.appEnd = at;
    trimTag(bytes, fields);
  }

  /** `P/tag(  pid): text` or, without a process id, `P/tag: text`. */
  #readTag(bytes: Uint8Array, start: number, fields: LineFields): LogcatLayout {
    const end = fields.bodyEnd;
    for (let at = start + 2; at < end; at++) {
      const byte = bytes[at];
      if (byte !== OPEN_PAREN && byte !== COLON) continue;
      const behind = byte === COLON ? at + 1 : this.#skipIds(bytes, at, end) + 1;
      const isTagEnd = behind === end || (behind > at && behind < end && bytes[behind] === SPACE);
      if (!isTagEnd || bytes[behind - 1] !== COLON) continue;
      fields.level = priorityLevel(bytes[start]);
      fields.appStart = start + 2;
      fields.appEnd = at;
      trimTag(bytes, fields);
      fields.bodyStart = Math.min(behind + 1, end);
      if (byte === COLON) return 'tag';
      fields.id = this.#ids[this.#idCount - 1];
      return 'brief';
    }
    return 'none';
  }

  /** `P(  pid) text  (tag)` or `P(  pid:  tid) text`. */
  #readProcess(bytes: Uint8Array, start: number, fields: LineFields): LogcatLayout {
    const behind = this.#skipIds(bytes, start + 1, fields.bodyEnd);
    if (behind < 0 || behind >= fields.bodyEnd || bytes[behind] !== SPACE) return 'none';
    fields.level = priorityLevel(bytes[start]);
    fields.bodyStart = behind + 1;
    fields.id = this.#ids[Math.max(0, this.#idCount - 2)];
    if (this.#idCount > 1) return 'thread';
    trimProcessName(bytes, fields);
    return 'process';
  }

  /** Behind `(  pid)`, `( uid:  pid)`, `( uid:  pid:  tid)` at `at`, keeping the numbers; -1 when it is none. */
  #skipIds(bytes: Uint8Array, at: number, end: number): number {
    this.#idCount = 0;
    for (let from = at + 1; from < end && this.#idCount < MAX_COLUMNS; ) {
      const digits = skipSpaces(bytes, from, end);
      const stop = skipDigits(bytes, digits, end);
      if (stop === digits || stop >= end) return -1;
      this.#ids[this.#idCount++] = decimal(bytes, digits, stop);
      if (bytes[stop] === CLOSE_PAREN) return stop + 1;
      if (bytes[stop] !== COLON) return -1;
      from = stop + 1;
    }
    return -1;
  }

  /** `[ 08-10 11:20:03.661  839: 839 I/tag ]`: the text follows in lines of its own. */
  #readLong(bytes: Uint8Array, start: number, fields: LineFields): LogcatLayout {
    const end = lastBracket(bytes, start, fields.bodyEnd);
    if (end < 0 || start + 2 > end || !this.#readTime(bytes, start + 2, fields)) return 'none';
    let at = skipSpaces(bytes, this.#at, end);
    for (let ids = 0; ids <= MAX_COLUMNS && at < end && isDigit(bytes[at]); ids++) {
      const stop = skipDigits(bytes, at, end);
      if (stop < end && bytes[stop] === COLON) fields.id = decimal(bytes, at, stop);
      at = skipSpaces(bytes, stop < end && bytes[stop] === COLON ? stop + 1 : stop, end);
    }
    if (at + 1 >= end || bytes[at + 1] !== SLASH || priorityLevel(bytes[at]) < 0) return 'none';
    fields.level = priorityLevel(bytes[at]);
    fields.appStart = at + 2;
    fields.appEnd = end;
    trimTag(bytes, fields);
    fields.bodyStart = fields.bodyEnd;
    return 'long';
  }
}

/** `--------- beginning of main`, `--------- switch to system`: logd's own, and a record to Wireshark as well. */
function readMarker(bytes: Uint8Array, fields: LineFields): LogcatLayout {
  const { bodyStart, bodyEnd } = fields;
  if (bodyEnd - bodyStart < BUFFER_MARK.length || !startsWith(bytes, bodyStart, BUFFER_MARK)) return 'none';
  fields.kind = Kind.control;
  fields.bodyStart = bodyStart + BUFFER_MARK.length;
  return 'marker';
}

/** A number or, in the first column, a user's name; -1 when it is neither. */
function skipColumn(bytes: Uint8Array, at: number, end: number, mayBeName: boolean): number {
  const stop =
    mayBeName && isLetter(bytes[at]) ? skipWord(bytes, at, Math.min(end, at + 12)) : skipDigits(bytes, at, end);
  return stop > at && stop < end && bytes[stop] === SPACE ? stop : -1;
}

/** Tags are padded to eight places. */
function trimTag(bytes: Uint8Array, fields: LineFields): void {
  let end = fields.appEnd;
  while (end > fields.appStart && bytes[end - 1] === SPACE) end--;
  fields.appEnd = end;
}

/** `-v process` ends a line in the tag: `text  (tag)`. */
function trimProcessName(bytes: Uint8Array, fields: LineFields): void {
  const { bodyStart, bodyEnd } = fields;
  if (bodyEnd <= bodyStart || bytes[bodyEnd - 1] !== CLOSE_PAREN) return;
  let open = bodyEnd - 1;
  while (open > bodyStart && bytes[open] !== OPEN_PAREN) open--;
  if (open - bodyStart < 2 || bytes[open - 1] !== SPACE || bytes[open - 2] !== SPACE) return;
  fields.appStart = open + 1;
  fields.appEnd = bodyEnd - 1;
  trimTag(bytes, fields);
  fields.bodyEnd = open - 2;
}

/** Where the ` ]` that ends a long header begins; -1 when the line ends otherwise. */
function lastBracket(bytes: Uint8Array, start: number, end: number): number {
  const isHeader = end - start > 24 && bytes[end - 1] === CLOSE_BRACKET && bytes[end - 2] === SPACE;
  return isHeader && bytes[start + 1] === SPACE ? end - 2 : -1;
}

const ESCAPE = 0x1b;
const COLOUR_END = 0x6d;

/** `-v color` wraps a line in `ESC[38;5;75m … ESC[0m`: both leave the body. */
function skipColour(bytes: Uint8Array, fields: LineFields): number {
  if (bytes[fields.bodyStart] !== ESCAPE) return fields.bodyStart;
  const end = fields.bodyEnd;
  let at = fields.bodyStart;
  const stop = Math.min(end, at + 16);
  while (at < stop && bytes[at] !== COLOUR_END) at++;
  if (at >= stop) return fields.bodyStart;
  if (end - 4 > at && bytes[end - 4] === ESCAPE && bytes[end - 1] === COLOUR_END) fields.bodyEnd = end - 4;
  fields.bodyStart = at + 1;
  return at + 1;
}
