import { CLASS, HEX_LETTER, isHexByte, PUNCTUATION, SPACE } from './byte-classes.ts';

/** Blanks and commas that may stand between two values of one list. */
export const MAX_LIST_GAP = 8;

/** Blanks and commas, no more than a few: what stands between values of one list. */
export function isListGap(bytes: Uint8Array, from: number, to: number): boolean {
  if (to <= from || to - from > MAX_LIST_GAP) return false;
  for (let i = from; i < to; i++) if (!mayEndListGap(bytes[i])) return false;
  return true;
}

/** The byte before a value: nothing else stands between two of a list, so that `01'02'03` and `a=1 b=2` are none. */
export const mayEndListGap = (byte: number): boolean => byte === 0x2c || CLASS[byte] === SPACE;

/** Bytes of letters only (`FF`) go with the row they continue; elsewhere two letters are a word. */
export function rowOfBytesEnd(bytes: Uint8Array, from: number, stop: number): number {
  let end = from;
  while (isLetterByte(bytes, end, stop)) end += 3;
  return end;
}

function isLetterByte(bytes: Uint8Array, at: number, stop: number): boolean {
  if (at + 3 > stop || bytes[at] !== 0x20) return false;
  if (!isHexByte(bytes[at + 1]) || CLASS[bytes[at + 2]] !== HEX_LETTER || CLASS[bytes[at + 1]] !== HEX_LETTER)
    return false;
  return at + 3 === stop || CLASS[bytes[at + 3]] <= PUNCTUATION;
}
