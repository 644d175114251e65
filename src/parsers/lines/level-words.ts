import { Level } from '../record-batch.ts';
import { isLetter } from './ascii.ts';

/** The words that log writers use for a level, lower case; what is not here claims no level. */
const WORDS: readonly [level: number, words: string][] = [
  [Level.fatal, 'fatal fata panic pani emergency emerg alert critical crit assert ftl'],
  [Level.error, 'error erro err severe eror'],
  [Level.warn, 'warning warn wrn'],
  [Level.info, 'info information notice note message inf'],
  [Level.debug, 'debug debu dbg fine'],
  [Level.verbose, 'verbose trace trac verb finer finest trc vrb'],
];

const MAX_WORD_LENGTH = 11;

interface KnownWord {
  word: string;
  level: number;
}

const KNOWN = new Map<number, KnownWord>(
  WORDS.flatMap(([level, words]) =>
    words.split(' ').map((word): [number, KnownWord] => {
      const bytes = Uint8Array.from(word, (char) => char.charCodeAt(0));
      return [hashOf(bytes, 0, bytes.length), { word, level }];
    }),
  ),
);

/** The level that the word `bytes[start … end)` claims, in any case; `Level.none` when it is no such word. */
export function levelOfWord(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 3 || length > MAX_WORD_LENGTH) return Level.none;
  const known = KNOWN.get(hashOf(bytes, start, end));
  return known !== undefined && known.word.length === length && isWord(known.word, bytes, start)
    ? known.level
    : Level.none;
}

/** Where the letters that begin at `at` end. */
export function skipLetters(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isLetter(bytes[at])) at++;
  return at;
}

/** RFC 5424 section 6.2.1: 0 emergency … 7 debug. */
const LEVEL_OF_SEVERITY = [
  Level.fatal,
  Level.fatal,
  Level.fatal,
  Level.error,
  Level.warn,
  Level.info,
  Level.info,
  Level.debug,
];

export function levelOfSeverity(severity: number): number {
  return LEVEL_OF_SEVERITY[severity] ?? Level.none;
}

/** The more severe of two claims; `Level.none` claims nothing. */
export function moreSevere(a: number, b: number): number {
  if (a === Level.none) return b;
  return b === Level.none || a < b ? a : b;
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] | 0x20)) | 0;
  return hash;
}

function isWord(word: string, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < word.length; i++) if ((bytes[at + i] | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}
