import {
  asciiBytes,
  CLOSE_PAREN,
  COLON,
  DASH,
  decimal,
  findByte,
  isDigit,
  OPEN_PAREN,
  SPACE,
  skipDigits,
  skipSpaces,
  startsWith,
} from '../lines/ascii.ts';
import { skipLetters } from '../lines/level-words.ts';
import type { LineFields } from '../lines/line-fields.ts';
import { skipTimeOfDay } from '../lines/time-reader.ts';
import { Level } from '../record-batch.ts';

/** GLib's own scale (g_log levels): its ERROR ends the program, its CRITICAL is a failed call. */
const LEVELS: readonly [word: Uint8Array, level: number][] = [
  [asciiBytes('ERROR'), Level.fatal],
  [asciiBytes('CRITICAL'), Level.error],
  [asciiBytes('WARNING'), Level.warn],
  [asciiBytes('Message'), Level.info],
  [asciiBytes('INFO'), Level.info],
  [asciiBytes('DEBUG'), Level.debug],
];

const MAX_NAME_BYTES = 64;
const STARS = asciiBytes('** ');
const SPACE_STARS = asciiBytes(' **');

/**
 * What RAUC and other GLib programs print: `(rauc:898): rauc-DEBUG: 15:46:31.607: text`, `rauc-Message: 15:46:31.607:
 * text`, `** (process:123): WARNING **: text`. The time of day has no date and is left out.
 */
export function readGlibPrefix(bytes: Uint8Array, fields: LineFields): boolean {
  const end = fields.bodyEnd;
  let at = fields.bodyStart;
  if (end - at > STARS.length && startsWith(bytes, at, STARS)) at += STARS.length;
  const named = skipProgram(bytes, at, end);
  const word = findLevelWord(bytes, named, end);
  if (word === undefined) return false;
  setApp(fields, bytes, named > at ? [at + 1, named] : [named, word.start]);
  fields.level = word.level;
  at = skipSpaces(bytes, word.end, end);
  const behindTime = skipTimeOfDay(bytes, at, end);
  if (behindTime > at && behindTime < end && bytes[behindTime] === COLON) at = behindTime + 1;
  fields.bodyStart = skipSpaces(bytes, at, end);
  return true;
}

/** Behind `(name:pid): `, or `at` when that is not there. */
function skipProgram(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== OPEN_PAREN) return at;
  const stop = Math.min(end, at + MAX_NAME_BYTES);
  const colon = findByte(bytes, COLON, [at, stop]);
  const close = skipDigits(bytes, colon + 1, stop);
  const isProgram = close + 2 < end && bytes[close] === CLOSE_PAREN && bytes[close + 1] === COLON;
  return isProgram && close > colon + 1 ? close + 3 : at;
}

/** The name is `(name:pid): ` or `name-`; a process id that is there is kept. */
function setApp(fields: LineFields, bytes: Uint8Array, [start, stop]: [number, number]): void {
  if (stop <= start) return;
  fields.appStart = start;
  fields.appEnd = findByte(bytes, COLON, [start, stop]);
  if (fields.appEnd < stop && isDigit(bytes[fields.appEnd + 1])) {
    fields.id = decimal(bytes, fields.appEnd + 1, skipDigits(bytes, fields.appEnd + 1, stop));
  } else fields.appEnd = stop - 1;
}

/** `[domain-]LEVEL[ **]:` at `at`: where the level's word starts, its level, and the place behind the colon. */
function findLevelWord(bytes: Uint8Array, at: number, end: number) {
  const stop = Math.min(end, at + MAX_NAME_BYTES);
  const colon = findByte(bytes, COLON, [at, stop]);
  if (colon === stop) return undefined;
  let start = colon;
  while (start > at && bytes[start - 1] !== DASH) start--;
  const wordEnd = skipLetters(bytes, start, colon);
  const isEnded = wordEnd === colon || (colon - wordEnd === 3 && startsWith(bytes, wordEnd, SPACE_STARS));
  if (!isEnded || findByte(bytes, SPACE, [at, start]) < start) return undefined;
  const known = LEVELS.find(([word]) => word.length === wordEnd - start && startsWith(bytes, start, word));
  return known && { start, level: known[1], end: colon + 1 };
}
