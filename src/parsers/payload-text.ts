import { Flag, type RecordBatch } from './record-batch.ts';

/** More of a payload than this tells a reader nothing; dlt-viewer stops at 256. */
export const MAX_SHOWN_BYTES = 1024;

/** `[4711] 01 41`: the id of a payload that is no text, and its bytes; without the id where it is not known. */
export function payloadText(batch: RecordBatch, i: number): string {
  const from = batch.bodyStart[i];
  const to = Math.min(batch.bodyEnd[i], from + MAX_SHOWN_BYTES);
  const bytes = Array.from(batch.borrowBodyBuffer(i).subarray(from, to), (byte) => byte.toString(16).padStart(2, '0'));
  const id = batch.flags[i] & Flag.malformed ? [] : [`[${batch.id[i]}]`];
  return [...id, ...bytes].join(' ');
}
