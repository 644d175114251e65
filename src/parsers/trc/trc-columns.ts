import { FD_LENGTHS, MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { HEX_PAIR, HEX_VALUE } from '../frames/hex-digits.ts';
import { Flag } from '../record-batch.ts';
import type { TrcFrame } from './trc-frame.ts';
import { Column, type TrcLayout } from './trc-layout.ts';

const SPACE = 0x20;
const DOT = 0x2e;
const CLOSE = 0x29;
const ZERO = 0x30;
/** More digits than a day has of microseconds. */
const MAX_DIGITS = 15;

/** Types of lines that are frames, as two bytes: PEAK 1.x writes `Rx` and `Tx`, 2.x what kind of frame it is. */
const TYPE_FLAGS = new Map(
  Object.entries({
    Rx: 0,
    Tx: Flag.transmitted,
    DT: 0,
    RR: Flag.remote,
    FD: Flag.fd,
    FB: Flag.fd,
    FE: Flag.fd,
    BI: Flag.fd,
  }).map(([word, flags]) => [pair(word), flags]),
);
/** In `FRAME_TYPES`: a line of that type is no frame. */
export const NO_FRAME = 0xffff;
/** The same flags by the two bytes as a little-endian word: no map is as fast. */
export const FRAME_TYPES: Uint16Array = new Uint16Array(65_536).fill(NO_FRAME);
for (const [word, flags] of TYPE_FLAGS) FRAME_TYPES[((word & 0xff) << 8) | (word >>> 8)] = flags;
const DATA = pair('DT');
const TRANSMITTED = pair('Tx');
const RECEIVED = pair('Rx');
/** `FFFFFFFF` in the place of an id marks a status of the bus (version 1.0). */
export const MAX_ID = 0x1fffffff;
export const MAX_SHORT_ID = 0x7ff;

/**
 * Reads a frame by the columns of its file, without looking for the end of the line first; nothing behind a line feed is
 * looked at. Returns the place behind the last column, or -1 when the line is no frame of that layout.
 */
export function readFrameColumns(bytes: Uint8Array, at: number, layout: TrcLayout, frame: TrcFrame): number {
  let p = at;
  let count = 0;
  for (let n = 0; n < layout.length; n++) {
    while (bytes[p] === SPACE) p++;
    frame.columnStarts[n] = p - at;
    switch (layout[n]) {
      case Column.number:
        p = skipNumber(bytes, p);
        break;
      case Column.offset:
        p = readOffset(bytes, p, frame);
        break;
      case Column.type:
        p = readType(bytes, p, frame);
        break;
      case Column.bus:
        p = readBus(bytes, p, frame);
        break;
      case Column.id:
        p = readId(bytes, p, frame);
        break;
      case Column.direction:
        p = readDirection(bytes, p, frame);
        break;
      case Column.data:
        p = readData(bytes, p, count, frame);
        break;
      case Column.reserved:
        p = skipWord(bytes, p);
        break;
      default:
        count = readCount(bytes, p, layout[n], frame);
        p = count < 0 ? -1 : skipWord(bytes, p);
    }
    if (p < 0) return -1;
    frame.columnEnds[n] = p - at;
  }
  return p;
}

/** `12)`, or `12` in version 2. */
function skipNumber(bytes: Uint8Array, at: number): number {
  let p = at;
  while (isDigit(bytes[p])) p++;
  if (p === at) return -1;
  return bytes[p] === CLOSE ? p + 1 : p;
}

/** Milliseconds with up to three digits of fraction. */
function readOffset(bytes: Uint8Array, at: number, frame: TrcFrame): number {
  let p = at;
  let value = 0;
  for (; isDigit(bytes[p]); p++) value = value * 10 + bytes[p] - ZERO;
  if (p === at || p - at > MAX_DIGITS) return -1;
  let places = 3;
  if (bytes[p] === DOT) {
    for (p++; isDigit(bytes[p]); p++) {
      if (places === 0) continue;
      value = value * 10 + bytes[p] - ZERO;
      places--;
    }
  }
  for (; places > 0; places--) value *= 10;
  frame.offsetUs = value;
  return bytes[p] === SPACE ? p : -1;
}

export function readType(bytes: Uint8Array, p: number, frame: TrcFrame): number {
  if (bytes[p + 2] !== SPACE) return -1;
  const word = (bytes[p] << 8) | bytes[p + 1];
  if (word === RECEIVED || word === DATA) return p + 2;
  const flags = TYPE_FLAGS.get(word);
  if (flags === undefined) return -1;
  frame.flags |= flags;
  return p + 2;
}

function readBus(bytes: Uint8Array, at: number, frame: TrcFrame): number {
  let p = at;
  let channel = 0;
  for (; isDigit(bytes[p]); p++) channel = channel * 10 + bytes[p] - ZERO;
  if (p === at || p - at > 4 || bytes[p] !== SPACE) return -1;
  frame.channel = channel;
  return p;
}

/** Four digits for 11 bits, eight for 29; other writers leave leading zeros out. */
function readId(bytes: Uint8Array, at: number, frame: TrcFrame): number {
  let p = at;
  let id = 0;
  for (let digit = HEX_VALUE[bytes[p]]; digit < 16; digit = HEX_VALUE[bytes[++p]]) id = (id << 4) | digit;
  const digits = p - at;
  if (digits < 3 || digits > 8 || id < 0 || id > MAX_ID || bytes[p] !== SPACE) return -1;
  frame.id = id;
  if (digits > 4 || id > MAX_SHORT_ID) frame.flags |= Flag.extendedId;
  return p;
}

export function readDirection(bytes: Uint8Array, p: number, frame: TrcFrame): number {
  const word = (bytes[p] << 8) | bytes[p + 1];
  if (word === TRANSMITTED) frame.flags |= Flag.transmitted;
  return word === TRANSMITTED || word === RECEIVED ? p + 2 : -1;
}

function skipWord(bytes: Uint8Array, at: number): number {
  let p = at;
  while (bytes[p] > SPACE) p++;
  return p > at ? p : -1;
}

/** Bytes of data; -1 when the word is no such number. */
function readCount(bytes: Uint8Array, p: number, column: number, frame: TrcFrame): number {
  const first = bytes[p] - ZERO;
  const isTwo = isDigit(bytes[p + 1]);
  const value = isTwo ? first * 10 + bytes[p + 1] - ZERO : first;
  if (!(first >= 0 && first <= 9) || bytes[isTwo ? p + 2 : p + 1] > SPACE) return -1;
  return bytesOf(value, column, (frame.flags & Flag.fd) !== 0);
}

/** Bytes of data by what the column of their length, or of their DLC, says; -1 where there is no such number. */
export function bytesOf(value: number, column: number, isFd: boolean): number {
  if (!isFd) return Math.min(value, MAX_CLASSIC_BYTES);
  if (column === Column.dlc) return value < FD_LENGTHS.length ? FD_LENGTHS[value] : -1;
  return value <= MAX_FD_BYTES ? value : -1;
}

/** Pairs of digits one blank apart, or `RTR`. */
function readData(bytes: Uint8Array, at: number, count: number, frame: TrcFrame): number {
  if (bytes[at] === 0x52 && bytes[at + 1] === 0x54 && bytes[at + 2] === 0x52) frame.flags |= Flag.remote;
  if (frame.flags & Flag.remote) return Math.max(skipWord(bytes, at), at);
  const { body } = frame;
  let p = at;
  let to = frame.bodyStart;
  for (const end = to + count; to < end; p += 3) {
    const value = HEX_PAIR[(bytes[p + 1] << 8) | bytes[p]];
    if (value > 0xff || bytes[p + 2] > SPACE || (to > frame.bodyStart && bytes[p - 1] !== SPACE)) return -1;
    body[to++] = value;
  }
  frame.bodyEnd = to;
  return count > 0 ? p - 1 : at;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= 0x39;

function pair(word: string): number {
  return (word.charCodeAt(0) << 8) | word.charCodeAt(1);
}
