import { Level } from '../record-batch.ts';
import {
  CLOSE_BRACKET,
  COLON,
  decimal,
  isDigit,
  isUpper,
  OPEN_BRACKET,
  SLASH,
  SPACE,
  skipDigits,
  skipSpaces,
} from './ascii.ts';
import { levelOfWord, skipLetters } from './level-words.ts';
import { LogfmtReader } from './logfmt.ts';
import type { TimeReader } from './time-reader.ts';

const LEVEL_OF_LETTER = new Uint8Array(128);
for (const [letter, level] of [
  ['I', Level.info],
  ['W', Level.warn],
  ['E', Level.error],
  ['F', Level.fatal],
] as const) {
  LEVEL_OF_LETTER[letter.charCodeAt(0)] = level;
}

/**
 * What OTA clients put before their text, whatever carries the line: Chromium's `[0608/152037.123885:ERROR:file.cc(1)]`
 * and `[ERROR:file.cc(1)]` (update_engine), `[ERROR]` (SWUpdate), glog's `E20210602 19:48:59.361387   889 file.cc:584]`,
 * logrus' `ERRO[0002]` and `level=error`.
 */
export class MessagePrefix {
  level: number = Level.none;
  timeUs = Number.NaN;
  isTimeInferred = false;
  /** The date was written with its year. */
  hasYear = false;
  id = 0;
  /** Place behind the prefix. */
  end = 0;
  readonly logfmt: LogfmtReader;
  readonly #time: TimeReader;

  constructor(time: TimeReader) {
    this.#time = time;
    this.logfmt = new LogfmtReader(time);
  }

  read(bytes: Uint8Array, at: number, end: number): boolean {
    if (at >= end) return false;
    const first = bytes[at];
    if (first === OPEN_BRACKET) return this.#readBracket(bytes, at + 1, end);
    if (isUpper(first)) return this.#readGlog(bytes, at, end) || this.#readLogrus(bytes, at, end);
    return this.#readLogfmt(bytes, at, end);
  }

  #clear(): void {
    this.level = Level.none;
    this.timeUs = Number.NaN;
    this.isTimeInferred = false;
    this.hasYear = false;
    this.id = 0;
  }

  /** `[pid:tid:MMDD/hhmmss.uuuuuu:LEVEL:file(line)]` where all but the level may be missing. */
  #readBracket(bytes: Uint8Array, from: number, end: number): boolean {
    this.#clear();
    let at = from;
    for (let fields = 0; fields < 3 && at < end && isDigit(bytes[at]); fields++) {
      at = this.#readNumberField(bytes, at, end);
      if (at < 0) return false;
    }
    const wordEnd = skipLetters(bytes, at, end);
    this.level = levelOfWord(bytes, at, wordEnd);
    if (this.level === Level.none) return false;
    const close = skipSpaces(bytes, skipDigits(bytes, wordEnd, end), end);
    if (close >= end || (bytes[close] !== COLON && bytes[close] !== CLOSE_BRACKET)) return false;
    this.end = bytes[close] === CLOSE_BRACKET ? close + 1 : close;
    return true;
  }

  /** A process id or the time, with its colon; -1 when it is neither. */
  #readNumberField(bytes: Uint8Array, at: number, end: number): number {
    const digitsEnd = skipDigits(bytes, at, end);
    if (digitsEnd >= end || digitsEnd - at > 10) return -1;
    if (bytes[digitsEnd] === COLON) {
      if (this.id === 0) this.id = decimal(bytes, at, digitsEnd);
      return digitsEnd + 1;
    }
    if (bytes[digitsEnd] !== SLASH || !this.#time.readChromium(bytes, at, end)) return -1;
    this.#takeTime();
    return this.#time.at < end && bytes[this.#time.at] === COLON ? this.#time.at + 1 : -1;
  }

  #readGlog(bytes: Uint8Array, at: number, end: number): boolean {
    const level = LEVEL_OF_LETTER[bytes[at]];
    if (level === 0 || end - at < 15 || !isDigit(bytes[at + 1])) return false;
    this.#clear();
    if (!this.#time.readGlog(bytes, at + 1, end)) return false;
    this.#takeTime();
    this.hasYear = isDigit(bytes[at + 5]);
    this.level = level;
    const idAt = skipSpaces(bytes, this.#time.at, end);
    this.end = skipDigits(bytes, idAt, end);
    this.id = decimal(bytes, idAt, this.end);
    return true;
  }

  /** `ERRO[0002] `: the number counts seconds since the process began, which is no time. */
  #readLogrus(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 7 || bytes[at + 4] !== OPEN_BRACKET || !isDigit(bytes[at + 5])) return false;
    const close = skipDigits(bytes, at + 5, end);
    const level = levelOfWord(bytes, at, at + 4);
    if (level === Level.none || close >= end || bytes[close] !== CLOSE_BRACKET) return false;
    this.#clear();
    this.level = level;
    this.end = close + 1 < end && bytes[close + 1] === SPACE ? close + 2 : close + 1;
    return true;
  }

  #readLogfmt(bytes: Uint8Array, at: number, end: number): boolean {
    if (!this.logfmt.read(bytes, at, end)) return false;
    this.#clear();
    this.level = this.logfmt.level;
    this.timeUs = this.logfmt.timeUs;
    this.isTimeInferred = this.logfmt.isTimeInferred;
    this.hasYear = !Number.isNaN(this.timeUs);
    this.end = at;
    return true;
  }

  #takeTime(): void {
    this.timeUs = this.#time.timeUs;
    this.isTimeInferred = this.#time.isInferred;
  }
}
