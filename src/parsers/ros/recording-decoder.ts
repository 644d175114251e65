import type { Decoder } from '../log-format.ts';
import { OpenGap } from '../open-gap.ts';
import { NonRecord, type RecordBatch, type Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { MessageRun } from './message-run.ts';
import {
  LONG_RECORD_BYTES,
  NEEDS_MORE,
  NO_RECORD,
  type RecordingLayout,
  type RecordReader,
} from './recording-layout.ts';
import { Content, type RosMessage } from './ros-message.ts';
import { RosRecords } from './ros-records.ts';

/** After damage so many records in a row must make sense, each of at most so many bytes: they all fit into a window. */
const LIKELY_RECORDS = 3;
const MAX_LIKELY_BYTES = 64 * 1024;

const NOTHING_INSIDE = -1;

/** What is left of a long record: counted, or part of the gap that is open. */
const DAMAGE = -1;

/** Decodes the records of a recording, out of their chunks. */
export class RecordingDecoder implements Decoder {
  readonly #layout: RecordingLayout;
  readonly #reader: RecordReader;
  readonly #records: RosRecords;
  readonly #run: MessageRun | undefined;
  readonly #gap = new OpenGap();
  readonly #message: RosMessage;
  #bytes: Uint8Array | undefined;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #isSeeking = false;
  /** Bytes of the last record that were not there yet. */
  #skip = 0;
  #skipKind: number = DAMAGE;
  #skipCount = 0;
  /** The record that begins where the last one ends, and its length, as far as it shows; -1 where there is none. */
  #aheadAt = -1;
  #aheadBytes = 0;

  constructor(layout: RecordingLayout, sources: SourceTable) {
    this.#layout = layout;
    this.#reader = layout.createReader(sources);
    this.#records = new RosRecords(sources);
    const { glance } = this.#reader;
    this.#run = glance && new MessageRun(glance, sources);
    const channel = { content: Content.other, serialization: undefined, source: 0 };
    this.#message = { start: 0, end: 0, from: 0, to: 0, timeUs: Number.NaN, channel };
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    this.#see(window);
    // Places and what can be seen of a record change with the window.
    this.#aheadAt = -1;
    let p = this.#records.isOpen ? this.#records.drain(at, out) : at;
    while (p < window.end && !out.isFull && !this.#records.isOpen) {
      const next = this.#skip > 0 ? this.#skipOn(p, out) : this.#goOn(window, p, out);
      if (next === p) break;
      p = next;
    }
    if (window.isLast && p === window.end) this.#gap.close(out, p);
    return p;
  }

  #see({ bytes }: Window): void {
    if (this.#bytes === bytes) return;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#records.see(this.#view);
  }

  #skipOn(at: number, out: RecordBatch): number {
    const bytes = Math.min(this.#skip, out.window.end - at);
    if (this.#skipKind !== DAMAGE) out.pass(this.#skipKind, bytes, this.#skipCount);
    this.#skipCount = 0;
    this.#skip -= bytes;
    return at + bytes;
  }

  /** Behind a run of messages, where there is one; else as `#step` does. */
  #goOn(window: Window, at: number, out: RecordBatch): number {
    const next = this.#run && !this.#gap.isOpen ? this.#run.append(this.#view, at, out) : at;
    return next > at ? next : this.#step(window, at, out);
  }

  /** Moves on by one record or over damage; stays when more bytes are needed. */
  #step(window: Window, at: number, out: RecordBatch): number {
    if (this.#isSeeking) return this.#seek(window, at, out);
    // Of what the record before was believed for, it is known that it is a record.
    if (at === this.#aheadAt) return this.#read(window, { at, length: this.#aheadBytes }, out);
    const magicBytes = this.#magicBytesAt(window, at);
    if (magicBytes === NEEDS_MORE) return this.#awaitMore(window, at, out);
    if (magicBytes > 0) {
      this.#gap.close(out, at);
      out.pass(NonRecord.header, magicBytes);
      return at + magicBytes;
    }
    const length = this.#layout.recordBytesAt(this.#view, at, window.end);
    if (length === NO_RECORD) return this.#seek(window, at, out);
    return this.#read(window, { at, length }, out);
  }

  #read(window: Window, { at, length }: { at: number; length: number }, out: RecordBatch): number {
    const isHere = length !== NEEDS_MORE && at + Math.min(length, LONG_RECORD_BYTES) <= window.end;
    const follower = isHere ? this.#followerAt(window, at, length) : NEEDS_MORE;
    if (follower === NEEDS_MORE) return this.#awaitMore(window, at, out);
    const inner = follower === NO_RECORD ? this.#findInside(window, at, length) : NOTHING_INSIDE;
    if (inner === NEEDS_MORE) return this.#awaitMore(window, at, out);
    return inner > 0 ? this.#cut(at, inner, out) : this.#take(at, length, out);
  }

  /** Where a run of likely records begins inside of one that promises too much; `NEEDS_MORE` where it may. */
  #findInside(window: Window, at: number, length: number): number {
    const end = Math.min(window.end, at + Math.min(length, LONG_RECORD_BYTES));
    for (let p = at + 1; p < end; p++) {
      const isLikely = this.#isLikelyAt(window, p);
      if (isLikely === true) return p;
      // Of longer ones the window could not hold as much as that takes.
      if (isLikely === 'needs-more' && window.end - at < LONG_RECORD_BYTES) return NEEDS_MORE;
    }
    return NOTHING_INSIDE;
  }

  /** Above 0 where a record or the magic follows, or the end; `NO_RECORD`, or `NEEDS_MORE` where that does not show yet. */
  #followerAt(window: Window, at: number, length: number): number {
    const next = at + length;
    const { end, isLast } = window;
    if (next > end || (next === end && length > LONG_RECORD_BYTES)) return NO_RECORD;
    const bytes = next === end ? NEEDS_MORE : this.#layout.recordBytesAt(this.#view, next, end);
    // Where not all of its beginning is there, it may be the magic as well.
    this.#aheadAt = bytes > 0 ? next : -1;
    this.#aheadBytes = bytes;
    const follower = bytes === NO_RECORD ? this.#magicBytesAt(window, next) : bytes;
    return follower === NEEDS_MORE && isLast ? 1 : follower;
  }

  #cut(at: number, inner: number, out: RecordBatch): number {
    this.#gap.open(out, at, 'truncated-record');
    this.#gap.close(out, inner);
    return inner;
  }

  #awaitMore(window: Window, at: number, out: RecordBatch): number {
    if (!window.isLast) return at;
    this.#gap.open(out, at, 'cut-off-file');
    return window.end;
  }

  /** Recordings may stand one behind the other; `NO_RECORD` where there is no magic. */
  #magicBytesAt({ bytes, end }: Window, at: number): number {
    const { magic } = this.#layout;
    for (let n = 0; n < magic.length; n++) {
      if (at + n >= end) return NEEDS_MORE;
      if (bytes[at + n] !== magic[n]) return NO_RECORD;
    }
    return magic.length;
  }

  #take(at: number, length: number, out: RecordBatch): number {
    const message = this.#message;
    const end = at + Math.min(length, LONG_RECORD_BYTES);
    const isMessage = this.#reader.read(this.#view, { at, end }, message);
    this.#skip = at + length - end;
    if (isMessage === undefined) return this.#lose(at, end, out);
    this.#gap.close(out, at);
    this.#skipKind = isMessage ? NonRecord.detail : NonRecord.structure;
    this.#skipCount = isMessage ? 1 : 0;
    if (!isMessage) {
      out.pass(NonRecord.structure, end - at);
      return end;
    }
    message.start = at;
    message.end = end;
    return this.#records.append(message, out);
  }

  #lose(at: number, end: number, out: RecordBatch): number {
    this.#gap.open(out, at, 'garbage');
    this.#skipKind = DAMAGE;
    return end;
  }

  /** Goes on to where a run of likely records begins. */
  #seek(window: Window, at: number, out: RecordBatch): number {
    this.#gap.open(out, at, 'garbage');
    for (let p = this.#isSeeking ? at : at + 1; p < window.end; p++) {
      const isLikely = this.#isLikelyAt(window, p);
      if (isLikely === false) continue;
      this.#isSeeking = isLikely === 'needs-more';
      return p === at && !this.#isSeeking ? this.#step(window, p, out) : p;
    }
    this.#isSeeking = true;
    return window.end;
  }

  #isLikelyAt(window: Window, from: number): boolean | 'needs-more' {
    const { end, isLast } = window;
    let at = from;
    for (let n = 0; n < LIKELY_RECORDS; n++) {
      if (at === end && isLast) return n > 0;
      const length = this.#layout.recordBytesAt(this.#view, at, end);
      if (length === NO_RECORD || length > MAX_LIKELY_BYTES) return false;
      if (length === NEEDS_MORE || at + length > end) return isLast ? false : 'needs-more';
      if (!this.#reader.isLikely(this.#view, at, at + length)) return false;
      at += length;
    }
    return true;
  }
}
