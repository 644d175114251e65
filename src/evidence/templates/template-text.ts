import { CODE, MASK_BYTES } from './masks.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const latin1 = new TextDecoder('latin1');

/** UTF-8, or latin-1 where the bytes are not (ECUs write either, whatever they declare). Never throws. */
export function decodeText(bytes: Uint8Array, isLatin1: boolean): string {
  if (isLatin1) return latin1.decode(bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

export interface EditedLine {
  bytes: Uint8Array;
  start: number;
  end: number;
  isLatin1: boolean;
}

export interface Edits {
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
