import {
  CLOSE_BRACKET,
  COLON,
  DASH,
  DOT,
  isDigit,
  isLetter,
  isUpper,
  OPEN_BRACKET,
  SPACE,
  skipDigits,
  skipSpaces,
  UNDERSCORE,
} from '../lines/ascii.ts';
import type { LineFields } from '../lines/line-fields.ts';
import type { TimeReader } from '../lines/time-reader.ts';

/** Nodes have names, and one process starts fewer than a thousand. */
const MIN_NAME_BYTES = 3;
const MAX_NAME_BYTES = 64;
const MAX_NUMBER_DIGITS = 3;

/**
 * `[1641476719.478618366] [map_server]: text`: what stands behind the level where a node of ROS writes to its console
 * (`rcutils`, its default format). Time and logger leave the body.
 */
export function readRosLogger(bytes: Uint8Array, fields: LineFields, time: TimeReader): void {
  const { bodyStart, bodyEnd } = fields;
  if (bodyStart >= bodyEnd || bytes[bodyStart] !== OPEN_BRACKET) return;
  if (!time.readEpoch(bytes, bodyStart + 1, bodyEnd) || bytes[time.at] !== CLOSE_BRACKET) return;
  const open = skipSpaces(bytes, time.at + 1, bodyEnd);
  const close = open < bodyEnd && bytes[open] === OPEN_BRACKET ? skipName(bytes, open + 1, bodyEnd) : bodyEnd;
  if (close + 1 >= bodyEnd || bytes[close] !== CLOSE_BRACKET || bytes[close + 1] !== COLON) return;
  fields.setTime(time.timeUs, time.isInferred);
  fields.appStart = open + 1;
  fields.appEnd = close;
  fields.bodyStart = skipSpaces(bytes, close + 2, bodyEnd);
}

/** `[map_server-1] text`: `ros2 launch` says which process wrote a line. The place of the closing bracket, else -1. */
export function findProcessEnd(bytes: Uint8Array, { bodyStart, bodyEnd }: LineFields): number {
  const nameAt = bodyStart + 1;
  if (nameAt >= bodyEnd || !isLetter(bytes[nameAt]) || isUpper(bytes[nameAt])) return -1;
  const close = skipName(bytes, nameAt, bodyEnd);
  if (close + 1 >= bodyEnd || bytes[close] !== CLOSE_BRACKET || bytes[close + 1] !== SPACE) return -1;
  let dash = close - 1;
  while (isDigit(bytes[dash])) dash--;
  const digits = close - 1 - dash;
  const isNumbered = bytes[dash] === DASH && digits > 0 && digits <= MAX_NUMBER_DIGITS;
  return isNumbered && dash - nameAt >= MIN_NAME_BYTES ? close : -1;
}

function skipName(bytes: Uint8Array, from: number, end: number): number {
  const last = Math.min(from + MAX_NAME_BYTES, end);
  let at = from;
  while (at < last && isOfName(bytes[at])) at = skipDigits(bytes, at + 1, last);
  return Math.min(at, last);
}

const isOfName = (byte: number): boolean =>
  isLetter(byte) || isDigit(byte) || byte === UNDERSCORE || byte === DASH || byte === DOT;
