import { MAX_CLASSIC_BYTES, MAX_FD_BYTES } from '../frames/bus-frame.ts';
import { HEX_VALUE } from '../frames/hex-digits.ts';
import type { LineWords } from '../frames/line-words.ts';
import { numberIn } from '../frames/number-text.ts';
import { Flag } from '../record-batch.ts';
import type { AscFrame } from './asc-frame.ts';

const LETTER_X = 0x78;
const LETTER_R = 0x52;
const SMALL_R = 0x72;
const SMALL_D = 0x64;

/** `Rx`, `Tx`; a `TxRq` only asks to send. */
export function isDirection({ bytes, start, stop }: LineWords): boolean {
  return stop - start === 2 && bytes[start + 1] === LETTER_X && (bytes[start] === LETTER_R || bytes[start] === 0x54);
}

/** `64`, `18EBFF00x`: an `x` marks 29 bits. False when the word is no id. */
export function readId({ bytes, start, stop }: LineWords, base: 10 | 16, frame: AscFrame): boolean {
  const isExtended = stop > start && (bytes[stop - 1] | 0x20) === LETTER_X;
  const id = numberIn(bytes, start, isExtended ? stop - 1 : stop, base);
  if (id < 0 || id > (isExtended ? 0x1fffffff : 0x7ff)) return false;
  frame.id = id;
  if (isExtended) frame.flags |= Flag.extendedId;
  return true;
}

/** Behind the direction: `d <dlc> <bytes>` or `r [<dlc>]`; what comes then (`Length = …`) says nothing of the frame. */
export function readClassicBody(words: LineWords, base: 10 | 16, frame: AscFrame): boolean {
  if (!words.next() || words.stop - words.start !== 1) return false;
  const kind = words.bytes[words.start] | 0x20;
  if (kind === SMALL_R) {
    frame.flags |= Flag.remote;
    return true;
  }
  if (kind !== SMALL_D || !words.next()) return false;
  const dlc = words.number(base);
  if (dlc < 0) return false;
  if (dlc > MAX_CLASSIC_BYTES) return readLongBody(words, base, frame);
  return readBytes(words, { base, count: dlc, frame });
}

/**
 * A code above 8 still stands for 8 bytes (ISO 11898-1); writers that put FD frames on such lines give more bytes than
 * that, and all of them count.
 */
function readLongBody(words: LineWords, base: 10 | 16, frame: AscFrame): boolean {
  const from = words.stop;
  let count = 0;
  while (count < MAX_FD_BYTES && words.next() && isByte(words, base)) count++;
  words.stop = from;
  if (count > MAX_CLASSIC_BYTES) frame.flags |= Flag.fd;
  return count >= MAX_CLASSIC_BYTES && readBytes(words, { base, count, frame });
}

const isByte = (words: LineWords, base: 10 | 16): boolean => {
  const value = words.number(base);
  return value >= 0 && value <= 0xff;
};

/** The next `count` words as bytes of the frame; false when there are fewer. */
export function readBytes(words: LineWords, data: { base: 10 | 16; count: number; frame: AscFrame }): boolean {
  const { base, count, frame } = data;
  const { body } = frame;
  let to = frame.bodyStart;
  for (const end = to + count; to < end; to++) {
    if (!words.next()) return false;
    const { bytes, start, stop } = words;
    const isHexPair = base === 16 && stop - start === 2;
    const value = isHexPair ? (HEX_VALUE[bytes[start]] << 4) | HEX_VALUE[bytes[start + 1]] : words.number(base);
    if (!(value >= 0 && value <= 0xff)) return false;
    body[to] = value;
  }
  frame.bodyEnd = to;
  return true;
}
