import {
  CLOSE_BRACKET,
  COLON,
  decimal,
  GREATER,
  isDigit,
  isLetter,
  isUpper,
  LESS,
  OPEN_BRACKET,
  OPEN_PAREN,
  SPACE,
  skipDigits,
  skipSpaces,
  skipWord,
  TAB,
} from '../lines/ascii.ts';
import { levelOfSeverity } from '../lines/level-words.ts';
import type { LineFields } from '../lines/line-fields.ts';
import { MessagePrefix } from '../lines/message-prefix.ts';
import type { TimeReader } from '../lines/time-reader.ts';
import { readGlibPrefix } from './glib-prefix.ts';
import { claimLevelWord, readHeadWords } from './head-words.ts';
import { findProcessEnd, readRosLogger } from './ros-console.ts';

const STAR = 0x2a;

/**
 * Recognises the shape of one line of a log that has no format of its own, by its first byte: OTA clients' own files,
 * kernel messages, lines that begin with a time or a level. Other formats ask it about lines they do not know.
 */
export class LineShapes {
  readonly prefix: MessagePrefix;
  readonly #time: TimeReader;

  constructor(time: TimeReader) {
    this.#time = time;
    this.prefix = new MessagePrefix(time);
  }

  /** Fills `fields`, cleared for the line before; false when the line is plain text. */
  read(bytes: Uint8Array, fields: LineFields): boolean {
    const first = bytes[fields.bodyStart];
    return first === OPEN_BRACKET ? this.#readBracket(bytes, fields) : this.#readUnbracketed(bytes, fields);
  }

