import { Kind, Level, type RecordBatch } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { MessageBody } from './message-body.ts';
import { CONTROL_MESSAGE, type MessageFrame } from './message-frame.ts';
import { levelOf } from './message-v1.ts';
import { idText, idTextOf } from './source-cache.ts';

/** HTYP2 bits of protocol version 2; the two lowest say what the content is. */
const HTYP2 = {
  content: 3,
  ecu: 4,
  appAndContext: 8,
  session: 0x10,
  fileAndLine: 0x100,
  tags: 0x200,
  privacy: 0x400,
  segmentation: 0x800,
} as const;
const Content = { verbose: 0, nonVerbose: 1, control: 2 } as const;
/** HTYP2 u32, MCNT u8, LEN u16. */
export const BASE_HEADER_BYTES_V2 = 7;
/** The top bit of the nanoseconds tells a time since start from a time since 1970. */
const SINCE_START = 0x80000000;
/** Bytes behind the segment's frame type: total length, sequence number, nothing, abort reason. */
const SEGMENT_BYTES = [8, 4, 0, 1] as const;

/** Headers of protocol version 2 (PRS_LogAndTraceProtocol R22-11) → one record. Rare still, so ids are built as strings. */
export class MessageV2 {
  readonly #frame: MessageFrame;
  readonly #sources: SourceTable;
  readonly #body: MessageBody;
  #at = 0;

  constructor(frame: MessageFrame, sources: SourceTable) {
    this.#frame = frame;
    this.#sources = sources;
    this.#body = new MessageBody(frame);
  }

  /** False, and nothing appended, when the message is shorter than its own header. */
  append(out: RecordBatch): boolean {
    const frame = this.#frame;
    const htyp = frame.view.getUint32(frame.header, true);
    const i = out.count;
    this.#at = frame.header + BASE_HEADER_BYTES_V2;
    this.#readConditional(htyp, out, i);
    out.source[i] = this.#readSource(htyp);
    const isSegment = this.#skipOptional(htyp);
    if (this.#at > frame.end) return false;
    out.count++;
    out.start[i] = frame.start;
    out.end[i] = frame.end;
    out.counter[i] = frame.bytes[frame.header + 4];
    frame.payload = this.#at;
    frame.isLittleEndian = true;
    if (isSegment) this.#body.setUndecodable(out, i);
    else this.#setBody(htyp & HTYP2.content, out, i);
    return true;
  }

  #setBody(content: number, out: RecordBatch, i: number): void {
    if (content === Content.verbose) this.#body.setVerbose(out, i);
    else if (content === Content.control) this.#body.setControl(out, i);
    else if (content === Content.nonVerbose) this.#body.setIdentified(out, i, this.#at);
    else this.#body.setUndecodable(out, i);
  }

  /** Message info and argument count, time stamp, message id: which are there depends on the content. */
  #readConditional(htyp: number, out: RecordBatch, i: number): void {
    const content = htyp & HTYP2.content;
    out.level[i] = Level.none;
    out.kind[i] = content === Content.control ? Kind.control : Kind.message;
    out.timeUs[i] = this.#frame.timeUs;
    out.uptimeUs[i] = Number.NaN;
    if (content === Content.verbose || content === Content.control) this.#readMessageInfo(out, i);
    if (content === Content.verbose || content === Content.nonVerbose) this.#readTime(out, i);
    out.id[i] = content === Content.nonVerbose ? this.#word(this.#take(4)) : 0;
  }

  #readMessageInfo(out: RecordBatch, i: number): void {
    const msin = this.#byte();
    const messageType = (msin >> 1) & 7;
    this.#frame.typeInfo = msin >> 4;
    this.#frame.declaredArguments = this.#byte();
    out.level[i] = levelOf(messageType, msin >> 4);
    if (messageType === CONTROL_MESSAGE) out.kind[i] = Kind.control;
  }

  /** Nanoseconds u32, then seconds in 5 bytes, big-endian. */
  #readTime(out: RecordBatch, i: number): void {
    const at = this.#take(9);
    if (this.#at > this.#frame.end) return;
    const nanoseconds = this.#word(at);
    const seconds = this.#frame.bytes[at + 4] * 2 ** 32 + this.#frame.view.getUint32(at + 5);
    const timeUs = seconds * 1e6 + Math.floor((nanoseconds & ~SINCE_START) / 1000);
    if (nanoseconds >= SINCE_START) out.uptimeUs[i] = timeUs;
    else if (Number.isNaN(out.timeUs[i])) out.timeUs[i] = timeUs;
  }

  #readSource(htyp: number): number {
    const { ecuName, ecu } = this.#frame;
    const own = htyp & HTYP2.ecu ? this.#name() : ecuName || idText(ecu);
    const app = htyp & HTYP2.appAndContext ? this.#name() : '';
    const context = htyp & HTYP2.appAndContext ? this.#name() : '';
    return this.#at > this.#frame.end ? 0 : this.#sources.intern(own, app, context);
  }

  /** Session id, source file and line, tags, privacy level, segmentation; true when the payload is a segment. */
  #skipOptional(htyp: number): boolean {
    if (htyp & HTYP2.session) this.#take(4);
    if (htyp & HTYP2.fileAndLine) this.#take(this.#byte() + 4);
    if (htyp & HTYP2.tags) for (let tags = this.#byte(); tags > 0; tags--) this.#take(this.#byte());
    if (htyp & HTYP2.privacy) this.#take(1);
    if (!(htyp & HTYP2.segmentation)) return false;
    const length = this.#byte();
    this.#take(SEGMENT_BYTES[this.#byte()] ?? length);
    return true;
  }

  #name(): string {
    const length = this.#byte();
    const at = this.#take(length);
    return idTextOf(this.#frame.bytes.subarray(at, Math.min(at + length, this.#frame.end)));
  }

  #byte(): number {
    const at = this.#take(1);
    return at < this.#frame.end ? this.#frame.bytes[at] : 0;
  }

  #word(at: number): number {
    return at + 4 > this.#frame.end ? 0 : this.#frame.view.getUint32(at, this.#frame.isHeaderLittleEndian);
  }

  /** Runs past the end without harm: `append` looks once, behind the last field. */
  #take(size: number): number {
    const at = this.#at;
    this.#at += size;
    return at;
  }
}
