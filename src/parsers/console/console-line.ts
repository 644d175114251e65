import {
  CLOSE_BRACKET,
  CLOSE_PAREN,
  COLON,
  COMMA,
  DOT,
  decimal,
  GREATER,
  isDigit,
  LESS,
  OPEN_BRACKET,
  OPEN_PAREN,
  SLASH,
  SPACE,
  skipDigits,
  skipSpaces,
  twoDigits,
} from '../lines/ascii.ts';
import { SECOND_US } from '../lines/civil-time.ts';
import { skipLetters } from '../lines/level-words.ts';
import type { LineFields } from '../lines/line-fields.ts';
import { micros, type TimeReader } from '../lines/time-reader.ts';
import { Level } from '../record-batch.ts';
import { readHeadWords, readName } from '../text/head-words.ts';
import { LineShapes } from '../text/line-shapes.ts';
import type { LineLayout } from '../text/shaped-reader.ts';
import { levelOfFirmware, levelOfStatus } from './console-words.ts';

const ESCAPE = 0x1b;
const LETTER_M = 0x6d;
const MAX_ESCAPE_BYTES = 16;
const NO_LEVEL = -1;

const LEVEL_OF_LETTER = new Int8Array(128).fill(NO_LEVEL);
for (const [letter, level] of Object.entries({
  E: Level.error,
  W: Level.warn,
  I: Level.info,
  D: Level.debug,
  V: Level.verbose,
  F: Level.fatal,
})) {
  LEVEL_OF_LETTER[letter.charCodeAt(0)] = level;
}

/** Zephyr's four levels. */
const LEVEL_OF_ZEPHYR: Record<number, number> = {
  101: Level.error,
  119: Level.warn,
  105: Level.info,
  100: Level.debug,
};

/**
 * One line of a serial console, by who speaks: boot loaders (U-Boot, TF-A, OP-TEE, MCUboot), real-time systems (ESP-IDF,
 * Zephyr), the kernel, and systemd's status. A terminal program may have put a time before each line.
 */
export class ConsoleLine implements LineLayout {
  readonly #time: TimeReader;
  readonly #shapes: LineShapes;

  constructor(time: TimeReader) {
    this.#time = time;
    this.#shapes = new LineShapes(time);
  }

  read(bytes: Uint8Array, fields: LineFields): boolean {
    this.#skipEscapes(bytes, fields);
    const isStamped = this.#readTerminalTime(bytes, fields);
    if (this.#readSpeaker(bytes, fields)) return true;
    if (isStamped) readHeadWords(bytes, fields);
    return isStamped;
  }

  #readSpeaker(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    if (bodyEnd - bodyStart < 4) return false;
    const first = bytes[bodyStart];
    if (first === OPEN_BRACKET) {
      return (
        this.#shapes.readKernel(bytes, fields) || this.#readZephyr(bytes, fields) || this.#readStatus(bytes, fields)
      );
    }
    const level = first < 128 ? LEVEL_OF_LETTER[first] : NO_LEVEL;
    if (level !== NO_LEVEL && this.#readLetter(bytes, fields, level)) return true;
    fields.level = levelOfFirmware(bytes, bodyStart, bodyEnd);
    return fields.level !== Level.none;
  }

  /** `ESC[0;32m` before the text; colours inside it stay. */
  #skipEscapes(bytes: Uint8Array, fields: LineFields): void {
    let at = fields.bodyStart;
    while (at + 2 < fields.bodyEnd && bytes[at] === ESCAPE && bytes[at + 1] === OPEN_BRACKET) {
      const stop = Math.min(at + MAX_ESCAPE_BYTES, fields.bodyEnd);
      let end = at + 2;
      while (end < stop && bytes[end] !== LETTER_M) end++;
      if (end === stop) break;
      at = end + 1;
    }
    fields.bodyStart = at;
  }

