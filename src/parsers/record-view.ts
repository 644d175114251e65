import { decodeText } from './decode-text.ts';
import { payloadText } from './payload-text.ts';
import { Flag, Kind, LEVELS, type LevelName, type RecordBatch } from './record-batch.ts';
import { sampleText } from './sample-text.ts';
import { Network } from './source-table.ts';

/** One record, decoded on demand: for `parse --records`, quotes and log tables. */
export interface RecordView {
  /** Place of the whole record in the decoded stream. */
  offset: number;
  length: number;
  /** Microseconds since 1970 UTC by the writer's clock; null when the record has none. */
  timeUs: number | null;
  /** Microseconds since the ECU's boot; null when the record has none. */
  uptimeUs: number | null;
  level: LevelName;
  kind: 'message' | 'frame' | 'control' | 'sample';
  ecu: string;
  app: string;
  context: string;
  /**
   * The message, or a frame as candump writes it: `7E8#0210…`, `7E8##110…`, `7E8#R8`; one of DoIP as
   * `DoIP 0x8001 0E80>1010 22F190`; a sample as `Engine speed 812.5 rpm, …`.
   */
  text: string;
}

const KIND_NAMES = Object.keys(Kind) as RecordView['kind'][];

export function viewRecord(batch: RecordBatch, i: number): RecordView {
  const { ecu, app, context } = batch.sources.sources[batch.source[i]];
  return {
    offset: batch.window.offset + batch.start[i],
    length: batch.end[i] - batch.start[i],
    timeUs: orNull(batch.timeUs[i]),
    uptimeUs: orNull(batch.uptimeUs[i]),
    level: LEVELS[batch.level[i]],
    kind: KIND_NAMES[batch.kind[i]],
    ecu,
    app,
    context,
    text: textOf(batch, i, app),
  };
}

function textOf(batch: RecordBatch, i: number, app: string): string {
  if (batch.kind[i] === Kind.frame) return frameText(batch, i, app);
  if (batch.flags[i] & Flag.undescribed) return payloadText(batch, i);
  return batch.kind[i] === Kind.sample ? sampleText(batch, i) : messageText(batch, i);
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

function messageText(batch: RecordBatch, i: number): string {
  return decodeText(bodyOf(batch, i), (batch.flags[i] & Flag.latin1) !== 0);
}

function bodyOf(batch: RecordBatch, i: number): Uint8Array {
  return batch.borrowBodyBuffer(i).subarray(batch.bodyStart[i], batch.bodyEnd[i]);
}

/** As candump writes it (can-utils lib.c); batches do not keep FD flags, `1` (bit rate switch) stands for them. */
function frameText(batch: RecordBatch, i: number, id: string): string {
  if (batch.sources.networkOf(batch.source[i]) === Network.doip)
    return `${doipAddressing(batch.id[i])} ${hexOf(bodyOf(batch, i))}`;
  const flags = batch.flags[i];
  if (flags & Flag.remote) return `${id}#R`;
  return `${id}${flags & Flag.fd ? '##1' : '#'}${hexOf(bodyOf(batch, i))}`;
}

/** `DoIP 0x8001 0E80>1010`: sender and receiver of a diagnostic message by the id of its frame. */
export function doipAddressing(id: number): string {
  const digits = id.toString(16).toUpperCase().padStart(8, '0');
  return `DoIP 0x8001 ${digits.slice(0, 4)}>${digits.slice(4)}`;
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
