import { HEX_PAIR, HEX_VALUE } from '../frames/hex-digits.ts';
import { Flag } from '../record-batch.ts';
import type { AscFrame } from './asc-frame.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DOT = 0x2e;
const LETTER_X = 0x78;
const SMALL_D = 0x64;
/** Up to 96 characters of a frame, then `Length = … BitCount = … ID = …`. */
export const USUAL_ASC_BYTES = 256;

/** `   0.019968 1  64   Rx   d 4 64 00 00 00  Length = …`: a classic data frame with six digits of fraction, base hex. */
export class UsualAscLine {
  /** Place of the line feed, or -1 when the line is another. `USUAL_ASC_BYTES` lie ahead. */
  read(bytes: Uint8Array, at: number, frame: AscFrame): number {
    let p = at;
    while (bytes[p] === SPACE) p++;
    p = readTime(bytes, p, frame);
    const channel = bytes[p] - 0x30;
    if (p < 0 || !(channel >= 0 && channel <= 9) || bytes[p + 1] !== SPACE) return -1;
    frame.channel = channel;
    p = readId(bytes, skipSpaces(bytes, p + 1), frame);
    if (p < 0) return -1;
    p = readDirection(bytes, skipSpaces(bytes, p), frame);
    if (p < 0 || bytes[p] !== SMALL_D || bytes[p + 1] !== SPACE || bytes[p + 2] > 0x38) return -1;
    p = readBytes(bytes, p + 2, frame);
    return p < 0 ? -1 : findEnd(bytes, p, at + USUAL_ASC_BYTES, frame);
  }
}

function skipSpaces(bytes: Uint8Array, at: number): number {
  let p = at;
  while (bytes[p] === SPACE) p++;
  return p;
}

/** `12.345678 `; returns the place of the word behind it. */
function readTime(bytes: Uint8Array, at: number, frame: AscFrame): number {
  let p = at;
  let value = 0;
  for (let digit = bytes[p] - 0x30; digit >= 0 && digit <= 9; digit = bytes[++p] - 0x30) value = value * 10 + digit;
  if (p === at || p - at > 9 || bytes[p] !== DOT) return -1;
  const end = p + 7;
  for (p++; p < end; p++) {
    const digit = bytes[p] - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  frame.writtenUs = value;
  return bytes[p] === SPACE ? skipSpaces(bytes, p) : -1;
}

/** Returns the place behind the id, or -1. */
function readId(bytes: Uint8Array, at: number, frame: AscFrame): number {
  let p = at;
  let id = 0;
  for (let digit = HEX_VALUE[bytes[p]]; digit < 16; digit = HEX_VALUE[bytes[++p]]) id = (id << 4) | digit;
  const isExtended = bytes[p] === LETTER_X;
  const digits = p - at;
  if (digits === 0 || digits > 8 || id < 0 || id > (isExtended ? 0x1fffffff : 0x7ff)) return -1;
  frame.id = id;
  if (!isExtended) return p;
  frame.flags |= Flag.extendedId;
  return p + 1;
}

/** `Rx` or `Tx` and blanks; returns the place of the word behind them, or -1. */
function readDirection(bytes: Uint8Array, p: number, frame: AscFrame): number {
  if (bytes[p + 1] !== LETTER_X || bytes[p + 2] !== SPACE) return -1;
  if (bytes[p] !== 0x52 && bytes[p] !== 0x54) return -1;
  frame.setDirection(bytes[p]);
  return skipSpaces(bytes, p + 2);
}

/** `4 64 00 00 00`; returns the place behind, or -1. */
function readBytes(bytes: Uint8Array, at: number, frame: AscFrame): number {
  const { body } = frame;
  const count = bytes[at] - 0x30;
  if (!(count >= 0)) return -1;
  let to = frame.bodyStart;
  let p = at + 1;
  for (const end = to + count; to < end; p += 3) {
    const value = HEX_PAIR[(bytes[p + 2] << 8) | bytes[p + 1]];
    if (value > 0xff || bytes[p] !== SPACE) return -1;
    body[to++] = value;
  }
  frame.bodyEnd = to;
  return p;
}

/** Behind the data stands the end of the line, or a blank and words that say nothing of the frame. */
function findEnd(bytes: Uint8Array, at: number, limit: number, frame: AscFrame): number {
  let p = at;
  if (bytes[p] === SPACE) while (bytes[p] !== LF) if (++p >= limit) return -1;
  frame.end = bytes[p - 1] === CR ? p - 1 : p;
  if (bytes[p] === LF) return p;
  frame.end = p;
  return bytes[p] === CR && bytes[p + 1] === LF ? p + 1 : -1;
}
