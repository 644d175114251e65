import { appendFrame } from '../frames/bus-frame.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { type Decoder, MAX_RECORD_BYTES } from '../log-format.ts';
import { OpenGap } from '../open-gap.ts';
import { NonRecord, type RecordBatch, type Window } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import {
  BASE_HEADER_BYTES,
  FILE_MAGIC,
  HEADER_SIZE_AT,
  MAX_PADDING_BYTES,
  MIN_FILE_HEADER_BYTES,
  OBJECT_MAGIC,
  OBJECT_SIZE_AT,
  START_TIME_AT,
  TYPE_AT,
} from './object-layout.ts';
import { ObjectReader } from './object-reader.ts';
import { ObjectType } from './object-types.ts';
import { readSystemTime } from './system-time.ts';
import { fileHeaderBytes } from './unpack-containers.ts';
import { UsualObjects } from './usual-objects.ts';

const MAGIC_BYTES = 4;
const FIRST_OF_MAGIC = OBJECT_MAGIC & 0xff;
/** Where the next object begins shows behind the most padding. */
const LOOKAHEAD_BYTES = MAX_PADDING_BYTES + MAGIC_BYTES;
/** An object and its lookahead fit into what a decoder is given at once. */
const MAX_OBJECT_BYTES = MAX_RECORD_BYTES - LOOKAHEAD_BYTES;

/**
 * Reads the objects of a BLF file whose containers are unpacked. An object is believed when another begins where it
 * promises to end (or the file ends there); when not, and one begins inside, it was cut there.
 */
export class BlfDecoder implements Decoder {
  readonly #reader: ObjectReader;
  readonly #usual: UsualObjects;
  readonly #gap = new OpenGap();
  #view: DataView = new DataView(new ArrayBuffer(0));
  #window: Window = { bytes: new Uint8Array(0), end: 0, offset: 0, isLast: false };
  #isInObjects = false;

  constructor(sources: SourceTable) {
    const frameSources = new FrameSources(sources);
    this.#usual = new UsualObjects(frameSources);
    this.#reader = new ObjectReader(frameSources, sources);
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    const { bytes, end } = window;
    if (this.#view.buffer !== bytes.buffer || this.#view.byteOffset !== bytes.byteOffset)
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#window = window;
    let p = this.#isInObjects ? at : this.#readFileHeader(at, out);
    while (this.#isInObjects && p < end && !out.isFull) {
      const isMagic = this.#isMagicAt(p);
      const run = isMagic && p + BASE_HEADER_BYTES <= end ? this.#readUsual(p, out) : p;
      const next = run > p ? run : isMagic ? this.#stepObject(p, out) : this.#seekObject(p, p, out);
      if (next === p) break;
      p = next;
    }
    if (window.isLast && p === end) this.#gap.close(out, p);
    return p;
  }

  /** A run of plain frames; returns where it ends. */
  #readUsual(p: number, out: RecordBatch): number {
    const end = this.#usual.read(this.#view, { at: p, end: this.#window.end, startUs: this.#reader.startUs }, out);
    if (end > p) this.#gap.close(out, p);
    return end;
  }

  #isMagicAt(p: number): boolean {
    return p + MAGIC_BYTES <= this.#window.end && this.#view.getUint32(p, true) === OBJECT_MAGIC;
  }

  /** Returns `at` as long as the header is not whole; a file without one begins with its objects. */
  #readFileHeader(at: number, out: RecordBatch): number {
    const { bytes, end, isLast } = this.#window;
    const length = fileHeaderBytes(bytes.subarray(at, end));
    const isWhole = end - at >= length;
    if (!isWhole && !isLast) return at;
    this.#isInObjects = true;
    if (end - at < MIN_FILE_HEADER_BYTES || this.#view.getUint32(at, true) !== FILE_MAGIC) return at;
    this.#reader.startUs = readSystemTime(this.#view, at + START_TIME_AT);
    if (isWhole) out.pass(NonRecord.header, length);
    else out.addGap(at, end - at, 'cut-off-file');
    return Math.min(at + length, end);
  }

  /** Returns where to go on, or `p` when more is needed. */
  #stepObject(p: number, out: RecordBatch): number {
    const { end, isLast } = this.#window;
    if (p + BASE_HEADER_BYTES > end) return isLast ? this.#loseTail(p, out) : p;
    const size = this.#view.getUint32(p + OBJECT_SIZE_AT, true);
    const next = p + size;
    if (size < BASE_HEADER_BYTES || size > MAX_OBJECT_BYTES) {
      this.#gap.open(out, p, 'invalid-length');
      return this.#seekObject(p, p + MAGIC_BYTES, out);
    }
    if (!this.#isMagicAt(next)) {
      if (next + LOOKAHEAD_BYTES > end && !isLast) return p;
      const cut = this.#findCut(p, next);
      if (cut >= 0) {
        this.#gap.open(out, p, 'truncated-record');
        return cut;
      }
      if (next > end) return this.#loseTail(p, out);
    }
    this.#addObject(p, next, out);
    return next;
  }

  #loseTail(p: number, out: RecordBatch): number {
    this.#gap.open(out, p, 'cut-off-file');
    return this.#window.end;
  }

  /** The next object inside this one, where the promised end is none: a writer that was cut off promises too much. */
  #findCut(p: number, next: number): number {
    const { end } = this.#window;
    if (next === end || this.#findMagic(next, next + LOOKAHEAD_BYTES) >= 0) return -1;
    return this.#findMagic(p + MAGIC_BYTES, next + MAGIC_BYTES - 1);
  }

  #findMagic(from: number, to: number): number {
    const { bytes, end } = this.#window;
    const last = Math.min(to, end) - MAGIC_BYTES;
    for (
      let at = bytes.indexOf(FIRST_OF_MAGIC, from);
      at >= 0 && at <= last;
      at = bytes.indexOf(FIRST_OF_MAGIC, at + 1)
    ) {
      if (this.#view.getUint32(at, true) === OBJECT_MAGIC) return at;
    }
    return -1;
  }

  /** No object begins at `p`: padding of a few bytes, or damage. Looks for one from `from` on. */
  #seekObject(p: number, from: number, out: RecordBatch): number {
    const { end, isLast } = this.#window;
    if (end - p < LOOKAHEAD_BYTES && !isLast && !this.#gap.isOpen) return p;
    const found = this.#findMagic(from, end);
    const stop = found >= 0 ? found : isLast ? end : Math.max(p, end - MAGIC_BYTES + 1);
    if (!this.#gap.isOpen && stop - p <= MAX_PADDING_BYTES && (found >= 0 || this.#isZero(p, stop))) {
      out.pass(NonRecord.padding, stop - p);
      return stop;
    }
    this.#gap.open(out, p, 'garbage');
    return stop;
  }

  #isZero(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (this.#view.getUint8(at) !== 0) return false;
    return true;
  }

  #addObject(p: number, next: number, out: RecordBatch): void {
    const type = this.#view.getUint32(p + TYPE_AT, true);
    const headerBytes = this.#view.getUint16(p + HEADER_SIZE_AT, true);
    if (type === ObjectType.logContainer) this.#gap.open(out, p, 'garbage');
    else if (type === ObjectType.padding) {
      this.#gap.close(out, p);
      out.pass(NonRecord.padding, next - p);
    } else if (this.#reader.read(this.#view, { type, at: p, dataAt: p + headerBytes, end: next }, out)) {
      this.#gap.close(out, p);
      appendFrame(out, p, next, this.#reader.frame);
    } else this.#gap.open(out, p, 'invalid-length');
  }
}
