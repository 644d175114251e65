import { decodeText } from '#src/parsers/decode-text.ts';
import { CODE, MASK_BYTES } from './masks.ts';

interface EditedLine {
  bytes: Uint8Array;
  start: number;
  end: number;
  isLatin1: boolean;
}

interface Edits {
  edits: Int32Array;
  editsEnd: number;
  keepsCodes: boolean;
}

/** The longest line that is scanned, all of it masked. */
const scratch = new Uint8Array(16 * 1024);

/** Applies the scanner's edits to the line. */
export function templateText(line: EditedLine, { edits, editsEnd, keepsCodes }: Edits): string {
  const { bytes } = line;
  let length = 0;
  let at = line.start;
  for (let e = 0; e < editsEnd; e += 3) {
    if (keepsCodes && edits[e + 2] & CODE) continue;
    while (at < edits[e]) scratch[length++] = bytes[at++];
    for (const byte of MASK_BYTES[edits[e + 2]]) scratch[length++] = byte;
    at = edits[e + 1];
  }
  while (at < line.end) scratch[length++] = bytes[at++];
  return decodeText(scratch.subarray(0, length), line.isLatin1);
}
