import { MAX_CLASSIC_BYTES } from '../frames/bus-frame.ts';
import type { LineWords } from '../frames/line-words.ts';
import { numberIn } from '../frames/number-text.ts';
import { Network } from '../source-table.ts';
import type { AscFrame } from './asc-frame.ts';
import { isDirection, readBytes } from './classic-line.ts';

const LETTER_L = 0x4c;
const SMALL_I = 0x69;
const MAX_LIN_ID = 0x3f;

/** `L2 3c Rx 8 01 …  checksum = fd …`, `Li` for the first bus. LIN's other events, and frames by name, are no such line. */
export function readLinLine(words: LineWords, base: 10 | 16, frame: AscFrame): boolean {
  const channel = linChannel(words);
  if (channel < 0 || !words.next()) return false;
  const id = words.number(base);
  if (id < 0 || id > MAX_LIN_ID || !words.next() || !isDirection(words)) return false;
  frame.setDirection(words.bytes[words.start]);
  const count = words.next() ? words.number(10) : -1;
  if (count < 0 || count > MAX_CLASSIC_BYTES || !readBytes(words, { base, count, frame })) return false;
  frame.network = Network.lin;
  frame.channel = channel;
  frame.id = id;
  return true;
}

function linChannel({ bytes, start, stop }: LineWords): number {
  if (bytes[start] !== LETTER_L || stop - start < 2) return -1;
  return bytes[start + 1] === SMALL_I && stop - start === 2 ? 1 : numberIn(bytes, start + 1, stop, 10);
}
