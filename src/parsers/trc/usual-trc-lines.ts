import { appendFrame } from '../frames/bus-frame.ts';
import type { LineRun } from '../frames/frame-line-decoder.ts';
import type { FrameSources } from '../frames/frame-sources.ts';
import { LineWords } from '../frames/line-words.ts';
import { READ_BEFORE } from '../frames/placed-decimal.ts';
import { BATCH_CAPACITY, NonRecord, type RecordBatch } from '../record-batch.ts';
import { ShapedFrames } from './shaped-frames.ts';
import { isStatusType, readStatusLine } from './status-line.ts';
import type { TrcFrame } from './trc-frame.ts';
import type { TrcHeader } from './trc-header.ts';
import type { TrcLayout } from './trc-layout.ts';
import { shapeOf, type TrcShape, USUAL_TRC_BYTES } from './trc-shape.ts';

const LF = 0x0a;
const CR = 0x0d;
/** Longer ones take their time. */
const MAX_STATUS_BYTES = 128;
/** Numbers and times grow wider, and other lines stand between. */
const SHAPES_KEPT = 4;

/**
 * Frames of data, and states of the bus, whose columns stand where they stood in a frame before: PEAK's tools write each
 * at its place. It reads only what the readers of any line read just so.
 */
export class UsualTrcLines {
  readonly #frame: TrcFrame;
  readonly #settle: () => void;
  readonly #frames: ShapedFrames;
  readonly #words = new LineWords();
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #layout: TrcLayout | undefined;
  #shapes: TrcShape[] = [];
  #latest: TrcShape | undefined;
  #unknown = 0;

  /** `settle` gives the frame its source and time. */
  constructor(frame: TrcFrame, sources: FrameSources, settle: () => void) {
    this.#frame = frame;
    this.#settle = settle;
    this.#frames = new ShapedFrames(sources);
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

  /** As many frames and states as follow each other; returns where the line behind them begins. */
  readRun(run: LineRun, { layout, startUs }: TrcHeader, out: RecordBatch): number {
    let shape = layout === this.#layout && run.at >= READ_BEFORE ? this.#latest : undefined;
    const lines = { bytes: run.bytes, view: this.#viewOf(run.bytes), at: run.at, last: run.last };
    while (shape !== undefined) {
      lines.at = this.#frames.append(lines, shape, startUs, out);
      const isEnd = lines.at > run.last || out.count === BATCH_CAPACITY;
      const other: TrcShape | undefined = isEnd ? undefined : this.#find(lines.at);
      if (other !== shape) shape = other;
      else if (!this.#appendState(lines, layout, out)) shape = undefined;
    }
    return lines.at;
  }

  /** A state does not end the run: a trace of errors has one behind each. False where there is none. */
  #appendState(lines: LineRun, layout: TrcLayout | undefined, out: RecordBatch): boolean {
    if (layout === undefined) return false;
    const { bytes, at } = lines;
    this.#frame.openScratch(out);
    const lineEnd = this.readState(bytes, at, layout);
    if (lineEnd < 0 || lineEnd - at >= USUAL_TRC_BYTES) return false;
    this.#settle();
    appendFrame(out, at, this.#frame.end, this.#frame);
    lines.at = lineEnd + 1;
    out.pass(NonRecord.lineEnd, lines.at - this.#frame.end);
    return lines.at <= lines.last && !out.isFull;
  }

  /** `ST 1         - Rx -  4    00 00 00 08` behind number and time; place of its line feed, or -1. */
  readState(bytes: Uint8Array, at: number, layout: TrcLayout): number {
    if (layout !== this.#layout || at < READ_BEFORE) return -1;
    const view = this.#viewOf(bytes);
    const shape = this.#latest?.head.fits(view, at) ? this.#latest : this.#find(at);
    if (!shape?.tellsStates || !isStatusType(bytes, at + shape.typeAt)) return -1;
    this.#frame.offsetUs = shape.offset.read(view, at);
    return this.#readText(bytes, at + shape.typeAt);
  }

  #find(at: number): TrcShape | undefined {
    for (const shape of this.#shapes) {
      if (!shape.head.fits(this.#view, at)) continue;
      this.#latest = shape;
      return shape;
    }
    return undefined;
  }

  #viewOf(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#view;
  }

  /** Text from there on. */
  #readText(bytes: Uint8Array, at: number): number {
    let lineEnd = at;
    const limit = at + MAX_STATUS_BYTES;
    while (bytes[lineEnd] !== LF) if (++lineEnd === limit) return -1;
    const end = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    this.#frame.end = end;
    this.#words.open(bytes, at, end);
    return readStatusLine(this.#words, this.#frame) ? lineEnd : -1;
  }
}
