import type { RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import type { MessageFrame } from './message-frame.ts';
import { MessageV1 } from './message-v1.ts';
import { BASE_HEADER_BYTES_V2, MessageV2 } from './message-v2.ts';

const VERSION_2 = 2;

/** Protocol version in the three high bits of HTYP. */
export function protocolVersion(htyp: number): number {
  return htyp >> 5;
}

/** Bytes of header needed before `declaredLength` can be asked. */
export function bytesToLength(htyp: number): number {
  return protocolVersion(htyp) === VERSION_2 ? BASE_HEADER_BYTES_V2 : 4;
}

/** LEN: header and payload of the message, without its storage header. Big-endian in both versions. */
export function declaredLength(view: DataView, header: number): number {
  return view.getUint16(header + bytesToLength(view.getUint8(header)) - 2);
}

/** LEN as dlt-daemon 3.x stores it for version 2, in host order; undefined for any other message. */
export function declaredLengthInHostOrder(view: DataView, header: number): number | undefined {
  return protocolVersion(view.getUint8(header)) === VERSION_2 ? view.getUint16(header + 5, true) : undefined;
}

/** Turns the message the frame points at into a record, whichever protocol version it has. */
export class MessageReader {
  readonly #frame: MessageFrame;
  readonly #v1: MessageV1;
  readonly #v2: MessageV2;

  constructor(frame: MessageFrame, sources: SourceTable) {
    this.#frame = frame;
    this.#v1 = new MessageV1(frame, sources);
    this.#v2 = new MessageV2(frame, sources);
  }

  /** False, and nothing appended, when the message is shorter than its own header. */
  append(out: RecordBatch): boolean {
    const isV2 = protocolVersion(this.#frame.bytes[this.#frame.header]) === VERSION_2;
    return isV2 ? this.#v2.append(out) : this.#v1.append(out);
  }

  /** The same of a message that is laid out as version 1. */
  appendV1(out: RecordBatch): boolean {
    return this.#v1.append(out);
  }
}
