import { Kind, Level, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { MessageBody } from './message-body.ts';
import { CONTROL_MESSAGE, type MessageFrame } from './message-frame.ts';
import { DltSourceCache } from './source-cache.ts';

/** HTYP bits of protocol version 1. */
export const HTYP = { extended: 1, bigEndian: 2, ecu: 4, session: 8, timestamp: 16 } as const;
const BASE_HEADER_BYTES = 4;
const EXTENDED_HEADER_BYTES = 10;
/** TMSP counts 0.1 ms. */
export const US_PER_TICK = 100;

/** Size of standard and extended header by the five low HTYP bits. */
const HEADER_BYTES = Uint8Array.from({ length: 32 }, (_, htyp) => {
  const words = [HTYP.ecu, HTYP.session, HTYP.timestamp].filter((bit) => htyp & bit).length;
  return BASE_HEADER_BYTES + 4 * words + (htyp & HTYP.extended ? EXTENDED_HEADER_BYTES : 0);
});

export function headerBytesV1(htyp: number): number {
  return HEADER_BYTES[htyp & 31];
}

/** Headers of protocol version 1 (PRS_LogAndTraceProtocol, standard and extended header) → one record. */
export class MessageV1 {
  readonly #frame: MessageFrame;
  readonly #sources: DltSourceCache;
  readonly #body: MessageBody;

  constructor(frame: MessageFrame, sources: SourceTable) {
    this.#frame = frame;
    this.#sources = new DltSourceCache(sources);
    this.#body = new MessageBody(frame);
  }

  /** False, and nothing appended, when the message is shorter than its own header. */
  append(out: RecordBatch): boolean {
    const frame = this.#frame;
    const { view, header } = frame;
    const htyp = frame.bytes[header];
    if (header + headerBytesV1(htyp) > frame.end) return false;
    let at = header + BASE_HEADER_BYTES;
    let ecu = frame.ecu;
    if (htyp & HTYP.ecu) {
      ecu = view.getInt32(at);
      at += 4;
    }
    if (htyp & HTYP.session) at += 4;
    const i = out.count++;
    out.uptimeUs[i] = Number.NaN;
    if (htyp & HTYP.timestamp) {
      out.uptimeUs[i] = view.getUint32(at) * US_PER_TICK;
      at += 4;
    }
    out.start[i] = frame.start;
    out.end[i] = frame.end;
    out.timeUs[i] = frame.timeUs;
    out.counter[i] = frame.bytes[header + 1];
    out.id[i] = 0;
    frame.isLittleEndian = (htyp & HTYP.bigEndian) === 0;
    if (htyp & HTYP.extended) this.#appendExtended(out, at, ecu);
    else this.#appendBare(out, at, ecu);
    return true;
  }

  /** Fills the record that was added last. */
  #appendExtended(out: RecordBatch, at: number, ecu: number): void {
    const i = out.count - 1;
    const frame = this.#frame;
    const msin = frame.bytes[at];
    const messageType = (msin >> 1) & 7;
    frame.typeInfo = msin >> 4;
    frame.declaredArguments = frame.bytes[at + 1];
    frame.payload = at + EXTENDED_HEADER_BYTES;
    out.source[i] = this.#sources.indexOf(ecu, frame.view.getInt32(at + 2), frame.view.getInt32(at + 6));
    out.level[i] = levelOf(messageType, frame.typeInfo);
    out.kind[i] = messageType === CONTROL_MESSAGE ? Kind.control : Kind.message;
    if (msin & 1) this.#body.setVerbose(out, i);
    else if (messageType === CONTROL_MESSAGE) this.#body.setControl(out, i);
    else this.#body.setNonVerbose(out, i);
  }

  #appendBare(out: RecordBatch, at: number, ecu: number): void {
    const i = out.count - 1;
    this.#frame.payload = at;
    out.source[i] = this.#sources.indexOf(ecu, 0, 0);
    out.level[i] = Level.none;
    out.kind[i] = Kind.message;
    this.#body.setNonVerbose(out, i);
  }
}

/** MTIN of a log message runs from 1 fatal to 6 verbose, as `Level` does; traces and control messages have no level. */
export function levelOf(messageType: number, typeInfo: number): number {
  return messageType === 0 && typeInfo <= Level.verbose ? typeInfo : Level.none;
}
