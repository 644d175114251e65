import { MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { HEX_VALUE } from '../frames/hex-digits.ts';
import { Flag } from '../record-batch.ts';
import type { GvretFrame } from './gvret-frame.ts';

const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;
const SPACE = 0x20;
const LETTER_X = 0x78;
const MAX_DIGITS = 16;
/** `true`, `false`, or the number of it. */
const TRUE = new Set([0x74, 0x54, 0x31]);
const FALSE = new Set([0x66, 0x46, ZERO]);

/**
 * `166064000,0000021A,false,0,8,FE,36,12,FE,69,05,07,AD,`, newer with a direction before the bus. Nothing behind a line
 * feed is looked at. Returns the place behind the last byte and its comma, or -1 when the line is no frame.
 */
export function readGvretLine(bytes: Uint8Array, at: number, frame: GvretFrame): number {
  let p = readTime(bytes, at, frame);
  if (p > 0) p = readId(bytes, p, frame);
  if (p > 0) p = readExtended(bytes, p, frame);
  if (p > 0) p = readDirection(bytes, p, frame);
  if (p > 0) p = readBus(bytes, p, frame);
  return p > 0 ? readData(bytes, p, frame) : -1;
}

/** Microseconds. Each reader returns the place behind the comma. */
function readTime(bytes: Uint8Array, at: number, frame: GvretFrame): number {
  let p = at;
  let value = 0;
  for (; isDigit(bytes[p]); p++) value = value * 10 + bytes[p] - ZERO;
  if (p === at || p - at > MAX_DIGITS) return -1;
  if (bytes[p] === DOT) for (p++; isDigit(bytes[p]); ) p++;
  frame.writtenUs = value;
  return bytes[p] === COMMA ? p + 1 : -1;
}

/** Hexadecimal, with or without `0x`. */
function readId(bytes: Uint8Array, from: number, frame: GvretFrame): number {
  const at = bytes[from] === ZERO && (bytes[from + 1] | 0x20) === LETTER_X ? from + 2 : from;
  let p = at;
  let id = 0;
  for (let digit = HEX_VALUE[bytes[p]]; digit < 16; digit = HEX_VALUE[bytes[++p]]) id = (id << 4) | digit;
  if (p === at || p - at > 8 || id < 0 || id > 0x1fffffff || bytes[p] !== COMMA) return -1;
  frame.id = id;
  return p + 1;
}

function readExtended(bytes: Uint8Array, at: number, frame: GvretFrame): number {
  const isExtended = TRUE.has(bytes[at]);
  if (!isExtended && !FALSE.has(bytes[at])) return -1;
  if (isExtended || frame.id > 0x7ff) frame.flags |= Flag.extendedId;
  return behindComma(bytes, at + 1);
}

/** Only the newer layout has it. */
function readDirection(bytes: Uint8Array, at: number, frame: GvretFrame): number {
  if ((bytes[at + 1] | 0x20) !== LETTER_X) return at;
  if (bytes[at] === 0x54) frame.flags |= Flag.transmitted;
  return bytes[at] === 0x54 || bytes[at] === 0x52 ? behindComma(bytes, at + 2) : -1;
}

function readBus(bytes: Uint8Array, at: number, frame: GvretFrame): number {
  frame.channel = bytes[at] - ZERO;
  return isDigit(bytes[at]) && bytes[at + 1] === COMMA ? at + 2 : -1;
}

/** `8,FE,36,…`: the bytes may have `0x` and be of one digit; the last needs no comma. */
function readData(bytes: Uint8Array, at: number, frame: GvretFrame): number {
  const first = bytes[at] - ZERO;
  const isTwo = isDigit(bytes[at + 1]);
  const count = isTwo ? first * 10 + bytes[at + 1] - ZERO : first;
  let p = isTwo ? at + 2 : at + 1;
  if (!(first >= 0 && first <= 9) || count > MAX_FD_BYTES) return -1;
  if (count > 8) frame.flags |= Flag.fd;
  const { body } = frame;
  let to = frame.bodyStart;
  for (const end = to + count; to < end; to++) {
    if (bytes[p] !== COMMA) return -1;
    p += bytes[p + 1] === ZERO && (bytes[p + 2] | 0x20) === LETTER_X ? 3 : 1;
    const high = HEX_VALUE[bytes[p]];
    const low = HEX_VALUE[bytes[p + 1]];
    if (high > 15) return -1;
    body[to] = low > 15 ? high : (high << 4) | low;
    p += low > 15 ? 1 : 2;
  }
  frame.bodyEnd = to;
  return p;
}

function behindComma(bytes: Uint8Array, at: number): number {
  let p = at;
  while (bytes[p] > SPACE && bytes[p] !== COMMA) p++;
  return bytes[p] === COMMA ? p + 1 : -1;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39;
