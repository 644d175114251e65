import type { Decoder } from '../log-format.ts';
import {
  BATCH_CAPACITY,
  Flag,
  Kind,
  NON_RECORDS,
  NonRecord,
  type NonRecordName,
  type RecordBatch,
  type Window,
} from '../record-batch.ts';
import { appendFrame, BusFrame } from './bus-frame.ts';

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
/** A CAN FD frame with time, flags and ASCII column takes 380 characters. */
const MAX_LINE_BYTES = 4096;

/** The frame of the line being read. */
export class LineFrame extends BusFrame {
  /** Where the record ends: the line ending is no part of it. */
  end = 0;
}

/** What a line turned out to be: a record, damage, or a line that only belongs to the layout (heading, comment …). */
export type FrameLine = 'record' | 'undecodable' | NonRecordName;

/** Lines that begin in `bytes[at … last]`. */
export interface LineRun {
  bytes: Uint8Array;
  at: number;
  last: number;
}

/** Reads the lines of one text format of bus frames into `frame`: payloads go to `frame.body` from `frame.bodyStart` on. */
export interface FrameLineReader {
  readonly frame: LineFrame;
  /** No line that `readUsual` reads is longer, its ending included. */
  readonly usualBytes: number;
  /** Lines end with a carriage return; a line feed behind it is a blank line. Absent: with a line feed. */
  readonly endsAtReturn?: true;
  /**
   * The line that makes up nearly all of a recording, read without looking for its end first; `usualBytes` lie ahead.
   * Returns the place of its line feed, or -1 for any other line.
   */
  readUsual(bytes: Uint8Array, at: number): number;
  /**
   * As many of those lines as follow each other, straight into the columns but for what no frame has (`level`, `counter`).
   * Returns where the line behind them begins. Absent: each is read for itself.
   */
  readRun?(run: LineRun, out: RecordBatch): number;
  /** Any line: `bytes[at … end)`, without its ending. */
  readLine(bytes: Uint8Array, at: number, end: number): FrameLine;
  /** The line counts: sets its source and time. Called once per record, in order. */
  settle(bytes: Uint8Array): void;
}

/** A run of lines that are no records, in places of the decoded stream. */
interface BadRun {
  offset: number;
  reason: 'undecodable-line' | 'line-too-long';
}

/** Runs a `FrameLineReader` over the lines of a stream. Lines that touch and cannot be read are one gap. */
export class FrameLineDecoder implements Decoder {
  readonly #reader: FrameLineReader;
  readonly #frame: LineFrame;
  #bad: BadRun | null = null;
  /** Inside a line that is too long to be one: everything up to its end is damage. */
  #isInLongLine = false;

  constructor(reader: FrameLineReader) {
    this.#reader = reader;
    this.#frame = reader.frame;
  }

  decode(window: Window, at: number, out: RecordBatch): number {
    const { bytes, end } = window;
    const lastUsual = end - this.#reader.usualBytes;
    let p = this.#isInLongLine ? this.#skipLongLine(window, at) : at;
    while (p < end && !out.isFull) {
      p = this.#readUsualLines(bytes, { at: p, last: lastUsual }, out);
      if (p === end || out.isFull) break;
      const next = this.#readOtherLine(window, p, out);
      if (next === p) break;
      p = next;
    }
    if (window.isLast && p === end) this.#endBadRun(p, out);
    return p;
  }

