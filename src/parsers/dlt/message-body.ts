import { MAX_SHOWN_BYTES } from '../payload-text.ts';
import { Flag, type RecordBatch } from '../record-batch.ts';
import { endOfPlainText, endOfString, isUtf8 } from '../text-encoding.ts';
import { TextSink } from '../text-sink.ts';
import { writeControl } from './control-services.ts';
import type { MessageFrame } from './message-frame.ts';
import { MAX_TEXT_PER_PAYLOAD_BYTE, TypeInfo, VerboseArguments } from './verbose-arguments.ts';

/** `[service(4294967295) no_matching_context_id] unknown ` and the like: text that stands for no payload byte. */
const MAX_FIXED_TEXT_BYTES = 80;
const STRING_HEADER_BYTES = 6;

/** Gives record `i` its body: in place where the payload is one string, or no text at all; rendered into scratch otherwise. */
export class MessageBody {
  readonly #frame: MessageFrame;
  readonly #text = new TextSink();
  readonly #arguments: VerboseArguments;

  constructor(frame: MessageFrame) {
    this.#frame = frame;
    this.#arguments = new VerboseArguments(frame, this.#text);
  }

  setVerbose(out: RecordBatch, i: number): void {
    if (this.#isOneString()) this.#setInPlace(out, i);
    else this.#render(out, i, this.#begin(out).#arguments.write() ? 0 : Flag.malformed);
  }

  setControl(out: RecordBatch, i: number): void {
    this.#begin(out);
    this.#render(out, i, writeControl(this.#frame, this.#text) ? 0 : Flag.malformed);
  }

  setNonVerbose(out: RecordBatch, i: number): void {
    const { payload, end, view } = this.#frame;
    if (payload + 4 > end) {
      this.setUndecodable(out, i);
      return;
    }
    out.id[i] = view.getUint32(payload, this.#frame.isLittleEndian);
    this.setIdentified(out, i, payload + 4);
  }

  /**
   * For record `i` whose `id` is known already; what only a FIBEX or ARXML description could decode begins at `from`. It is not
   * written out: half the records of a real trace are such, and next to none of them is ever read as text.
   */
  setIdentified(out: RecordBatch, i: number, from: number): void {
    const { end, isLittleEndian } = this.#frame;
    out.bodyStart[i] = from;
    out.bodyEnd[i] = end;
    out.flags[i] = Flag.nonVerbose | Flag.undescribed | (end - from > MAX_SHOWN_BYTES ? Flag.textCut : 0);
    if (!isLittleEndian) out.flags[i] |= Flag.bigEndian;
  }

  /** Nothing but bytes: a payload without its id, or one segment of a longer message. */
  setUndecodable(out: RecordBatch, i: number): void {
    this.setIdentified(out, i, this.#frame.payload);
    out.flags[i] |= Flag.malformed;
  }

  #begin(out: RecordBatch): this {
    const payloadBytes = this.#frame.end - this.#frame.payload;
    this.#text.begin(out, payloadBytes * MAX_TEXT_PER_PAYLOAD_BYTE + MAX_FIXED_TEXT_BYTES);
    return this;
  }

  #render(out: RecordBatch, i: number, flags: number): void {
    this.#text.finish(out, i);
    out.flags[i] = flags | Flag.bodyInScratch | (this.#text.wasCut ? Flag.textCut : 0);
  }

  #isOneString(): boolean {
    const { view, payload, end, isLittleEndian } = this.#frame;
    if (this.#frame.declaredArguments !== 1 || payload + STRING_HEADER_BYTES > end) return false;
    if ((view.getUint32(payload, isLittleEndian) & TypeInfo.kinds) !== TypeInfo.strg) return false;
    return payload + STRING_HEADER_BYTES + view.getUint16(payload + 4, isLittleEndian) === end;
  }

  #setInPlace(out: RecordBatch, i: number): void {
    const { bytes, view, end } = this.#frame;
    const from = this.#frame.payload + STRING_HEADER_BYTES;
    let to = endOfPlainText(view, from, end);
    let flags = 0;
    if (to < end && bytes[to] !== 0) {
      to = endOfString(bytes, to, end);
      flags = isUtf8(bytes, from, to) ? 0 : Flag.latin1;
    }
    out.bodyStart[i] = from;
    out.bodyEnd[i] = to;
    out.flags[i] = flags;
  }
}
