import { MAX_CLASSIC_BYTES } from '../frames/bus-frame.ts';
import type { LineWords } from '../frames/line-words.ts';
import { numberIn } from '../frames/number-text.ts';
import { asciiBytes, ZERO } from '../lines/ascii.ts';
import { Flag, Kind } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import { type BusmasterFrame, MAX_J1939_BYTES } from './busmaster-frame.ts';

const MAX_EXTENDED_ID = 0x1fffffff;
const MAX_LIN_ID = 0x3f;
const [LETTER_R, LETTER_T, SMALL_X] = [0x52, 0x54, 0x78];
const ERROR = asciiBytes('Error');
const EVENT = asciiBytes('Event');

/**
 * `1 1ceaff00 0x00EA00 RQST_ACL 00  FF  007 Tx 3 00 EE 00` behind the time, in a log of J1939 (LogObjectJ1939.cpp): channel,
 * id, group, type, source, destination and priority (which are parts of the id), direction, length and bytes. Messages that
 * BUSMASTER put together are longer than a frame.
 */
export function readJ1939Words(words: LineWords, base: 10 | 16, frame: BusmasterFrame): boolean {
  const channel = words.next() ? words.number(10) : -1;
  const id = words.next() ? words.number(base) : -1;
  if (channel < 0 || id < 0 || id > MAX_EXTENDED_ID) return false;
  for (let part = 0; part < PARTS_OF_ID; part++) if (!words.next()) return false;
  if (!readDirection(words, frame) || !readData(words, { base, most: MAX_J1939_BYTES, frame })) return false;
  frame.flags |= Flag.extendedId;
  frame.channel = channel;
  frame.id = id;
  return !words.next();
}

/** Group, type, source, destination, priority. */
const PARTS_OF_ID = 5;

/** `Tx 1 0x002 8 FF …  0xBD (Enhanced)` behind the time, in a log of LIN (LogObjectLIN.cpp). */
export function readLinWords(words: LineWords, base: 10 | 16, frame: BusmasterFrame): boolean {
  if (!readDirection(words, frame)) return false;
  const channel = words.next() ? words.number(10) : -1;
  const id = words.next() ? prefixedNumber(words, base) : -1;
  if (channel < 0 || id < 0 || id > MAX_LIN_ID) return false;
  if (!readData(words, { base, most: MAX_CLASSIC_BYTES, frame })) return false;
  frame.network = Network.lin;
  frame.channel = channel;
  frame.id = id;
  return isChecksum(words);
}

/** `Error - Slave Not Responding   1  0x012  …`: the text is the record; the first number in it is the channel. */
export function readLinEvent(words: LineWords, _base: 10 | 16, frame: BusmasterFrame): boolean {
  if (!words.next() || !(words.is(ERROR) || words.is(EVENT))) return false;
  frame.kind = Kind.message;
  frame.flags &= ~Flag.bodyInScratch;
  frame.network = Network.lin;
  frame.bodyStart = words.start;
  frame.channel = 0;
  while (words.next()) {
    frame.bodyEnd = words.stop;
    const number = words.number(10);
    if (number > 0 && frame.channel === 0) frame.channel = number;
  }
  return true;
}

function readDirection(words: LineWords, frame: BusmasterFrame): boolean {
  if (!words.next() || words.stop - words.start !== 2) return false;
  const { bytes, start } = words;
  if (bytes[start] === LETTER_T) frame.flags |= Flag.transmitted;
  return bytes[start + 1] === SMALL_X && (bytes[start] === LETTER_T || bytes[start] === LETTER_R);
}

function readData(
  words: LineWords,
  { base, most, frame }: { base: 10 | 16; most: number; frame: BusmasterFrame },
): boolean {
  const count = words.next() ? words.number(10) : -1;
  if (count < 0 || count > most) return false;
  let to = frame.bodyStart;
  for (const end = to + count; to < end; to++) {
    const value = words.next() ? words.number(base) : -1;
    if (value < 0 || value > 0xff) return false;
    frame.body[to] = value;
  }
  frame.bodyEnd = to;
  return true;
}

/** `0x0BD (Enhanced)`, `189(Classic)`; absent where the line was cut. */
function isChecksum(words: LineWords): boolean {
  if (!words.next()) return true;
  const first = words.bytes[words.start];
  return first >= ZERO && first <= ZERO + 9;
}

function prefixedNumber({ bytes, start, stop }: LineWords, base: 10 | 16): number {
  const hasPrefix = bytes[start] === ZERO && (bytes[start + 1] | 0x20) === SMALL_X;
  return hasPrefix ? numberIn(bytes, start + 2, stop, 16) : numberIn(bytes, start, stop, base);
}
