import {
  asciiBytes,
  BACKSLASH,
  CLOSE_BRACKET,
  COMMA,
  DASH,
  DOT,
  decimal,
  findByte,
  GREATER,
  isDigit,
  isLetter,
  isUpper,
  LESS,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  skipDigits,
  skipSpaces,
  skipWord,
  startsWith,
} from '../lines/ascii.ts';
import { levelOfSeverity, levelOfWord, skipLetters } from '../lines/level-words.ts';
import type { LineFields } from '../lines/line-fields.ts';
import { skipWeekday, type TimeReader } from '../lines/time-reader.ts';
import { Kind, Level } from '../record-batch.ts';
import { readName } from '../text/head-words.ts';

/** `dated` names a day without a year; `bare` is a priority without a header; `marker` is journalctl's own line. */
export type SyslogLayout = 'none' | 'dated' | 'stamped' | 'rfc5424' | 'bare' | 'marker';

const MAX_PRIORITY = 191;
const UTC = asciiBytes('UTC');
const KERNEL = asciiBytes('kernel');
const MARKER = asciiBytes('-- ');

/**
 * One line of syslog text: RFC 5424, RFC 3164 with or without its priority, and the same with other times, as rsyslog,
 * busybox, OpenWrt and `journalctl -o short…` write them.
 */
export class SyslogLine {
  readonly #time: TimeReader;
  /** `[    3.123456] host name[1]: text` is `journalctl -o short-monotonic`; elsewhere it is a kernel line. */
  readonly #isJournal: boolean;
  #at = 0;

  constructor(time: TimeReader, isJournal: boolean) {
    this.#time = time;
    this.#isJournal = isJournal;
  }

  /** Fills `fields`, cleared for the line before, unless it is none. */
  read(bytes: Uint8Array, fields: LineFields): SyslogLayout {
    const { bodyStart, bodyEnd } = fields;
    const at = readPriority(bytes, fields);
    const hasPriority = at > bodyStart;
    if (hasPriority && at + 1 < bodyEnd && isDigit(bytes[at]) && bytes[at + 1] === SPACE) {
      return this.#readRfc5424(bytes, at + 2, fields);
    }
    if (isMarker(bytes, fields)) return this.#readMarker(bytes, fields);
    const layout = this.#readTime(bytes, at, fields);
    if (layout !== 'none' && this.#readOrigin(bytes, fields)) {
      this.#readKernel(bytes, fields);
      return layout;
    }
    if (!hasPriority) return 'none';
    fields.bodyStart = at;
    this.#readKernel(bytes, fields);
    return 'bare';
  }

