import { BACKSLASH, COMMA, isDigit, ZERO } from '../lines/ascii.ts';
import type { RecordBatch } from '../record-batch.ts';
import { isWhite } from './json-members.ts';

/** RFC 8259 section 7: what stands for `\b \f \n \r \t`; the other escapes stand for themselves. */
const ESCAPED = new Map([
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);
const REPLACEMENT = 0xfffd;
/** First byte of UTF-8 by the number of bytes that follow. */
const LEADS = [0x00, 0xc0, 0xe0, 0xf0];

/** Writes the string `bytes[start … end)` without its escapes into `scratch`; returns where it starts there. */
export function unescapeInto(out: RecordBatch, start: number, end: number): number {
  const { bytes } = out.window;
  const from = out.reserveScratch(end - start);
  const to = new Utf8Writer(out.scratch, from);
  for (let at = start; at < end; ) {
    if (bytes[at] !== BACKSLASH || at + 1 >= end) to.byte(bytes[at++]);
    else if (bytes[at + 1] === 0x75) at = unescapeUnit(bytes, [at, end], to);
    else {
      to.byte(ESCAPED.get(bytes[at + 1]) ?? bytes[at + 1]);
      at += 2;
    }
  }
  out.scratchUsed = to.at;
  return from;
}

/** Writes `[72,101]` as its bytes (journald's form of text that is not UTF-8); -1 when it is another array. */
export function bytesInto(out: RecordBatch, start: number, end: number): number {
  const { bytes } = out.window;
  const from = out.reserveScratch(end - start);
  let to = from;
  for (let at = start + 1; at < end - 1; at++) {
    if (bytes[at] === COMMA || isWhite(bytes[at])) continue;
    let value = 0;
    const digits = at;
    while (isDigit(bytes[at]) && at - digits < 4) value = value * 10 + bytes[at++] - ZERO;
    if (at === digits || value > 255) {
      out.scratchUsed = from;
      return -1;
    }
    out.scratch[to++] = value;
    at--;
  }
  out.scratchUsed = to;
  return from;
}

class Utf8Writer {
  at: number;
  readonly #to: Uint8Array;

  constructor(to: Uint8Array, at: number) {
    this.#to = to;
    this.at = at;
  }

  byte(value: number): void {
    this.#to[this.at++] = value;
  }

  /** Never longer than the escape it came from: 3 bytes for 6, 4 for 12. */
  codePoint(code: number): void {
    const tails = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    this.byte(LEADS[tails] | (code >> (6 * tails)));
    for (let i = tails - 1; i >= 0; i--) this.byte(0x80 | ((code >> (6 * i)) & 63));
  }
}

/** `\uXXXX`, or a pair of them for what lies beyond 16 bits; returns the place behind. */
function unescapeUnit(bytes: Uint8Array, [at, end]: readonly [number, number], to: Utf8Writer): number {
  const unit = unitAt(bytes, at, end);
  if (unit < 0) {
    to.byte(bytes[at]);
    return at + 1;
  }
  if (unit < 0xd800 || unit > 0xdfff) {
    to.codePoint(unit);
    return at + 6;
  }
  const low = unit < 0xdc00 ? unitAt(bytes, at + 6, end) : -1;
  const isPair = low >= 0xdc00 && low <= 0xdfff;
  to.codePoint(isPair ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT);
  return at + (isPair ? 12 : 6);
}

/** The UTF-16 unit of `\uXXXX` at `at`, or -1. */
function unitAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 6 > end || bytes[at] !== BACKSLASH || bytes[at + 1] !== 0x75) return -1;
  let unit = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = hexDigit(bytes[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(byte: number): number {
  if (isDigit(byte)) return byte - ZERO;
  const letter = (byte | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}
