import { CLASS, COLON, DASH, DIGIT, DOT, isDigit, isHexByte, LETTER, SLASH } from './byte-classes.ts';
import { Mask } from './masks.ts';

/** The token as a whole has no shape of its own: its words are looked at one by one. */
export const SPLIT = -1;

/**
 * The mask of a whole token that holds a digit and something that joins words, by its shape. `bits` are the classes of
 * its bytes. Linear in the token's length.
 */
export function wholeMask(bytes: Uint8Array, span: Span): number {
  const { bits } = span;
  if ((bits & ~(DIGIT | DOT)) === 0) return dottedMask(bytes, span.start, span.end);
  if (bits & COLON) return colonMask(bytes, span);
  if (bits & SLASH) return slashMask(bytes, span);
  if (isRandom(bytes, span)) return bits & DASH && isUuid(bytes, span) ? Mask.uuid : Mask.id;
  if (bits & DASH && isDate(bytes, span, 0x2d)) return Mask.time;
  return bits & DOT && isVersion(bytes, span) ? Mask.ver : SPLIT;
}

export interface Span {
  start: number;
  end: number;
  bits: number;
}

/** Digits and dots only: `12.5`, `10.0.0.1`, `4.14.0`. */
export function dottedMask(bytes: Uint8Array, start: number, end: number): number {
  let dots = 0;
  let group = 0;
  let isAddress = true;
  for (let i = start; i < end; i++) {
    if (bytes[i] === 0x2e) {
      dots++;
      group = 0;
      continue;
    }
    group = group * 10 + bytes[i] - 0x30;
    if (group > 255) isAddress = false;
  }
  if (dots <= 1) return Mask.num;
  return dots === 3 && isAddress ? Mask.ip : Mask.ver;
}

function colonMask(bytes: Uint8Array, span: Span): number {
  const { start, end, bits } = span;
  if (isClock(bytes, start, end)) return Mask.time;
  if (isDateTime(bytes, span)) return Mask.time;
  if (bits & SLASH) return hasScheme(bytes, start, end) ? Mask.url : startsPath(bytes, span) ? Mask.path : SPLIT;
  if (bits & LETTER) return SPLIT;
  return addressMask(bytes, span);
}

/** MAC (`aa:bb:cc:dd:ee:ff`) and IPv6 (seven colons, or `::`); hex digits, colons, dots and dashes only. */
function addressMask(bytes: Uint8Array, { start, end, bits }: Span): number {
  let colons = 0;
  let hasDouble = false;
  let isMac = end - start === 17;
  for (let i = start; i < end; i++) {
    const isColon = bytes[i] === 0x3a;
    if (isColon && bytes[i - 1] === 0x3a && i > start) hasDouble = true;
    if (isColon) colons++;
    if (isColon !== ((i - start) % 3 === 2)) isMac = false;
  }
  if (isMac && colons === 5) return Mask.mac;
  if (bits & DASH) return SPLIT;
  return colons === 7 || (hasDouble && colons >= 2) ? Mask.ip : SPLIT;
}

function slashMask(bytes: Uint8Array, span: Span): number {
  if (startsPath(bytes, span)) return Mask.path;
  if (isDate(bytes, span, 0x2f)) return Mask.time;
  return isRandom(bytes, span) ? Mask.id : SPLIT;
}

/** An absolute path; devices keep their name (`/dev/mmcblk<num>`), because which one failed is meaning. */
function startsPath(bytes: Uint8Array, { start, end }: Span): boolean {
  if (bytes[start] !== 0x2f) return false;
  const isDevice =
    end - start > 5 &&
    bytes[start + 1] === 0x64 &&
    bytes[start + 2] === 0x65 &&
    bytes[start + 3] === 0x76 &&
    bytes[start + 4] === 0x2f;
  return !isDevice;
}

function hasScheme(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start + 1; i + 2 < end; i++) {
    if (bytes[i] === 0x3a) return bytes[i + 1] === 0x2f && bytes[i + 2] === 0x2f;
  }
  return false;
}

const areDigits = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if (!isDigit(bytes[i])) return false;
  return true;
};

