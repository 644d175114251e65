import type { Decoder } from '../log-format.ts';
import { OpenGap } from '../open-gap.ts';
import { Flag, type RecordBatch, type Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import {
  findMarker,
  isMarker,
  MARKER_BYTES,
  type MarkerFamily,
  STORAGE_FAMILY,
  STORAGE_V1,
  SUSPICIOUS_BYTES,
} from './marker.ts';
import { MessageFrame } from './message-frame.ts';
import {
  bytesToLength,
  declaredLength,
  declaredLengthInHostOrder,
  MessageReader,
  protocolVersion,
} from './message-reader.ts';
import {
  readStorageV1,
  readStorageV2,
  SERIAL_BYTES,
  STORAGE_V1_BYTES,
  STORAGE_V2_FIXED_BYTES,
} from './storage-header.ts';
import { UsualMessages } from './usual-messages.ts';

/** Where fewer usual messages follow on each other, looking for more takes longer than it saves: so many are read one by one. */
const LEAST_RUN = 8;
const MESSAGES_BETWEEN_RUNS = 64;

/**
 * Streams in which every message begins with a marker: files with storage headers (v1, v2 or both) and serial captures.
 *
 * Real ECUs leave messages that were cut short by a power loss: LEN promises more than is there. So a message is believed
 * when the next marker (or the end of the file) stands where it promises to end, whatever its payload contains; when not,
 * and a marker lies inside, the message was cut there. This keeps every message that dlt-viewer keeps, and also whole
 * messages with garbage or a cut-off tail behind them, which dlt-viewer gives up.
 */
export class MarkedDecoder implements Decoder {
  readonly #family: MarkerFamily;
  readonly #frame = new MessageFrame();
  readonly #reader: MessageReader;
  readonly #usual: UsualMessages;
  /** Messages before a run of usual ones is looked for again. */
  #untilRun = 0;
  readonly #gap = new OpenGap();
  #at = 0;
  #end = 0;
  #isLast = false;

  constructor(family: MarkerFamily, sources: SourceTable) {
    this.#family = family;
    this.#reader = new MessageReader(this.#frame, sources);
    this.#usual = new UsualMessages(sources);
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#frame.see(window);
    this.#at = at;
    this.#end = window.end;
    this.#isLast = window.isLast;
    while (this.#at < this.#end && !out.isFull)
      if (!this.#appendRun(out) && !this.#stepUsual(out) && !this.#step(out)) break;
    if (window.isLast && this.#at === window.end) this.#gap.close(out, this.#at);
    return this.#at;
  }

  #appendRun(out: RecordBatch): boolean {
    if (this.#family !== STORAGE_FAMILY || --this.#untilRun > 0) return false;
    const { count } = out;
    const end = this.#usual.append(this.#frame.view, { from: this.#at, end: this.#end }, out);
    this.#untilRun = out.count - count < LEAST_RUN ? MESSAGES_BETWEEN_RUNS : 0;
    if (out.count === count) return false;
    this.#gap.close(out, this.#at);
    this.#at = end;
    return true;
  }

  /**
   * What nearly every message is, looked at once: a storage header of version 1, a message of version 1, the next storage
   * header where LEN promises it. False, and nothing done, for every other one.
   */
  #stepUsual(out: RecordBatch): boolean {
    const frame = this.#frame;
    const { view } = frame;
    const at = this.#at;
    const header = at + STORAGE_V1_BYTES;
    if (this.#family !== STORAGE_FAMILY || header + MARKER_BYTES > this.#end || view.getInt32(at) !== STORAGE_V1)
      return false;
    const word = view.getInt32(header);
    const next = header + (word & 0xffff);
    if (protocolVersion(word >>> 24) !== 1 || next - at >= SUSPICIOUS_BYTES || next + MARKER_BYTES > this.#end)
      return false;
    if (!isMarker(view, next, STORAGE_FAMILY)) return false;
    frame.start = at;
    frame.end = next;
    readStorageV1(frame, at);
    return this.#reader.appendV1(out) && this.#accept(out);
  }

  /** Moves on by one message or over damage; false when more bytes are needed. */
  #step(out: RecordBatch): boolean {
    const at = this.#at;
    if (at + MARKER_BYTES > this.#end) return this.#isLast && this.#loseTail(out);
    if (!isMarker(this.#frame.view, at, this.#family)) return this.#seekMarker(out);
    if (!this.#readHeader(at)) return this.#isLast && this.#loseTail(out);
    return this.#stepMessage(out);
  }

  #stepMessage(out: RecordBatch): boolean {
    const next = this.#promisedEnd();
    if (this.#isBeyond(next)) return false;
    if (!this.#isBoundary(next) || this.#isLengthForeign(next)) return this.#stepDamaged(out, next);
    this.#frame.end = next;
    return this.#reader.append(out) ? this.#accept(out) : this.#refuse(out);
  }

  #accept(out: RecordBatch): boolean {
    this.#gap.close(out, this.#at);
    this.#at = this.#frame.end;
    return true;
  }

  /**
   * A message cut before its LEN takes the bytes of the next one for it, up to 64 KiB; one in a hundred such lengths meets
   * a marker by accident and would swallow hundreds of messages. No legal message has a marker before its LEN.
   */
  #isLengthForeign(next: number): boolean {
    const { start, header, view } = this.#frame;
    if (next - start < SUSPICIOUS_BYTES) return false;
    return findMarker(view, { from: start + MARKER_BYTES, to: header + MARKER_BYTES }, this.#family) >= 0;
  }

  /** The promised end is wrong: cut at the marker inside; without one keep the message if its content is whole. */
  #stepDamaged(out: RecordBatch, next: number): boolean {
    const { start, view } = this.#frame;
    const to = Math.min(next, this.#end - MARKER_BYTES + 1);
    const inner = findMarker(view, { from: start + MARKER_BYTES, to }, this.#family);
    if (inner >= 0) return this.#cut(out, inner);
    if (next > this.#end) return this.#loseTail(out);
    this.#frame.end = next;
    return this.#appendIfWhole(out) ? this.#accept(out) : this.#refuse(out);
  }

  /** Each cut message is a damaged place of its own, but a storm of bare markers is one. */
  #cut(out: RecordBatch, inner: number): boolean {
    const hasLength = inner >= this.#frame.header + MARKER_BYTES;
    if (hasLength) this.#gap.close(out, this.#at);
    this.#gap.open(out, this.#at, 'truncated-record');
    if (hasLength) this.#gap.close(out, inner);
    this.#at = inner;
    return true;
  }

  /** Nothing confirms the length but the payload itself: it must be as declared, and not run out into zeros. */
  #appendIfWhole(out: RecordBatch): boolean {
    const { scratchUsed } = out;
    if (this.#endsInZeros(this.#frame.end) || !this.#reader.append(out)) return false;
    if (!(out.flags[out.count - 1] & Flag.malformed)) return true;
    out.count--;
    out.scratchUsed = scratchUsed;
    return false;
  }

  /** A block of zeros over the promised end has eaten the message's own tail (one zero ends a string). */
  #endsInZeros(end: number): boolean {
    const { bytes } = this.#frame;
    if (end + 2 > this.#end) return false;
    return bytes[end - 2] === 0 && bytes[end - 1] === 0 && bytes[end] === 0 && bytes[end + 1] === 0;
  }

  #refuse(out: RecordBatch): boolean {
    this.#gap.open(out, this.#at, 'invalid-length');
    this.#at += MARKER_BYTES;
    return true;
  }

  /** Leaves the last bytes for the next window: a marker may begin in them. */
  #seekMarker(out: RecordBatch): boolean {
    this.#gap.open(out, this.#at, 'garbage');
    const to = this.#end - MARKER_BYTES + 1;
    const found = findMarker(this.#frame.view, { from: this.#at, to }, this.#family);
    this.#at = found >= 0 ? found : this.#isLast ? this.#end : to;
    return found >= 0;
  }

  #loseTail(out: RecordBatch): boolean {
    const isStub = this.#end - this.#at < MARKER_BYTES && !this.#isBoundary(this.#at);
    this.#gap.open(out, this.#at, isStub ? 'garbage' : 'cut-off-file');
    this.#at = this.#end;
    return true;
  }

  /** False when the window ends before LEN. */
  #readHeader(at: number): boolean {
    const frame = this.#frame;
    frame.start = at;
    if (this.#family !== STORAGE_FAMILY) frame.header = at + SERIAL_BYTES;
    else if (frame.bytes[at + 3] === 1) {
      if (at + STORAGE_V1_BYTES > this.#end) return false;
      readStorageV1(frame, at);
    } else {
      if (at + STORAGE_V2_FIXED_BYTES > this.#end) return false;
      if (at + STORAGE_V2_FIXED_BYTES + frame.bytes[at + 13] > this.#end) return false;
      readStorageV2(frame, at);
    }
    return frame.header < this.#end && frame.header + bytesToLength(frame.bytes[frame.header]) <= this.#end;
  }

  /** Of two readings of the length the one is believed that ends at a boundary: what ends beyond the window has to wait. */
  #promisedEnd(): number {
    const { view, header } = this.#frame;
    const next = header + declaredLength(view, header);
    const inHostOrder = declaredLengthInHostOrder(view, header);
    if (inHostOrder === undefined || this.#isBeyond(next) || this.#isBoundary(next)) return this.#inOrder(next, false);
    const other = header + inHostOrder;
    if (this.#isBeyond(other) || this.#isBoundary(other)) return this.#inOrder(other, true);
    return this.#inOrder(next, false);
  }

  #inOrder(end: number, isLittleEndian: boolean): number {
    this.#frame.isHeaderLittleEndian = isLittleEndian;
    return end;
  }

  #isBeyond(at: number): boolean {
    return at + MARKER_BYTES > this.#end && !this.#isLast;
  }

  /** A marker, or the end of the stream, possibly inside a marker. */
  #isBoundary(at: number): boolean {
    if (at + MARKER_BYTES <= this.#end) return isMarker(this.#frame.view, at, this.#family);
    if (!this.#isLast || at > this.#end) return false;
    const opening = [this.#family >>> 24, (this.#family >>> 16) & 0xff, (this.#family >>> 8) & 0xff];
    for (let i = 0; at + i < this.#end; i++) if (this.#frame.bytes[at + i] !== opening[i]) return false;
    return true;
  }
}
