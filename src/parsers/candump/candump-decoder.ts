import type { DecodeContext, Decoder } from '../log-format.ts';
import { Flag, Kind, type RecordBatch, type Window } from '../record-batch.ts';
import { CanFrame, MAX_FD_BYTES } from './can-frame.ts';
import { ElapsedTime } from './elapsed-time.ts';
import { FrameSources } from './frame-sources.ts';
import { readLogLine } from './log-line.ts';
import { readScreenLine } from './screen-line.ts';
import { USUAL_LINE_BYTES, UsualLogLine } from './usual-log-line.ts';

const LF = 0x0a;
const CR = 0x0d;
/** A CAN FD frame with time, flags and ASCII column takes 380 characters. */
const MAX_LINE_BYTES = 4096;

/** A run of lines that are no frames, in places of the decoded stream. */
interface BadRun {
  offset: number;
  reason: 'undecodable-line' | 'line-too-long';
}

export class CandumpDecoder implements Decoder {
  readonly #frame = new CanFrame();
  readonly #sources: FrameSources;
  readonly #usual = new UsualLogLine();
  readonly #elapsed = new ElapsedTime();
  #bad: BadRun | null = null;
  /** Inside a line that is too long to be one: everything up to its end is damage. */
  #isInLongLine = false;

  constructor(context: DecodeContext) {
    this.#sources = new FrameSources(context.sources);
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    const { end } = window;
    let p = this.#isInLongLine ? this.#skipLongLine(window, at) : at;
    while (p < end && !out.isFull) {
      this.#frame.begin(out.scratch, roomForFrame(out));
      const lineEnd = this.#findFrameEnd(window, p);
      const next = lineEnd < 0 ? this.#readOtherLine(window, p, out) : lineEnd + 1;
      if (lineEnd >= 0) this.#add(p, out);
      if (next === p) break;
      p = next;
    }
    const used = Math.min(p, end);
    if (window.isLast && used === end) this.#endBadRun(used, out);
    return used;
  }

  /** Reads one `-l` frame; returns where its line ends, or -1. */
  #findFrameEnd(window: Window, at: number): number {
    const { bytes, end } = window;
    if (at + USUAL_LINE_BYTES <= end) {
      const lineEnd = this.#usual.read(bytes, at, this.#frame);
      if (lineEnd >= 0) return lineEnd;
      this.#frame.begin(this.#frame.data, this.#frame.dataStart);
    }
    const lineEnd = readLogLine(bytes, at, this.#frame);
    const isWhole = lineEnd < end ? bytes[lineEnd] === LF : lineEnd === end && window.isLast;
    return isWhole ? lineEnd : -1;
  }

  /** A line that is no `-l` frame; returns where the next begins, or `at` when the line's end is not there yet. */
  #readOtherLine(window: Window, at: number, out: RecordBatch): number {
    const { bytes, end } = window;
    const lineEnd = findLineEnd(window, at);
    if (lineEnd === end && !window.isLast) return end - at > MAX_LINE_BYTES ? this.#beginLongLine(window, at) : at;
    const next = Math.min(lineEnd + 1, end);
    const textEnd = bytes[lineEnd - 1] === CR && lineEnd > at ? lineEnd - 1 : lineEnd;
    this.#frame.begin(out.scratch, this.#frame.dataStart);
    if (lineEnd - at <= MAX_LINE_BYTES && readScreenLine(bytes, at, textEnd, this.#frame)) this.#add(at, out);
    else if (isNoFrame(bytes, at, textEnd)) this.#endBadRun(at, out);
    else this.#bad ??= { offset: window.offset + at, reason: 'undecodable-line' };
    return next;
  }

  #beginLongLine(window: Window, at: number): number {
    this.#bad ??= { offset: window.offset + at, reason: 'line-too-long' };
    this.#isInLongLine = true;
    return window.end;
  }

  #skipLongLine(window: Window, at: number): number {
    const lineEnd = findLineEnd(window, at);
    if (lineEnd === window.end) return lineEnd;
    this.#isInLongLine = false;
    return lineEnd + 1;
  }

  /** Damage that touches is one damaged place, ended by the next good line. */
  #endBadRun(at: number, out: RecordBatch): void {
    if (!this.#bad) return;
    const from = this.#bad.offset - out.window.offset;
    out.addGap(from, at - from, this.#bad.reason);
    this.#bad = null;
  }

  #add(start: number, out: RecordBatch): void {
    if (this.#bad) this.#endBadRun(start, out);
    const frame = this.#frame;
    const i = out.count++;
    const bus = this.#sources.busOf(out.window.bytes, frame.busStart, frame.busEnd);
    out.kind[i] = Kind.frame;
    out.level[i] = 0;
    out.start[i] = start;
    out.end[i] = frame.end;
    out.bodyStart[i] = frame.dataStart;
    out.bodyEnd[i] = frame.dataEnd;
    out.scratchUsed = frame.dataEnd;
    out.source[i] = this.#sources.sourceOf(bus, frame.writtenId, frame.isWrittenLong);
    out.id[i] = frame.id;
    out.counter[i] = -1;
    this.#addTime(i, out);
  }

  #addTime(i: number, out: RecordBatch): void {
    const { kind, us } = this.#frame.time;
    const isWallClock = kind === 'absolute' || kind === 'date';
    out.timeUs[i] = isWallClock ? us : Number.NaN;
    out.uptimeUs[i] = kind === 'relative' ? this.#elapsed.next(us) : Number.NaN;
    out.flags[i] = kind === 'date' ? this.#frame.flags | Flag.timeInferred : this.#frame.flags;
  }
}

/** Place of the next line feed, or the window's end. */
function findLineEnd(window: Window, at: number): number {
  const found = window.bytes.indexOf(LF, at);
  return found < 0 || found > window.end ? window.end : found;
}

/** Where the next payload may be written. */
function roomForFrame(out: RecordBatch): number {
  const at = out.scratchUsed;
  if (out.scratch.length - at < MAX_FD_BYTES) {
    out.reserveScratch(MAX_FD_BYTES);
    out.scratchUsed = at;
  }
  return at;
}

/** Blank, a comment, or the indented details that `candump -e` prints under an error frame. */
function isNoFrame(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] === 0x09) return true;
  let p = at;
  while (p < end && bytes[p] === 0x20) p++;
  return p === end || bytes[p] === 0x23 || bytes[p] === 0x3b;
}
