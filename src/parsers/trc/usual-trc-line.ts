import { HEX_PAIR } from '../frames/hex-digits.ts';
import { readHexPairs } from '../frames/hex-pairs.ts';
import { endLineBehindBlanks } from '../frames/line-end.ts';
import { LineWords } from '../frames/line-words.ts';
import { READ_BEFORE } from '../frames/placed-decimal.ts';
import { Flag } from '../record-batch.ts';
import { isStatusType, readStatusLine } from './status-line.ts';
import { bytesOf, MAX_ID, MAX_SHORT_ID, readDirection, readType } from './trc-columns.ts';
import type { TrcFrame } from './trc-frame.ts';
import type { TrcLayout } from './trc-layout.ts';
import { shapeOf, type TrcShape } from './trc-shape.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const ZERO = 0x30;
const FOUR_BLANKS = 0x20202020;
const SHORT_ID_DIGITS = 4;
/** Longer ones take their time. */
const MAX_STATUS_BYTES = 128;
/** Numbers and times grow wider, and other lines stand between. */
const SHAPES_KEPT = 4;

/**
 * Frames of data, and states of the bus, whose columns stand where they stood in a frame before: PEAK's tools write each
 * at its place. It reads only what the readers of any line read just so.
 */
export class UsualTrcLine {
  readonly #frame: TrcFrame;
  readonly #words = new LineWords();
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #layout: TrcLayout | undefined;
  #shapes: TrcShape[] = [];
  #latest: TrcShape | undefined;
  #unknown = 0;

  constructor(frame: TrcFrame) {
    this.#frame = frame;
  }

  /** From the line of `layout` at `at`, which `readFrameColumns` has just read. */
  learn(bytes: Uint8Array, at: number, layout: TrcLayout): void {
    if (layout !== this.#layout) this.#begin(layout);
    // Lines that never have one shape cost little: the next is learnt when twice as many were unknown.
    if (++this.#unknown > SHAPES_KEPT && (this.#unknown & (this.#unknown - 1)) !== 0) return;
    const shape = shapeOf(bytes, at, { layout, frame: this.#frame });
    if (shape === undefined) return;
    const view = this.#viewOf(bytes);
    const others = this.#shapes.filter(({ head }) => !head.fits(view, at));
    this.#shapes = [shape, ...others].slice(0, SHAPES_KEPT);
    this.#latest = shape;
  }

  #begin(layout: TrcLayout): void {
    this.#layout = layout;
    this.#shapes = [];
    this.#latest = undefined;
    this.#unknown = 0;
  }

  /** Place of the line feed, or -1. */
  read(bytes: Uint8Array, at: number, layout: TrcLayout): number {
    if (this.#latest === undefined || layout !== this.#layout || at < READ_BEFORE) return -1;
    const view = this.#viewOf(bytes);
    const shape = this.#latest.head.fits(view, at) ? this.#latest : this.#find(at);
    if (shape === undefined) return -1;
    this.#frame.offsetUs = shape.offset.read(view, at);
    if (shape.typeAt >= 0 && readType(bytes, at + shape.typeAt, this.#frame) < 0)
      return shape.tellsStates ? this.#readState(bytes, at + shape.typeAt) : -1;
    return shape.rest.fits(view, at + shape.headBytes) ? this.#readFrame(bytes, at, shape) : -1;
  }

  #find(at: number): TrcShape | undefined {
    const found = this.#shapes.find(({ head }) => head.fits(this.#view, at));
    if (found) this.#latest = found;
    return found;
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#view;
  }

  #readFrame(bytes: Uint8Array, at: number, shape: TrcShape): number {
    const frame = this.#frame;
    if (shape.busAt >= 0) frame.channel = bytes[at + shape.busAt] - ZERO;
    if (shape.directionAt >= 0 && readDirection(bytes, at + shape.directionAt, frame) < 0) return -1;
    if (!this.#readId(at, shape)) return -1;
    const countEnd = at + shape.countEnd;
    if (frame.flags & Flag.remote) return endLineBehindBlanks(bytes, countEnd, frame);
    const count = bytesOf(bytes[countEnd - 1] - ZERO, shape.countColumn, (frame.flags & Flag.fd) !== 0);
    const dataAt = at + shape.dataAt;
    for (let p = countEnd; p < dataAt; p++) if (bytes[p] !== SPACE) return -1;
    const behind = readHexPairs(this.#view, dataAt - 1, count, frame);
    return behind < 0 ? -1 : endLineBehindBlanks(bytes, behind, frame);
  }

  #readId(at: number, { idAt, idEnd }: TrcShape): boolean {
    const frame = this.#frame;
    const view = this.#view;
    const last = at + idEnd - SHORT_ID_DIGITS;
    const low = fourDigits(view, last);
    const isShort = idEnd - idAt === SHORT_ID_DIGITS || view.getInt32(at + idAt, true) === FOUR_BLANKS;
    const high = isShort ? 0 : fourDigits(view, at + idAt);
    if (low < 0 || high < 0 || high > MAX_ID >>> 16) return false;
    frame.id = (high << 16) | low;
    if (!isShort || frame.id > MAX_SHORT_ID) frame.flags |= Flag.extendedId;
    return true;
  }

  /** `ST 1         - Rx -  4    00 00 00 08`: text from there on. */
  #readState(bytes: Uint8Array, at: number): number {
    if (!isStatusType(bytes, at)) return -1;
    let lineEnd = at;
    const limit = at + MAX_STATUS_BYTES;
    while (bytes[lineEnd] !== LF) if (++lineEnd === limit) return -1;
    const end = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    this.#frame.end = end;
    this.#words.open(bytes, at, end);
    return readStatusLine(this.#words, this.#frame) ? lineEnd : -1;
  }
}

/** Hexadecimal; negative where one is no digit. */
function fourDigits(view: DataView, at: number): number {
  const high = HEX_PAIR[view.getUint16(at, true)];
  const low = HEX_PAIR[view.getUint16(at + 2, true)];
  return high > 0xff || low > 0xff ? -1 : (high << 8) | low;
}
