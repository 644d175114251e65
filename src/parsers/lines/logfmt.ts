import { Level } from '../record-batch.ts';
import { asciiBytes, BACKSLASH, EQUALS, isLetter, QUOTE, skipSpaces, skipWord, startsWith } from './ascii.ts';
import { levelOfWord } from './level-words.ts';
import type { TimeReader } from './time-reader.ts';

type Role = 'time' | 'level' | 'message' | 'source' | 'ignored' | 'unknown';

const ROLES: readonly [key: Uint8Array, role: Role][] = (
  [
    ['time', 'time'],
    ['ts', 'time'],
    ['timestamp', 'time'],
    ['level', 'level'],
    ['lvl', 'level'],
    ['severity', 'level'],
    ['msg', 'message'],
    ['message', 'message'],
    ['module', 'source'],
    ['name', 'source'],
    ['logger', 'source'],
    ['component', 'source'],
    ['caller', 'ignored'],
    ['record_id', 'ignored'],
  ] as const
).map(([key, role]) => [asciiBytes(key), role]);

const SMALL_A = 0x61;
/** By the first letter of a known key, one bit for each letter that may follow: most lines go no further. */
const SECOND_LETTERS = new Int32Array(26);
for (const [[first, second]] of ROLES) SECOND_LETTERS[first - SMALL_A] |= 1 << (second - SMALL_A);

/** A line with more pairs is no log line that a person wrote; what is left of it stays in the body. */
const MAX_PAIRS = 16;
const MAX_KEY_BYTES = 24;

/**
 * Lines of `key=value` and `key="value with spaces"`: logrus and slog of Go, Boost.Log of Mender's C++ client
 * (`record_id=1 severity=error time="2023-Jun-22 08:12:13.123456" name="Global" msg="text"`).
 */
export class LogfmtReader {
  level: number = Level.none;
  timeUs = Number.NaN;
  isTimeInferred = false;
  sourceStart = 0;
  sourceEnd = 0;
  /** The message without its quotes; from the first unknown key to the end where there is one, as `err=` matters. */
  bodyStart = 0;
  bodyEnd = 0;
  readonly #time: TimeReader;
  #at = 0;
  #keyAt = 0;
  #valueStart = 0;
  #valueEnd = 0;
  #messageAt = 0;
  #unknownAt = 0;

  constructor(time: TimeReader) {
    this.#time = time;
  }

  /** True when the line begins with a known key and claims a level or holds a message. */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    if (!mayBeKnown(bytes[at], bytes[at + 1])) return false;
    this.#clear(at, end);
    let role = this.#readPair(bytes, end);
    if (role === undefined || role === 'unknown') return false;
    for (let pairs = 0; role !== undefined && pairs < MAX_PAIRS; pairs++) {
      this.#take(role, bytes);
      role = this.#readPair(bytes, end);
    }
    const rest = role === undefined ? skipSpaces(bytes, this.#at, end) : this.#keyAt;
    this.#boundBody(rest < end ? Math.min(this.#unknownAt, rest) : this.#unknownAt, at, end);
    return this.#messageAt < end || this.level !== Level.none;
  }

  #clear(at: number, end: number): void {
    this.level = Level.none;
    this.timeUs = Number.NaN;
    this.isTimeInferred = false;
    this.sourceStart = this.sourceEnd = at;
    this.#at = at;
    this.#messageAt = this.#unknownAt = end;
  }

  #boundBody(unknownAt: number, at: number, end: number): void {
    if (this.#messageAt < end && unknownAt === end) return;
    this.bodyStart = this.#messageAt < end ? Math.min(this.#messageAt, unknownAt) : at;
    this.bodyEnd = end;
  }

  #take(role: Role, bytes: Uint8Array): void {
    const start = this.#valueStart;
    const stop = this.#valueEnd;
    if (role === 'level') this.level = levelOfWord(bytes, start, stop);
    else if (role === 'time') this.#takeTime(bytes, start, stop);
    else if (role === 'source') [this.sourceStart, this.sourceEnd] = [start, stop];
    else if (role === 'message') [this.#messageAt, this.bodyStart, this.bodyEnd] = [this.#keyAt, start, stop];
    else if (role === 'unknown') this.#unknownAt = Math.min(this.#unknownAt, this.#keyAt);
  }

  #takeTime(bytes: Uint8Array, start: number, end: number): void {
    const time = this.#time;
    if (!time.readIso(bytes, start, end) && !time.readBoost(bytes, start, end)) return;
    this.timeUs = time.timeUs;
    this.isTimeInferred = time.isInferred;
  }

  /** Reads one pair at `#at`; undefined when there is none. */
  #readPair(bytes: Uint8Array, end: number): Role | undefined {
    this.#keyAt = skipSpaces(bytes, this.#at, end);
    const equals = findKeyEnd(bytes, this.#keyAt, end);
    if (equals < 0) return undefined;
    const isQuoted = equals + 1 < end && bytes[equals + 1] === QUOTE;
    this.#valueStart = isQuoted ? equals + 2 : equals + 1;
    this.#valueEnd = isQuoted ? findQuoteEnd(bytes, equals + 2, end) : skipWord(bytes, equals + 1, end);
    this.#at = isQuoted ? Math.min(this.#valueEnd + 1, end) : this.#valueEnd;
    return roleOf(bytes, this.#keyAt, equals);
  }
}

/** Blanks may stand before a key. */
function mayBeKnown(first: number, second: number): boolean {
  const letter = first - SMALL_A;
  return letter >>> 0 >= SECOND_LETTERS.length || ((SECOND_LETTERS[letter] >> (second - SMALL_A)) & 1) === 1;
}

/** The place of the `=` behind a key of letters, dots and underscores; -1 when there is no key. */
function findKeyEnd(bytes: Uint8Array, at: number, end: number): number {
  const stop = Math.min(end, at + MAX_KEY_BYTES);
  let to = at;
  while (to < stop && (isLetter(bytes[to]) || bytes[to] === 0x5f || bytes[to] === 0x2e)) to++;
  return to > at && to < stop && bytes[to] === EQUALS ? to : -1;
}

function findQuoteEnd(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, end);
}

function roleOf(bytes: Uint8Array, start: number, end: number): Role {
  for (const [key, role] of ROLES) if (key.length === end - start && startsWith(bytes, start, key)) return role;
  return 'unknown';
}
