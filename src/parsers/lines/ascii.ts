/** Byte-level reading of log text. Every function stays inside `bytes[at … end)`: what lies behind may be stale. */

export const NUL = 0x00;
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const OPEN_PAREN = 0x28;
export const CLOSE_PAREN = 0x29;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const UNDERSCORE = 0x5f;
export const GREATER = 0x3e;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;

export function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export function isUpper(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

export function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Two decimal digits, or -1. The caller has checked that both places exist. */
export function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at] - ZERO;
  const ones = bytes[at + 1] - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Four decimal digits, or -1. The caller has checked that all places exist. */
export function fourDigits(bytes: Uint8Array, at: number): number {
  const high = twoDigits(bytes, at);
  const low = twoDigits(bytes, at + 2);
  return high < 0 || low < 0 ? -1 : high * 100 + low;
}

export function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] === SPACE) at++;
  return at;
}

export function skipDigits(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isDigit(bytes[at])) at++;
  return at;
}

/** The first place of `byte`, or `end`. */
export function findByte(bytes: Uint8Array, byte: number, [at, end]: readonly [number, number]): number {
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

/** Where the word beginning at `at` ends: the next space or `end`. */
export function skipWord(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && bytes[at] !== SPACE) at++;
  return at;
}

/** The number written in `bytes[at … end)`; past 2^32 it wraps, as process ids never do. */
export function decimal(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (; at < end; at++) value = (value * 10 + bytes[at] - ZERO) >>> 0;
  return value;
}

/** Whether `word` stands at `at`, wholly before `end`. */
export function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}
