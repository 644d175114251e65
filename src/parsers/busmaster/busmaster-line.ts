import { MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { HEX_VALUE } from '../frames/hex-digits.ts';
import { COLON, SPACE, ZERO } from '../lines/ascii.ts';
import { Flag } from '../record-batch.ts';
import type { BusmasterFrame } from './busmaster-frame.ts';

const LETTER_X = 0x78;
const SMALL_R = 0x72;
const SMALL_S = 0x73;
const SMALL_T = 0x74;
const MAX_CLASSIC_BYTES = 8;
/** Digits of a number of 32 bits. */
const MAX_DIGITS = 10;
/** What one unit of the last number of a time is worth, by its digits: BUSMASTER writes four, SavvyCAN milliseconds. */
const FRACTION_UNIT_US = [0, 1_000, 1_000, 1_000, 100];

/**
 * `11:49:12:9420 Rx 1 0x023 s 1 40`: time, direction, channel, id, type (`s` or `x`, with `r` remote), length and bytes, in
 * the base that the header names. Nothing behind a line feed is looked at. Returns the place behind the last byte, or -1
 * when the line is no frame.
 */
export function readBusmasterLine(bytes: Uint8Array, at: number, base: 10 | 16, frame: BusmasterFrame): number {
  let p = readTime(bytes, at, frame);
  if (p > 0) p = readDirection(bytes, p, frame);
  if (p > 0) p = readNumber(bytes, p, 10, frame);
  if (p > 0) {
    frame.channel = frame.number;
    p = readId(bytes, p, base, frame);
  }
  if (p > 0) p = readType(bytes, p, frame);
  return p > 0 ? readData(bytes, p, base, frame) : -1;
}

/** `11:49:12:9420`; returns the place behind, or -1. */
export function readTime(bytes: Uint8Array, at: number, frame: BusmasterFrame): number {
  let p = at;
  let seconds = 0;
  for (let part = 0; part < 3; part++) {
    p = readNumber(bytes, p, 10, frame);
    if (p < 0 || bytes[p] !== COLON || (part > 0 && frame.number > 59)) return -1;
    seconds = seconds * 60 + frame.number;
    p++;
  }
  const fraction = p;
  p = readNumber(bytes, p, 10, frame);
  const unitUs = p < 0 ? undefined : FRACTION_UNIT_US[p - fraction];
  if (unitUs === undefined) return -1;
  frame.writtenUs = seconds * 1e6 + frame.number * unitUs;
  return p;
}

/** ` Rx `; returns the place of the word behind it. */
function readDirection(bytes: Uint8Array, at: number, frame: BusmasterFrame): number {
  const letter = bytes[at + 1] | 0x20;
  if (bytes[at] !== SPACE || (letter !== SMALL_R && letter !== SMALL_T)) return -1;
  if ((bytes[at + 2] | 0x20) !== LETTER_X || bytes[at + 3] !== SPACE) return -1;
  if (letter === SMALL_T) frame.flags |= Flag.transmitted;
  return at + 4;
}

/** ` 0x023`, or decimal digits. */
function readId(bytes: Uint8Array, at: number, base: 10 | 16, frame: BusmasterFrame): number {
  if (bytes[at] !== SPACE) return -1;
  const hasPrefix = bytes[at + 1] === ZERO && (bytes[at + 2] | 0x20) === LETTER_X;
  const p = readNumber(bytes, hasPrefix ? at + 3 : at + 1, hasPrefix ? 16 : base, frame);
  frame.id = frame.number;
  return p;
}

/** ` s `, ` x `, ` sr `, ` xr `; returns the place of the length. */
function readType(bytes: Uint8Array, at: number, frame: BusmasterFrame): number {
  const letter = bytes[at + 1] | 0x20;
  const isExtended = letter === LETTER_X;
  if (bytes[at] !== SPACE || (!isExtended && letter !== SMALL_S) || frame.id > (isExtended ? 0x1fffffff : 0x7ff))
    return -1;
  if (isExtended) frame.flags |= Flag.extendedId;
  const isRemote = (bytes[at + 2] | 0x20) === SMALL_R;
  if (isRemote) frame.flags |= Flag.remote;
  const p = isRemote ? at + 3 : at + 2;
  return bytes[p] === SPACE ? p + 1 : -1;
}

/** `8 03 E0 00 …`; a remote frame has none that count. */
function readData(bytes: Uint8Array, at: number, base: 10 | 16, frame: BusmasterFrame): number {
  let p = readNumber(bytes, at, 10, frame);
  const count = frame.number;
  if (p < 0 || count > MAX_FD_BYTES) return -1;
  if (count > MAX_CLASSIC_BYTES) frame.flags |= Flag.fd;
  const { body } = frame;
  const isRemote = (frame.flags & Flag.remote) !== 0;
  let to = frame.bodyStart;
  for (const end = to + count; to < end && !(isRemote && isLineOver(bytes, p)); to++) {
    if (bytes[p] !== SPACE) return -1;
    p = readNumber(bytes, p + 1, base, frame);
    if (p < 0 || frame.number > 0xff) return -1;
    body[to] = frame.number;
  }
  frame.bodyEnd = isRemote ? frame.bodyStart : to;
  return p;
}

const isLineOver = (bytes: Uint8Array, at: number): boolean => {
  let p = at;
  while (bytes[p] === SPACE) p++;
  return bytes[p] < SPACE;
};

/** Digits at `at` as `frame.number`; returns the place behind them, or -1 where none or too many stand. */
function readNumber(bytes: Uint8Array, at: number, base: 10 | 16, frame: BusmasterFrame): number {
  let p = at;
  let value = 0;
  for (let digit = HEX_VALUE[bytes[p]]; digit < base; digit = HEX_VALUE[bytes[++p]]) value = value * base + digit;
  frame.number = value;
  return p === at || p - at > MAX_DIGITS ? -1 : p;
}
