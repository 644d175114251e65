import { bareMessageEnd, NEEDS_MORE as HEADER_NEEDS_MORE, messageEndV1, NO_HEADER } from '../dlt/bare-header.ts';
import { isMarker, MARKER_BYTES, SERIAL_FAMILY } from '../dlt/marker.ts';
import { MessageFrame } from '../dlt/message-frame.ts';
import { MessageReader, protocolVersion } from '../dlt/message-reader.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import {
  type CarriedMessage,
  type MessageProtocol,
  NEEDS_MORE,
  NO_MESSAGE,
  type RecordPlace,
} from './carried-message.ts';
import { setBytes } from './text-record.ts';

export const DLT_PORT = 3490;
/** UEH of HTYP. */
const EXTENDED_HEADER = 0x01;

/** DLT as it goes over UDP and TCP: messages one behind the other, each with a serial header or with none. */
export class DltProtocol implements MessageProtocol {
  readonly lengthAt = dltLengthAt;
  readonly #frame = new MessageFrame();
  readonly #reader: MessageReader;

  constructor(sources: SourceTable) {
    this.#reader = new MessageReader(this.#frame, sources);
  }

  append({ bytes, view, from, to, isCut }: CarriedMessage, place: RecordPlace, out: RecordBatch): boolean {
    const frame = this.#frame;
    frame.bytes = bytes;
    frame.view = view;
    frame.start = from;
    frame.header = from + headerOffset(view, from, to);
    frame.end = to;
    frame.timeUs = place.timeUs;
    if (!this.#reader.append(out)) return false;
    const i = out.count - 1;
    out.start[i] = place.start;
    out.end[i] = place.end;
    if (isCut) out.flags[i] |= Flag.textCut;
    if (!(out.flags[i] & Flag.bodyInScratch)) setBytes(out, i, { bytes, from: out.bodyStart[i], to: out.bodyEnd[i] });
    return true;
  }
}

export function dltLengthAt(view: DataView, at: number, end: number): number {
  const header = at + headerOffset(view, at, end);
  const messageEnd = hasOddVersion(view, header, end)
    ? messageEndV1(view, header, end)
    : bareMessageEnd(view, header, end);
  if (messageEnd === NO_HEADER) return NO_MESSAGE;
  return messageEnd === HEADER_NEEDS_MORE ? NEEDS_MORE : messageEnd - at;
}

function headerOffset(view: DataView, at: number, end: number): number {
  return at + MARKER_BYTES <= end && isMarker(view, at, SERIAL_FAMILY) ? MARKER_BYTES : 0;
}

/** Writers are in the field that say version 7 and mean 1; their messages have an extended header all the same. */
function hasOddVersion(view: DataView, header: number, end: number): boolean {
  if (header >= end) return false;
  const htyp = view.getUint8(header);
  return protocolVersion(htyp) > 2 && (htyp & EXTENDED_HEADER) !== 0;
}