  /** `Journal begins at Wed 2021-06-02 …, ends at Wed 2021-06-02 …` says the year of the lines below. */
  #readMarker(bytes: Uint8Array, fields: LineFields): SyslogLayout {
    for (let at = fields.bodyStart; at < fields.bodyEnd; at = skipWord(bytes, at, fields.bodyEnd) + 1) {
      if (isDigit(bytes[at])) this.#time.readIso(bytes, at, fields.bodyEnd);
    }
    return 'marker';
  }

  #readTime(bytes: Uint8Array, from: number, fields: LineFields): SyslogLayout {
    const time = this.#time;
    const end = fields.bodyEnd;
    if (this.#isJournal && bytes[from] === OPEN_BRACKET) return this.#readMonotonic(bytes, from, fields);
    const at = skipWeekday(bytes, from, end);
    const isDated = at < end && isLetter(bytes[at]);
    // With a space between date and time, and no weekday before, it is anybody's.
    const isPlain = !isDated && at === from && bytes[at + 10] === SPACE;
    const isTime = isDated
      ? time.readBsd(bytes, at, end)
      : time.readIso(bytes, at, end) || time.readEpoch(bytes, at, end);
    // A comma before the fraction and a zone behind it are dmesg's, whose lines have no host.
    const isKernels = !isDated && bytes[at + 19] === COMMA && !time.isInferred;
    if (isPlain || !isTime || isKernels) return 'none';
    this.#at = time.at;
    fields.setTime(time.timeUs, time.isInferred);
    if (at > from && !isDated) this.#readZoneName(bytes, fields);
    return isDated ? 'dated' : 'stamped';
  }

  #readMonotonic(bytes: Uint8Array, from: number, fields: LineFields): SyslogLayout {
    if (!this.#time.readKernelUptime(bytes, from, fields.bodyEnd)) return 'none';
    fields.uptimeUs = this.#time.uptimeUs;
    this.#at = this.#time.at - 1;
    return 'stamped';
  }

  /** `Wed 2021-06-02 19:48:59 CEST host …` (short-full): of the zones' names only UTC says how far it is. */
  #readZoneName(bytes: Uint8Array, fields: LineFields): void {
    const end = fields.bodyEnd;
    const stop = skipLetters(bytes, this.#at + 1, end);
    if (stop - this.#at < 3 || stop >= end || bytes[stop] !== SPACE || !isUpper(bytes[stop - 1])) return;
    if (stop - this.#at === 4 && startsWith(bytes, this.#at + 1, UTC)) fields.isTimeInferred = false;
    this.#at = stop;
  }

  /** `host name[12]: text`; busybox puts `daemon.info` before the name, OpenWrt has no host. */
  #readOrigin(bytes: Uint8Array, fields: LineFields): boolean {
    const end = fields.bodyEnd;
    if (this.#at >= end || bytes[this.#at] !== SPACE) return false;
    const host = skipSpaces(bytes, this.#at, end);
    fields.bodyStart = this.#skipFacility(bytes, host, fields);
    if (readProgram(bytes, fields)) return true;
    const hostEnd = skipWord(bytes, host, end);
    if (hostEnd >= end || levelOfWord(bytes, host, hostEnd) !== Level.none) return false;
    fields.bodyStart = this.#skipFacility(bytes, hostEnd + 1, fields);
    if (!readProgram(bytes, fields)) return false;
    fields.ecuStart = host;
    fields.ecuEnd = hostEnd;
    return true;
  }

  /** `daemon.info ` claims a level; the place behind it, or `at`. */
  #skipFacility(bytes: Uint8Array, at: number, fields: LineFields): number {
    const end = skipWord(bytes, at, Math.min(at + 18, fields.bodyEnd));
    const dot = findByte(bytes, DOT, [at, end]);
    if (dot === at || dot === end || end >= fields.bodyEnd || bytes[end] !== SPACE) return at;
    const level = levelOfWord(bytes, dot + 1, end);
    if (level === Level.none) return at;
    fields.level = level;
    return end + 1;
  }

  #readKernel(bytes: Uint8Array, fields: LineFields): void {
    const { appStart, appEnd } = fields;
    const isKernel = appEnd - appStart === KERNEL.length && startsWith(bytes, appStart, KERNEL);
    if (!isKernel && appEnd > appStart) return;
    if (!this.#time.readKernelUptime(bytes, fields.bodyStart, fields.bodyEnd)) return;
    fields.uptimeUs = this.#time.uptimeUs;
    fields.bodyStart = this.#time.at;
    if (!isKernel) fields.writer = 'kernel';
  }

  /** RFC 5424 section 6: `TIMESTAMP HOSTNAME APP-NAME PROCID MSGID SD MSG`, each `-` when there is none. */
  #readRfc5424(bytes: Uint8Array, from: number, fields: LineFields): SyslogLayout {
    const end = fields.bodyEnd;
    if (this.#time.readIso(bytes, from, end)) fields.setTime(this.#time.timeUs, this.#time.isInferred);
    const host = skipField(bytes, from, end);
    const app = skipField(bytes, host, end);
    const pid = skipField(bytes, app, end);
    const context = skipField(bytes, pid, end);
    const data = skipField(bytes, context, end);
    if (data > end || data - context < 2) return 'bare';
    [fields.ecuStart, fields.ecuEnd] = fieldSpan(bytes, host, app);
    [fields.appStart, fields.appEnd] = fieldSpan(bytes, app, pid);
    [fields.contextStart, fields.contextEnd] = fieldSpan(bytes, context, data);
    if (isDigit(bytes[pid])) fields.id = decimal(bytes, pid, skipDigits(bytes, pid, end));
    fields.bodyStart = skipByteOrderMark(bytes, skipStructuredData(bytes, data, end), end);
    this.#readKernel(bytes, fields);
    return 'rfc5424';
  }
}

/** `Error: text` behind a time is a level, not a program. */
function readProgram(bytes: Uint8Array, fields: LineFields): boolean {
  return readName(bytes, fields) && levelOfWord(bytes, fields.appStart, fields.appEnd) === Level.none;
}

/** `<13>` sets the level; the place behind it, or where it would be. */
function readPriority(bytes: Uint8Array, fields: LineFields): number {
  const { bodyStart, bodyEnd } = fields;
  if (bytes[bodyStart] !== LESS) return bodyStart;
  const close = skipDigits(bytes, bodyStart + 1, Math.min(bodyStart + 4, bodyEnd));
  const priority = decimal(bytes, bodyStart + 1, close);
  if (close === bodyStart + 1 || close >= bodyEnd || bytes[close] !== GREATER || priority > MAX_PRIORITY) {
    return bodyStart;
  }
  fields.level = levelOfSeverity(priority & 7);
  return close + 1;
}

/** `-- Boot 1b4e… --`, `-- Journal begins at …`, `-- No entries --`. */
function isMarker(bytes: Uint8Array, fields: LineFields): boolean {
  const { bodyStart, bodyEnd } = fields;
  if (bytes[bodyStart] !== DASH || bodyEnd - bodyStart < 8 || !startsWith(bytes, bodyStart, MARKER)) return false;
  fields.kind = Kind.control;
  fields.bodyStart = bodyStart + MARKER.length;
  return true;
}

function skipField(bytes: Uint8Array, at: number, end: number): number {
  return Math.min(skipWord(bytes, at, end) + 1, end + 1);
}

/** Without the space behind it; empty when nil. */
function fieldSpan(bytes: Uint8Array, start: number, next: number): [number, number] {
  const end = next - 1;
  return end - start === 1 && bytes[start] === DASH ? [start, start] : [start, end];
}

/** Behind `-` or `[id key="value"]…` and its space. Values escape quote, backslash and bracket. */
function skipStructuredData(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] === OPEN_BRACKET) {
    let isQuoted = false;
    while (at < end && (isQuoted || bytes[at] !== CLOSE_BRACKET)) {
      if (bytes[at] === QUOTE) isQuoted = !isQuoted;
      at += bytes[at] === BACKSLASH ? 2 : 1;
    }
    at++;
  }
  if (at === from && at < end && bytes[at] === DASH) at++;
  return Math.min(at < end && bytes[at] === SPACE ? at + 1 : at, end);
}

function skipByteOrderMark(bytes: Uint8Array, at: number, end: number): number {
  return end - at >= 3 && bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at;
}

/** Where the frame behind an octet count `83 <34>1 …` begins and ends (RFC 6587 section 3.4.1); undefined without one. */
export function findFrame(bytes: Uint8Array, start: number, end: number): [number, number] | undefined {
  if (!isDigit(bytes[start])) return undefined;
  const space = skipDigits(bytes, start, Math.min(start + 7, end));
  if (space + 2 >= end || bytes[space] !== SPACE || bytes[space + 1] !== LESS || !isDigit(bytes[space + 2]))
    return undefined;
  return [space + 1, Math.min(end, space + 1 + decimal(bytes, start, space))];
}