  #readUnbracketed(bytes: Uint8Array, fields: LineFields): boolean {
    const first = bytes[fields.bodyStart];
    if (isDigit(first)) return this.#readTime(bytes, fields);
    if (isUpper(first)) return this.#readPrefix(bytes, fields) || this.#readUpper(bytes, fields);
    if (isLetter(first))
      return this.#readLogfmt(bytes, fields) || readGlibPrefix(bytes, fields) || claimLevelWord(bytes, fields);
    if (first === OPEN_PAREN || first === STAR) return readGlibPrefix(bytes, fields);
    return first === LESS && this.#readPriority(bytes, fields);
  }

  /** `[ 3340.504328] text`, `[MMDD/hhmmss:LEVEL:file] text`, `[LEVEL] text`, `[2021-06-02 19:48:59] text`, `[node-1] text`. */
  #readBracket(bytes: Uint8Array, fields: LineFields): boolean {
    if (this.readKernel(bytes, fields)) return true;
    if (this.#readPrefix(bytes, fields)) {
      readRosLogger(bytes, fields, this.#time);
      return true;
    }
    const { bodyStart, bodyEnd } = fields;
    if (!this.#time.readIso(bytes, bodyStart + 1, bodyEnd)) return this.#readProcess(bytes, fields);
    if (this.#time.at >= bodyEnd || bytes[this.#time.at] !== CLOSE_BRACKET) return false;
    this.#takeTime(bytes, fields, this.#time.at + 1);
    return true;
  }

  /** `[map_server-1] [ERROR] [1641476719.668] [map_server]: text`: the process wrote it, by one of its loggers. */
  #readProcess(bytes: Uint8Array, fields: LineFields): boolean {
    const nameEnd = findProcessEnd(bytes, fields);
    if (nameEnd < 0) return false;
    const nameStart = fields.bodyStart + 1;
    fields.bodyStart = skipSpaces(bytes, nameEnd + 1, fields.bodyEnd);
    if (fields.bodyStart < fields.bodyEnd) this.#readOfProcess(bytes, fields);
    fields.contextStart = fields.appStart;
    fields.contextEnd = fields.appEnd;
    fields.appStart = nameStart;
    fields.appEnd = nameEnd;
    return true;
  }

  #readOfProcess(bytes: Uint8Array, fields: LineFields): void {
    if (bytes[fields.bodyStart] !== OPEN_BRACKET) this.#readUnbracketed(bytes, fields);
    else if (this.#readPrefix(bytes, fields)) readRosLogger(bytes, fields, this.#time);
  }

  /** `[ 3340.504328] text`: the kernel's own line. */
  readKernel(bytes: Uint8Array, fields: LineFields): boolean {
    if (!this.#time.readKernelUptime(bytes, fields.bodyStart, fields.bodyEnd)) return false;
    fields.uptimeUs = this.#time.uptimeUs;
    fields.bodyStart = this.#time.at;
    fields.writer = 'kernel';
    return true;
  }

  #readTime(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    const time = this.#time;
    const isTime =
      time.readIso(bytes, bodyStart, bodyEnd) ||
      time.readMonthDay(bytes, bodyStart, bodyEnd) ||
      time.readEpoch(bytes, bodyStart, bodyEnd);
    if (!isTime || (time.at < bodyEnd && !isTimeEnd(bytes[time.at]))) return false;
    this.#takeTime(bytes, fields, time.at);
    return true;
  }

  #takeTime(bytes: Uint8Array, fields: LineFields, at: number): void {
    fields.setTime(this.#time.timeUs, this.#time.isInferred);
    const isMarked = at < fields.bodyEnd && bytes[at] === COLON;
    fields.bodyStart = skipSpaces(bytes, isMarked ? at + 1 : at, fields.bodyEnd);
    readHeadWords(bytes, fields);
    if (this.prefix.read(bytes, fields.bodyStart, fields.bodyEnd)) fields.raiseLevel(this.prefix.level);
  }

  #readPrefix(bytes: Uint8Array, fields: LineFields): boolean {
    const { prefix } = this;
    if (!prefix.read(bytes, fields.bodyStart, fields.bodyEnd)) return false;
    fields.level = prefix.level;
    fields.id = prefix.id;
    fields.setTime(prefix.timeUs, prefix.isTimeInferred);
    const behind = bytes[prefix.end - 1];
    // update_engine's prefix stays in the body, as it does inside logcat; a bare level says nothing the column does not.
    if (behind === CLOSE_BRACKET || behind === SPACE) this.#trimLevel(bytes, fields);
    return true;
  }

  /** `[ERROR] : SWUPDATE failed [0] text` names its program; `[ERROR] text` and `ERRO[0002] text` do not. */
  #trimLevel(bytes: Uint8Array, fields: LineFields): void {
    const end = fields.bodyEnd;
    const at = skipSpaces(bytes, this.prefix.end, end);
    fields.bodyStart = at;
    if (at + 1 >= end || bytes[at] !== COLON || bytes[at + 1] !== SPACE) return;
    fields.bodyStart = fields.appStart = skipSpaces(bytes, at + 1, end);
    fields.appEnd = skipWord(bytes, fields.appStart, end);
  }

  #readLogfmt(bytes: Uint8Array, fields: LineFields): boolean {
    const { logfmt } = this.prefix;
    if (!logfmt.read(bytes, fields.bodyStart, fields.bodyEnd)) return false;
    fields.level = logfmt.level;
    fields.setTime(logfmt.timeUs, logfmt.isTimeInferred);
    fields.appStart = logfmt.sourceStart;
    fields.appEnd = logfmt.sourceEnd;
    fields.bodyStart = logfmt.bodyStart;
    fields.bodyEnd = logfmt.bodyEnd;
    return true;
  }

  /** `Jun 02 19:48:59 text`, `ERROR: text`, `Error: text`. */
  #readUpper(bytes: Uint8Array, fields: LineFields): boolean {
    if (!this.#time.readBsd(bytes, fields.bodyStart, fields.bodyEnd)) return claimLevelWord(bytes, fields);
    this.#takeTime(bytes, fields, this.#time.at);
    return true;
  }

  /** `<6>[ 3340.504328] text` (kernel, /dev/kmsg of old). */
  #readPriority(bytes: Uint8Array, fields: LineFields): boolean {
    const at = fields.bodyStart + 1;
    const close = skipDigits(bytes, at, Math.min(at + 3, fields.bodyEnd));
    if (close === at || close >= fields.bodyEnd || bytes[close] !== GREATER) return false;
    fields.level = levelOfSeverity(decimal(bytes, at, close) & 7);
    fields.bodyStart = close + 1;
    this.readKernel(bytes, fields);
    return true;
  }
}

function isTimeEnd(byte: number): boolean {
  return byte === SPACE || byte === COLON || byte === TAB;
}
