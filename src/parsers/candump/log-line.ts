import { MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { MAX_BUS_LENGTH } from '../frames/frame-sources.ts';
import { HEX_VALUE } from '../frames/hex-digits.ts';
import { Flag } from '../record-batch.ts';
import type { CandumpFrame } from './candump-frame.ts';

const SPACE = 0x20;
const HASH = 0x23;
const LETTER_R = 0x52;
const LETTER_T = 0x54;
const UNDERSCORE = 0x5f;

/**
 * `(1696758378.547717) can0 0F7#01FD…` of `candump -l` (can-utils lib.c), with `##<flags>` for FD, `#R<len>` for a remote
 * frame, `_<dlc>` for a raw DLC and an optional direction `R` / `T`. Returns the place behind the last character of the
 * frame, or -1. May look a little past the line: the caller checks that the line ends there.
 */
export function readLogLine(bytes: Uint8Array, at: number, frame: CandumpFrame): number {
  const busStart = frame.time.read(bytes, at) + 1;
  if (busStart === 0 || bytes[busStart - 1] !== SPACE) return -1;
  let p = busStart;
  while (bytes[p] > SPACE) if (++p - busStart > MAX_BUS_LENGTH) return -1;
  if (p === busStart || bytes[p] !== SPACE) return -1;
  frame.busStart = busStart;
  frame.busEnd = p;
  p = readId(bytes, p + 1, frame);
  if (p < 0) return -1;
  const end = bytes[p] === HASH ? readFdBody(bytes, p + 1, frame) : readClassicBody(bytes, p, frame);
  return end < 0 ? -1 : readEnd(bytes, end, frame);
}

/** 3 or 8 hexadecimal digits and `#`. */
function readId(bytes: Uint8Array, start: number, frame: CandumpFrame): number {
  let p = start;
  let id = 0;
  for (let digit = HEX_VALUE[bytes[p]]; digit < 16 && p - start < 9; digit = HEX_VALUE[bytes[++p]])
    id = (id << 4) | digit;
  const digits = p - start;
  if (bytes[p] !== HASH || (digits !== 3 && digits !== 8)) return -1;
  frame.setId(id >>> 0, digits);
  return p + 1;
}

function readFdBody(bytes: Uint8Array, p: number, frame: CandumpFrame): number {
  if (!(HEX_VALUE[bytes[p]] < 16)) return -1;
  frame.flags |= Flag.fd;
  return readData(bytes, p + 1, frame, MAX_FD_BYTES);
}

function readClassicBody(bytes: Uint8Array, p: number, frame: CandumpFrame): number {
  let end = p;
  if (bytes[p] === LETTER_R) {
    frame.flags |= Flag.remote;
    end = HEX_VALUE[bytes[p + 1]] < 16 ? p + 2 : p + 1;
  } else {
    end = readData(bytes, p, frame, MAX_CLASSIC_BYTES);
  }
  return end >= 0 && bytes[end] === UNDERSCORE ? (HEX_VALUE[bytes[end + 1]] < 16 ? end + 2 : -1) : end;
}

/** Pairs of hexadecimal digits up to the first other character; -1 for half a pair or too many. */
function readData(bytes: Uint8Array, start: number, frame: CandumpFrame, most: number): number {
  const data = frame.body;
  const last = frame.bodyStart + most;
  let p = start;
  let to = frame.bodyStart;
  for (;;) {
    const high = HEX_VALUE[bytes[p]];
    if (!(high < 16)) break;
    const low = HEX_VALUE[bytes[p + 1]];
    if (!(low < 16) || to === last) return -1;
    data[to++] = (high << 4) | low;
    p += 2;
  }
  frame.bodyEnd = to;
  return p;
}

/** Optional direction, then the end of the line. */
function readEnd(bytes: Uint8Array, at: number, frame: CandumpFrame): number {
  let p = at;
  if (bytes[p] === SPACE && (bytes[p + 1] === LETTER_R || bytes[p + 1] === LETTER_T)) {
    if (bytes[p + 1] === LETTER_T) frame.flags |= Flag.transmitted;
    p += 2;
  }
  while (bytes[p] === SPACE) p++;
  frame.end = p;
  return p;
}
