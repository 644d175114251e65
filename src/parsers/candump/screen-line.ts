import { MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { MAX_BUS_LENGTH } from '../frames/frame-sources.ts';
import { HEX_PAIR, HEX_VALUE } from '../frames/hex-digits.ts';
import { asciiBytes, startsWith } from '../lines/ascii.ts';
import { Flag } from '../record-batch.ts';
import type { CandumpFrame } from './candump-frame.ts';

const SPACE = 0x20;
const APOSTROPHE = 0x27;
const BACKTICK = 0x60;
const OPEN_ROUND = 0x28;
const OPEN_SQUARE = 0x5b;
const CLOSE_SQUARE = 0x5d;
const REMOTE_REQUEST = asciiBytes('remote request');
const ERROR_FRAME = asciiBytes('ERRORFRAME');

/**
 * `(1696758378.547717)  can0  RX - -  43F   [8]  1A 7F …  'ascii'` as candump prints it (can-utils candump.c, lib.c): the
 * time, the direction with its two flag columns (`B` bit rate switch, `E` error state) and the ASCII column are optional;
 * a two-digit length means FD. Returns the place behind the last character, or -1 when it is no such frame. Looks at
 * nothing behind a control character: the caller checks that the line ends there.
 */
export function readScreenLine(bytes: Uint8Array, at: number, frame: CandumpFrame): number {
  let p = skipSpaces(bytes, at);
  if (bytes[p] === OPEN_ROUND) {
    p = frame.time.read(bytes, p);
    if (p < 0) return -1;
    p = skipSpaces(bytes, p);
  }
  frame.busStart = p;
  while (bytes[p] > SPACE) if (++p - frame.busStart > MAX_BUS_LENGTH) return -1;
  frame.busEnd = p;
  if (p === frame.busStart) return -1;
  p = readDirection(bytes, skipSpaces(bytes, p), frame);
  p = readId(bytes, p, frame);
  if (p < 0) return -1;
  p = readLength(bytes, skipSpaces(bytes, p), frame);
  if (p < 0) return -1;
  p = readBody(bytes, skipSpaces(bytes, p), frame);
  frame.end = p;
  return p;
}

function skipSpaces(bytes: Uint8Array, at: number): number {
  let p = at;
  while (bytes[p] === SPACE) p++;
  return p;
}

/** `RX - -`, `TX B E`, or nothing. */
function readDirection(bytes: Uint8Array, at: number, frame: CandumpFrame): number {
  const isTransmitted = bytes[at] === 0x54;
  if ((!isTransmitted && bytes[at] !== 0x52) || bytes[at + 1] !== 0x58 || bytes[at + 2] !== SPACE) return at;
  if (isTransmitted) frame.flags |= Flag.transmitted;
  let p = skipSpaces(bytes, at + 2);
  for (let column = 0; column < 2; column++) {
    const isFlag = bytes[p] === 0x2d || bytes[p] === 0x42 || bytes[p] === 0x45;
    if (isFlag && bytes[p + 1] === SPACE) p = skipSpaces(bytes, p + 1);
  }
  return p;
}

/** 3 or 8 hexadecimal digits. */
function readId(bytes: Uint8Array, at: number, frame: CandumpFrame): number {
  let p = at;
  let id = 0;
  for (let digit = HEX_VALUE[bytes[p]]; digit < 16 && p - at < 9; digit = HEX_VALUE[bytes[++p]]) id = (id << 4) | digit;
  const digits = p - at;
  if (bytes[p] !== SPACE || (digits !== 3 && digits !== 8)) return -1;
  frame.setId(id >>> 0, digits);
  return p;
}

/** `[8]` classic, `[08]` and `[64]` FD. Leaves the announced length in `bodyEnd`. */
function readLength(bytes: Uint8Array, p: number, frame: CandumpFrame): number {
  if (bytes[p] !== OPEN_SQUARE) return -1;
  const first = bytes[p + 1] - 48;
  if (!(first >= 0 && first <= 9)) return -1;
  const isFd = bytes[p + 2] !== CLOSE_SQUARE;
  const second = bytes[p + 2] - 48;
  const length = isFd ? first * 10 + second : first;
  if (isFd && (!(second >= 0 && second <= 9) || bytes[p + 3] !== CLOSE_SQUARE)) return -1;
  if (length > (isFd ? MAX_FD_BYTES : MAX_CLASSIC_BYTES)) return -1;
  if (isFd) frame.flags |= Flag.fd;
  frame.bodyEnd = frame.bodyStart + length;
  return isFd ? p + 4 : p + 3;
}

function readBody(bytes: Uint8Array, at: number, frame: CandumpFrame): number {
  if (bytes[at] === REMOTE_REQUEST[0] && startsWith(bytes, at, REMOTE_REQUEST)) {
    frame.flags |= Flag.remote;
    frame.bodyEnd = frame.bodyStart;
    return skipText(bytes, at);
  }
  const { body, bodyEnd } = frame;
  let p = at;
  for (let to = frame.bodyStart; to < bodyEnd; to++) {
    const value = HEX_PAIR[(bytes[p + 1] << 8) | bytes[p]];
    const isParted = bytes[p + 2] === SPACE || bytes[p + 2] === BACKTICK;
    if (value > 0xff || (bytes[p + 2] > SPACE && !isParted)) return -1;
    body[to] = value;
    p += isParted ? 3 : 2;
  }
  return readTrailer(bytes, skipSpaces(bytes, p));
}

/** Nothing, the ASCII column, or a word in capitals (`ERRORFRAME`): not a further data byte. */
function readTrailer(bytes: Uint8Array, p: number): number {
  if (!(bytes[p] >= SPACE)) return p;
  const isText = bytes[p] === APOSTROPHE || bytes[p] === BACKTICK || startsWith(bytes, p, ERROR_FRAME);
  return isText ? skipText(bytes, p) : -1;
}

function skipText(bytes: Uint8Array, at: number): number {
  let p = at;
  while (bytes[p] >= SPACE) p++;
  return p;
}
