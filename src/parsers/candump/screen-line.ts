import { MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { MAX_BUS_LENGTH } from '../frames/frame-sources.ts';
import { HEX_PAIR, HEX_VALUE } from '../frames/hex-digits.ts';
import { Flag } from '../record-batch.ts';
import type { CandumpFrame } from './candump-frame.ts';

const SPACE = 0x20;
const APOSTROPHE = 0x27;
const BACKTICK = 0x60;
const OPEN_ROUND = 0x28;
const OPEN_SQUARE = 0x5b;
const CLOSE_SQUARE = 0x5d;

/**
 * `(1696758378.547717)  can0  RX - -  43F   [8]  1A 7F …  'ascii'` as candump prints it (can-utils candump.c, lib.c): the
 * time, the direction with its two flag columns (`B` bit rate switch, `E` error state) and the ASCII column are optional;
 * a two-digit length means FD. Reads `bytes[at … end)`, a line without its ending; false when it is no such frame.
 */
export function readScreenLine(bytes: Uint8Array, at: number, end: number, frame: CandumpFrame): boolean {
  let p = skipSpaces(bytes, at, end);
  if (bytes[p] === OPEN_ROUND) {
    p = frame.time.read(bytes, p);
    if (p < 0) return false;
    p = skipSpaces(bytes, p, end);
  }
  frame.busStart = p;
  frame.busEnd = p = skipWord(bytes, p, end);
  const busLength = p - frame.busStart;
  if (busLength === 0 || busLength > MAX_BUS_LENGTH) return false;
  p = readDirection(bytes, skipSpaces(bytes, p, end), end, frame);
  p = readId(bytes, p, end, frame);
  if (p < 0) return false;
  p = readLength(bytes, skipSpaces(bytes, p, end), frame);
  return p >= 0 && readBody(bytes, skipSpaces(bytes, p, end), end, frame);
}

function skipSpaces(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end && bytes[p] === SPACE) p++;
  return p;
}

function skipWord(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end && bytes[p] > SPACE) p++;
  return p;
}

/** `RX - -`, `TX B E`, or nothing. */
function readDirection(bytes: Uint8Array, at: number, end: number, frame: CandumpFrame): number {
  const isTransmitted = bytes[at] === 0x54;
  if ((!isTransmitted && bytes[at] !== 0x52) || bytes[at + 1] !== 0x58 || bytes[at + 2] !== SPACE) return at;
  if (isTransmitted) frame.flags |= Flag.transmitted;
  let p = skipSpaces(bytes, at + 2, end);
  for (let column = 0; column < 2; column++) {
    const isFlag = bytes[p] === 0x2d || bytes[p] === 0x42 || bytes[p] === 0x45;
    if (isFlag && bytes[p + 1] === SPACE) p = skipSpaces(bytes, p + 1, end);
  }
  return p;
}

/** 3 or 8 hexadecimal digits. */
function readId(bytes: Uint8Array, at: number, end: number, frame: CandumpFrame): number {
  let p = at;
  let id = 0;
  for (; p < end && p - at < 9 && HEX_VALUE[bytes[p]] < 16; p++) id = (id << 4) | HEX_VALUE[bytes[p]];
  const digits = p - at;
  if (bytes[p] !== SPACE || (digits !== 3 && digits !== 8)) return -1;
  frame.setId(id >>> 0, digits);
  return p;
}

/** `[8]` classic, `[08]` and `[64]` FD. Leaves the announced length in `dataEnd`. */
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

function readBody(bytes: Uint8Array, at: number, end: number, frame: CandumpFrame): boolean {
  frame.end = end;
  if (isRemote(bytes, at, end)) {
    frame.flags |= Flag.remote;
    frame.bodyEnd = frame.bodyStart;
    return true;
  }
  let p = at;
  for (let to = frame.bodyStart; to < frame.bodyEnd; to++) {
    const value = HEX_PAIR[(bytes[p + 1] << 8) | bytes[p]];
    if (value > 0xff || p + 2 > end || (p + 2 < end && !isSeparator(bytes[p + 2]))) return false;
    frame.body[to] = value;
    p += 3;
  }
  return isTrailer(bytes, skipSpaces(bytes, Math.min(p, end), end), end);
}

/** A space, or the mark that `candump -S` puts between swapped bytes. */
const isSeparator = (byte: number): boolean => byte === SPACE || byte === BACKTICK;

/** Nothing, the ASCII column, or a word in capitals (`ERRORFRAME`): not a further data byte. */
function isTrailer(bytes: Uint8Array, p: number, end: number): boolean {
  return p >= end || bytes[p] === APOSTROPHE || bytes[p] === BACKTICK || isText(bytes, p, end, 'ERRORFRAME');
}

const isRemote = (bytes: Uint8Array, p: number, end: number): boolean => isText(bytes, p, end, 'remote request');

function isText(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (end - at < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
