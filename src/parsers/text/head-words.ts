import {
  CLOSE_BRACKET,
  COLON,
  DASH,
  decimal,
  isDigit,
  isLetter,
  isUpper,
  OPEN_BRACKET,
  SPACE,
  skipDigits,
  skipSpaces,
  skipWord,
} from '../lines/ascii.ts';
import { levelOfWord, skipLetters } from '../lines/level-words.ts';
import type { LineFields } from '../lines/line-fields.ts';
import { Level } from '../record-batch.ts';

/** The level stands among the first words (`[main] ERROR c.f.Class - text`, `- name - ERROR - text`) or nowhere. */
const MAX_HEAD_WORDS = 5;
const MAX_NAME_BYTES = 48;

/**
 * Reads what stands between a time and the text: `INFO update_engine: text`, `[error] text`, `name[12]: text`,
 * `- name - ERROR - text`. What is understood leaves the body.
 */
export function readHeadWords(bytes: Uint8Array, fields: LineFields): void {
  if (!readLevelWord(bytes, fields)) findLevelAmongWords(bytes, fields);
  readName(bytes, fields);
}

/** Takes the level of `ERROR text`, `[error] text`, `Error: text` and leaves the words in the body. */
export function claimLevelWord(bytes: Uint8Array, fields: LineFields): boolean {
  fields.level = levelAt(bytes, skipSpaces(bytes, fields.bodyStart, fields.bodyEnd), fields.bodyEnd);
  return fields.level !== Level.none;
}

function readLevelWord(bytes: Uint8Array, fields: LineFields): boolean {
  if (!claimLevelWord(bytes, fields)) return false;
  const end = fields.bodyEnd;
  const at = skipPadding(bytes, skipSpaces(bytes, fields.bodyStart, end), end);
  const behind = skipSpaces(bytes, skipWord(bytes, at, end), end);
  const hasDash = behind + 1 < end && bytes[behind] === DASH && bytes[behind + 1] === SPACE;
  fields.bodyStart = hasDash ? behind + 2 : behind;
  return true;
}

/** `[ERROR]` may be padded as `[WARN ]`: the word then ends behind the bracket. */
function skipPadding(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== OPEN_BRACKET) return at;
  const close = skipSpaces(bytes, skipLetters(bytes, at + 1, end), end);
  return close < end ? close : at;
}

/** A bare lower-case word is text, not a level. */
function levelAt(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end) return Level.none;
  const isBracketed = bytes[at] === OPEN_BRACKET;
  const start = isBracketed ? at + 1 : at;
  const stop = skipLetters(bytes, start, end);
  const level = levelOfWord(bytes, start, stop);
  if (level === Level.none) return level;
  if (isBracketed) {
    const close = skipSpaces(bytes, stop, end);
    return close < end && bytes[close] === CLOSE_BRACKET ? level : Level.none;
  }
  const isMarked = stop < end && bytes[stop] === COLON;
  const isShouted = isUpper(bytes[stop - 1]) && (stop === end || bytes[stop] === SPACE);
  return isMarked || isShouted ? level : Level.none;
}

function findLevelAmongWords(bytes: Uint8Array, fields: LineFields): void {
  let at = fields.bodyStart;
  for (let words = 0; words < MAX_HEAD_WORDS && at < fields.bodyEnd; words++) {
    const level = levelAt(bytes, at, fields.bodyEnd);
    if (level !== Level.none) {
      fields.level = level;
      return;
    }
    at = skipSpaces(bytes, skipWord(bytes, at, fields.bodyEnd), fields.bodyEnd);
  }
}

/** `name: text` or `name[12]: text`. */
export function readName(bytes: Uint8Array, fields: LineFields): boolean {
  const start = fields.bodyStart;
  const end = fields.bodyEnd;
  const nameEnd = skipName(bytes, start, end);
  const behindId = skipProcessId(bytes, nameEnd, end);
  const isName = nameEnd > start && behindId < end && bytes[behindId] === COLON;
  if (!isName || (behindId + 1 < end && bytes[behindId + 1] !== SPACE)) return false;
  fields.appStart = start;
  fields.appEnd = nameEnd;
  if (behindId > nameEnd) fields.id = decimal(bytes, nameEnd + 1, behindId - 1);
  fields.bodyStart = Math.min(behindId + 2, end);
  return true;
}

/** Letters, digits and `_ - . / @ ( )`, as program names have them. */
function skipName(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(end, at + MAX_NAME_BYTES);
  while (at < stop && isNameByte(bytes[at])) at++;
  return at;
}

function isNameByte(byte: number): boolean {
  const isMark = (byte >= DASH && byte <= 0x2f) || byte === 0x5f || (byte >= 0x28 && byte <= 0x29) || byte === 0x40;
  return isLetter(byte) || isDigit(byte) || isMark;
}

/** Behind `[12]`, or `at`. */
function skipProcessId(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== OPEN_BRACKET) return at;
  const close = skipDigits(bytes, at + 1, end);
  return close > at + 1 && close < end && bytes[close] === CLOSE_BRACKET ? close + 1 : at;
}