  /** `[2021-06-02 19:48:59.123] ` (minicom, tio), an ISO time (ts), `[4.123456 0.000010] ` (grabserial). */
  #readTerminalTime(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    const time = this.#time;
    const isBracketed = bytes[bodyStart] === OPEN_BRACKET;
    if (time.readIso(bytes, isBracketed ? bodyStart + 1 : bodyStart, bodyEnd)) {
      if (isBracketed && (time.at >= bodyEnd || bytes[time.at] !== CLOSE_BRACKET)) return false;
      fields.setTime(time.timeUs, time.isInferred);
      fields.bodyStart = skipSpaces(bytes, isBracketed ? time.at + 1 : time.at, bodyEnd);
      return true;
    }
    if (!isBracketed || !time.readUptime(bytes, bodyStart + 1, bodyEnd)) return false;
    const uptimeUs = time.uptimeUs;
    if (time.at >= bodyEnd || bytes[time.at] !== SPACE || !time.readUptime(bytes, time.at + 1, bodyEnd)) return false;
    if (time.at >= bodyEnd || bytes[time.at] !== CLOSE_BRACKET) return false;
    fields.uptimeUs = uptimeUs;
    fields.bodyStart = skipSpaces(bytes, time.at + 1, bodyEnd);
    return true;
  }

  /** `[00:00:00.412,963] <inf> mcuboot: text`. */
  #readZephyr(bytes: Uint8Array, fields: LineFields): boolean {
    const { bodyStart, bodyEnd } = fields;
    const close = readZephyrTime(bytes, bodyStart + 1, bodyEnd);
    if (close < 0 || close + 7 >= bodyEnd || bytes[close + 2] !== LESS || bytes[close + 6] !== GREATER) return false;
    const level = LEVEL_OF_ZEPHYR[bytes[close + 3]];
    if (level === undefined) return false;
    fields.uptimeUs = zephyrUptimeUs(bytes, bodyStart + 1, close);
    fields.level = level;
    fields.bodyStart = skipSpaces(bytes, close + 7, bodyEnd);
    readName(bytes, fields);
    return true;
  }

  /** `[  OK  ] Started text`, `[FAILED] Failed to start text` (systemd's status on the console). */
  #readStatus(bytes: Uint8Array, fields: LineFields): boolean {
    const status = levelOfStatus(bytes, fields.bodyStart, fields.bodyEnd);
    if (status === undefined) return false;
    fields.level = status.level;
    fields.bodyStart = skipSpaces(bytes, status.end, fields.bodyEnd);
    fields.writer = 'systemd';
    return true;
  }

  /** `E (7382) esp_image: text` (ESP-IDF), `E/TC:0 0 text` (OP-TEE), `I: text` (MCUboot). */
  #readLetter(bytes: Uint8Array, fields: LineFields, level: number): boolean {
    const { bodyStart, bodyEnd } = fields;
    const behind = bytes[bodyStart + 1];
    if (behind === SPACE && bytes[bodyStart + 2] === OPEN_PAREN) return this.#readEsp(bytes, fields, level);
    if (behind === SLASH) {
      const nameEnd = skipLetters(bytes, bodyStart + 2, bodyEnd);
      if (nameEnd - bodyStart !== 4 || bytes[nameEnd] !== COLON) return false;
      fields.writer = 'op-tee';
    } else if (behind !== COLON || bytes[bodyStart + 2] !== SPACE) return false;
    else fields.bodyStart = bodyStart + 3;
    fields.level = level;
    return true;
  }

  /** The number counts milliseconds since the start. */
  #readEsp(bytes: Uint8Array, fields: LineFields, level: number): boolean {
    const { bodyStart, bodyEnd } = fields;
    const close = skipDigits(bytes, bodyStart + 3, Math.min(bodyStart + 14, bodyEnd));
    if (close === bodyStart + 3 || close >= bodyEnd || bytes[close] !== CLOSE_PAREN) return false;
    fields.uptimeUs = decimal(bytes, bodyStart + 3, close) * 1000;
    fields.level = level;
    fields.bodyStart = skipSpaces(bytes, close + 1, bodyEnd);
    readName(bytes, fields);
    return true;
  }
}

/** Where `00:00:00.412,963]` closes; -1 where it is none. */
function readZephyrTime(bytes: Uint8Array, at: number, end: number): number {
  const hoursEnd = skipDigits(bytes, at, end);
  if (hoursEnd - at < 2 || hoursEnd + 14 >= end || bytes[hoursEnd] !== COLON || bytes[hoursEnd + 3] !== COLON)
    return -1;
  if (bytes[hoursEnd + 6] !== DOT || bytes[hoursEnd + 10] !== COMMA) return -1;
  const close = hoursEnd + 14;
  return isDigit(bytes[close - 1]) && bytes[close] === CLOSE_BRACKET ? close : -1;
}

function zephyrUptimeUs(bytes: Uint8Array, at: number, close: number): number {
  const hoursEnd = close - 14;
  const minutes = decimal(bytes, at, hoursEnd) * 60 + Math.max(twoDigits(bytes, hoursEnd + 1), 0);
  const seconds = minutes * 60 + Math.max(twoDigits(bytes, hoursEnd + 4), 0);
  return seconds * SECOND_US + micros(bytes, hoursEnd + 7, hoursEnd + 10) + decimal(bytes, hoursEnd + 11, close);
}