  /** As many as follow each other: straight into the columns, and what all have alike at their end. */
  #readUsualLines(bytes: Uint8Array, { at, last }: { at: number; last: number }, out: RecordBatch): number {
    const first = out.count;
    let p = at;
    while (!out.isFull && p <= last) {
      const runEnd = this.#readRun({ bytes, at: p, last }, out);
      p = this.#readOneByOne({ bytes, at: runEnd, last }, out);
      if (p === runEnd) break;
    }
    out.level.fill(0, first, out.count);
    out.counter.fill(-1, first, out.count);
    return p;
  }

  #readRun(run: LineRun, out: RecordBatch): number {
    const end = this.#reader.readRun?.(run, out) ?? run.at;
    if (this.#bad && end > run.at) this.#endBadRun(run.at, out);
    return end;
  }

  /** Only the next one where there are runs. */
  #readOneByOne({ bytes, at, last }: LineRun, out: RecordBatch): number {
    const frame = this.#frame;
    const reader = this.#reader;
    const first = out.count;
    const most = reader.readRun ? Math.min(first + 1, BATCH_CAPACITY) : BATCH_CAPACITY;
    let p = at;
    let recordBytes = 0;
    let i = first;
    let frames = 0;
    for (; i < most && p <= last; i++) {
      frame.openScratch(out);
      const lineEnd = reader.readUsual(bytes, p);
      // A line that ends so late may go on behind the window's end, where an earlier one left something.
      if (lineEnd < 0 || lineEnd - p >= reader.usualBytes) break;
      if (this.#bad) this.#endBadRun(p, out);
      reader.settle(bytes);
      out.kind[i] = frame.kind;
      out.start[i] = p;
      out.end[i] = frame.end;
      out.bodyStart[i] = frame.bodyStart;
      out.bodyEnd[i] = frame.bodyEnd;
      out.source[i] = frame.source;
      out.id[i] = frame.id;
      out.timeUs[i] = frame.timeUs;
      out.uptimeUs[i] = frame.uptimeUs;
      out.flags[i] = frame.flags;
      if (frame.kind === Kind.frame) frames++;
      if (frame.flags & Flag.bodyInScratch) out.scratchUsed = frame.bodyEnd;
      recordBytes += frame.end - p;
      p = lineEnd + 1;
    }
    out.count = i;
    out.frameCount += frames;
    out.pass(NonRecord.lineEnd, p - at - recordBytes, i - first);
    return p;
  }

  /** Returns where the next line begins, or `at` when the line's end is not there yet. */
  #readOtherLine(window: Window, at: number, out: RecordBatch): number {
    const { bytes, end } = window;
    const lineEnd = this.#findLineEnd(window, at);
    if (lineEnd === end && !window.isLast) return end - at > MAX_LINE_BYTES ? this.#beginLongLine(window, at) : at;
    const textEnd = lineEnd > at && bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    const next = Math.min(lineEnd + 1, end);
    if (lineEnd - at > MAX_LINE_BYTES) this.#bad ??= { offset: window.offset + at, reason: 'line-too-long' };
    else if (skipBlanks(bytes, at, textEnd) === textEnd) this.#pass(NonRecord.blank, { at, next }, out);
    else this.#readLine({ at, textEnd, next }, out);
    return next;
  }

  #readLine({ at, textEnd, next }: { at: number; textEnd: number; next: number }, out: RecordBatch): void {
    const { bytes, offset } = out.window;
    this.#frame.openScratch(out);
    const line = this.#reader.readLine(bytes, at, textEnd);
    if (line === 'record') this.#append(at, next, out);
    else if (line === 'undecodable') this.#bad ??= { offset: offset + at, reason: 'undecodable-line' };
    else this.#pass(NON_RECORDS.indexOf(line), { at, next }, out);
  }

  /** The line's ending goes with it. */
  #pass(kind: number, { at, next }: { at: number; next: number }, out: RecordBatch): void {
    this.#endBadRun(at, out);
    out.pass(kind, next - at);
  }

  /** `next`: where the line behind the frame's begins. */
  #append(start: number, next: number, out: RecordBatch): void {
    if (this.#bad) this.#endBadRun(start, out);
    this.#reader.settle(out.window.bytes);
    appendFrame(out, start, this.#frame.end, this.#frame);
    out.pass(NonRecord.lineEnd, next - this.#frame.end);
  }

  #beginLongLine(window: Window, at: number): number {
    this.#bad ??= { offset: window.offset + at, reason: 'line-too-long' };
    this.#isInLongLine = true;
    return window.end;
  }

  #skipLongLine(window: Window, at: number): number {
    const lineEnd = this.#findLineEnd(window, at);
    if (lineEnd === window.end) return lineEnd;
    this.#isInLongLine = false;
    return lineEnd + 1;
  }

  /** Place of what ends the line, or the window's end. */
  #findLineEnd(window: Window, at: number): number {
    const end = findByte(window, LF, at);
    if (!this.#reader.endsAtReturn) return end;
    const back = window.bytes.subarray(0, end).indexOf(CR, at);
    return back < 0 ? end : back;
  }

  #endBadRun(at: number, out: RecordBatch): void {
    if (!this.#bad) return;
    const from = this.#bad.offset - out.window.offset;
    out.addGap(from, at - from, this.#bad.reason);
    this.#bad = null;
  }
}

/** Behind the spaces and tabs at `at`. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end && (bytes[p] === SPACE || bytes[p] === TAB)) p++;
  return p;
}

/** Place of the next such byte, or the window's end. */
function findByte(window: Window, byte: number, at: number): number {
  const found = window.bytes.indexOf(byte, at);
  return found < 0 || found > window.end ? window.end : found;
}
