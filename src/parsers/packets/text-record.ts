import { Flag, type RecordBatch } from '../record-batch.ts';

const encoder = new TextEncoder();
/** UTF-8 bytes per UTF-16 unit, at most. */
const MAX_BYTES_PER_UNIT = 3;

/** Gives record `i` a text that stands nowhere in the file. */
export function setText(out: RecordBatch, i: number, text: string): void {
  const at = out.reserveScratch(text.length * MAX_BYTES_PER_UNIT);
  const { written } = encoder.encodeInto(text, out.scratch.subarray(at));
  out.scratchUsed = at + written;
  out.flags[i] |= Flag.bodyInScratch;
  out.bodyStart[i] = at;
  out.bodyEnd[i] = at + written;
}

/** Makes `bytes[from … to)` the body of record `i`: in place where they are the window's. */
export function setBytes(out: RecordBatch, i: number, of: { bytes: Uint8Array; from: number; to: number }): void {
  const { bytes, from, to } = of;
  if (bytes === out.window.bytes) {
    out.bodyStart[i] = from;
    out.bodyEnd[i] = to;
    return;
  }
  const at = out.reserveScratch(to - from);
  out.scratch.set(bytes.subarray(from, to), at);
  out.flags[i] |= Flag.bodyInScratch;
  out.bodyStart[i] = at;
  out.bodyEnd[i] = at + to - from;
}

export const hexText = (value: number, digits: number): string =>
  value.toString(16).toUpperCase().padStart(digits, '0');

/** `0x8001`. */
export const prefixedHex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, '0')}`;
