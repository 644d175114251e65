import { MAX_CLASSIC_BYTES } from '../frames/bus-frame.ts';
import { HEX_PAIR } from '../frames/hex-digits.ts';
import type { LineWords } from '../frames/line-words.ts';
import { asciiBytes } from '../lines/ascii.ts';
import { Flag } from '../record-batch.ts';
import { Network } from '../source-table.ts';
import type { TrcFrame } from './trc-frame.ts';

const PUBLISHER = asciiBytes('Pub');
const SUBSCRIBER = asciiBytes('Sub');
const MAX_LIN_ID = 0x3f;
const DASH = 0x2d;

/**
 * Behind the time of a LIN trace (PEAK_LIN_LTRC_File_Format.pdf): `Pub 05 2 00 00 7A EH`. A slave that did not answer
 * leaves dashes for data.
 */
export function readLinLine(words: LineWords, frame: TrcFrame): boolean {
  if (!words.next() || !(words.begins(PUBLISHER) || words.begins(SUBSCRIBER))) return false;
  if (words.is(PUBLISHER)) frame.flags |= Flag.transmitted;
  const id = words.next() ? words.number(16) : -1;
  const count = words.next() ? words.number(10) : -1;
  if (id < 0 || id > MAX_LIN_ID || count < 0 || count > MAX_CLASSIC_BYTES) return false;
  frame.network = Network.lin;
  frame.id = id;
  return readData(words, count, frame);
}

function readData(words: LineWords, count: number, frame: TrcFrame): boolean {
  let to = frame.bodyStart;
  for (let n = 0; n < count; n++) {
    if (!words.next() || words.stop - words.start !== 2) return false;
    const { bytes, start } = words;
    const value = HEX_PAIR[(bytes[start + 1] << 8) | bytes[start]];
    if (value <= 0xff) frame.body[to++] = value;
    else if (bytes[start] !== DASH) return false;
  }
  frame.bodyEnd = to;
  return true;
}