/** `hh:mm:ss`, then a fraction or nothing but digits, dots, `Z` and a zone. */
function isClock(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 8 || bytes[start + 2] !== 0x3a || bytes[start + 5] !== 0x3a) return false;
  if (!areDigits(bytes, start, start + 2) || !areDigits(bytes, start + 3, start + 5)) return false;
  return areDigits(bytes, start + 6, start + 8) && isClockTail(bytes, start + 8, end);
}

function isClockTail(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const isZone = bytes[i] === 0x5a || bytes[i] === 0x2b || bytes[i] === 0x2d || bytes[i] === 0x3a;
    if (!isDigit(bytes[i]) && bytes[i] !== 0x2e && !isZone) return false;
  }
  return true;
}

/** `2026-05-13T17:43:21…`; a bare date is `isDate`. */
function isDateTime(bytes: Uint8Array, { start, end }: Span): boolean {
  if (end - start < 19 || !areDigits(bytes, start, start + 4)) return false;
  return bytes[start + 4] === 0x2d && bytes[start + 7] === 0x2d && isClock(bytes, start + 11, end);
}

/** `2026-05-13` or `2026/05/13`, nothing behind it. */
function isDate(bytes: Uint8Array, { start, end }: Span, separator: number): boolean {
  if (end - start !== 10 || bytes[start + 4] !== separator || bytes[start + 7] !== separator) return false;
  if (!areDigits(bytes, start, start + 4) || !areDigits(bytes, start + 5, start + 7)) return false;
  return areDigits(bytes, start + 8, end);
}

/** 8-4-4-4-12 hex digits (RFC 9562). */
function isUuid(bytes: Uint8Array, { start, end }: Span): boolean {
  if (end - start !== 36) return false;
  for (let i = 0; i < 36; i++) {
    const isDash = i === 8 || i === 13 || i === 18 || i === 23;
    if (isDash ? bytes[start + i] !== 0x2d : !isHexByte(bytes[start + i])) return false;
  }
  return true;
}

/** `1.2.3`, `v4.14.0-rc1+g12ab`: two dots between numbers, from the start. */
function isVersion(bytes: Uint8Array, { start, end }: Span): boolean {
  let dots = 0;
  for (let i = (bytes[start] | 0x20) === 0x76 ? start + 1 : start; i < end; i++) {
    if (isDigit(bytes[i])) continue;
    if (bytes[i] !== 0x2e || i + 1 === end || !isDigit(bytes[i + 1]) || !isDigit(bytes[i - 1])) break;
    dots++;
  }
  return dots >= 2;
}

/** Base64, keys, uuids: long, and changing between letters and digits more often than names do. */
function isRandom(bytes: Uint8Array, { start, end }: Span): boolean {
  return end - start >= 24 && digitRuns(bytes, start, end) >= 4;
}

function digitRuns(bytes: Uint8Array, start: number, end: number): number {
  let runs = 0;
  let wasDigit = 0;
  for (let i = start; i < end; i++) {
    const isOne = CLASS[bytes[i]] & DIGIT;
    if (isOne && !wasDigit) runs++;
    wasDigit = isOne;
  }
  return runs;
}

/** Letters and digits in turns, with nothing between: keys and serial numbers. */
export function isRandomWord(bytes: Uint8Array, start: number, end: number): boolean {
  const runs = end - start < 8 ? 0 : digitRuns(bytes, start, end);
  return runs >= 3 || (runs >= 2 && end - start >= 16);
}

/** VIN (ISO 3779): 17 capitals and digits without I, O, Q, ending in digits (its serial number), with a letter. */
export function isVin(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== 17 || !areDigits(bytes, end - 4, end) || areDigits(bytes, start, end)) return false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    const isCapital = byte >= 0x41 && byte <= 0x5a && byte !== 0x49 && byte !== 0x4f && byte !== 0x51;
    if (!isDigit(byte) && !isCapital) return false;
  }
  return true;
}

/** A word of digits and a-f that no name is: `3f`, `7E8`, `e2094a1`; `E2E` and `B2` are names. */
export function isBareHex(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  return length === 2 || length >= 6 || (length > 2 && isDigit(bytes[start]));
}
