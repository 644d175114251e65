import { decodeText } from '#src/parsers/decode-text.ts';
import { payloadText } from '#src/parsers/payload-text.ts';
import { Flag, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import { doipAddressing } from '#src/parsers/record-view.ts';
import { sampleText } from '#src/parsers/sample-text.ts';
import { Network } from '#src/parsers/source-table.ts';

/** A record of 64 KB is cut: nobody reads more, and rules must not. */
const MAX_TEXT_BYTES = 4096;

/** The record as a person reads it, without time and writer: its message, or a frame as `can0 7E8 [8] 03 7F 36 72`. */
export function recordText(batch: RecordBatch, i: number, maxBytes = MAX_TEXT_BYTES): string {
  if (batch.flags[i] & Flag.undescribed) return payloadText(batch, i).slice(0, maxBytes);
  const start = batch.bodyStart[i];
  const isCut = batch.bodyEnd[i] - start > maxBytes;
  const body = batch.borrowBodyBuffer(i).subarray(start, isCut ? start + maxBytes : batch.bodyEnd[i]);
  if (batch.kind[i] === Kind.frame) return frameText(batch, i, body);
  if (batch.kind[i] === Kind.sample) return sampleText(batch, i);
  return decodeText(isCut ? withoutHalfCharacter(body) : body, (batch.flags[i] & Flag.latin1) !== 0);
}

function frameText(batch: RecordBatch, i: number, data: Uint8Array): string {
  const { ecu, app } = batch.sources.sources[batch.source[i]];
  const isDoip = batch.sources.networkOf(batch.source[i]) === Network.doip;
  const sender = isDoip ? doipAddressing(batch.id[i]) : `${ecu} ${app}`;
  const hex = Array.from(data, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
  return `${sender} [${data.length}] ${hex}`.trim();
}

/** The cut may have gone through a UTF-8 character, and what is not UTF-8 would be read as latin-1 throughout. */
function withoutHalfCharacter(body: Uint8Array): Uint8Array {
  let end = body.length;
  while (end > body.length - 3 && (body[end - 1] & 0xc0) === 0x80) end--;
  return body[end - 1] >= 0xc0 ? body.subarray(0, end - 1) : body;
}
