import { CODE, MASK_TEXTS } from './masks.ts';

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

/** Applies the scanner's edits to the line. */
export function templateText(line: EditedLine, { edits, editsEnd, keepsCodes }: Edits): string {
  let text = '';
  let at = line.start;
  for (let e = 0; e < editsEnd; e += 3) {
    if (keepsCodes && edits[e + 2] & CODE) continue;
    text += decodeText(line.bytes.subarray(at, edits[e]), line.isLatin1) + MASK_TEXTS[edits[e + 2]];
    at = edits[e + 1];
  }
  return text + decodeText(line.bytes.subarray(at, line.end), line.isLatin1);
}
