import type { FrameLine, FrameLineReader } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { Flag } from '../record-batch.ts';
import { Network, type SourceTable } from '../source-table.ts';
import { DeviceClock } from './device-clock.ts';
import { GvretFrame } from './gvret-frame.ts';
import { readGvretLine } from './gvret-line.ts';

const LF = 0x0a;
const CR = 0x0d;
const COMMA = 0x2c;
const SPACE = 0x20;
const LETTER_T = 0x54;
/** September 2001 in microseconds: a counter of a device would have run for 31 years. */
const LEAST_EPOCH_US = 1e15;

export class GvretReader implements FrameLineReader {
  readonly frame = new GvretFrame();
  /** 64 bytes as `0xNN,` and 60 characters before them; empty columns behind. */
  readonly usualBytes = 512;
  readonly #sources: FrameSources;
  readonly #clock = new DeviceClock();

  constructor(table: SourceTable) {
    this.#sources = new FrameSources(table);
  }

  readUsual(bytes: Uint8Array, at: number): number {
    const dataEnd = readGvretLine(bytes, at, this.frame);
    if (dataEnd < 0) return -1;
    const p = skipEmpty(bytes, dataEnd, at + this.usualBytes - 2);
    this.frame.end = p;
    if (bytes[p] === LF) return p;
    return bytes[p] === CR && bytes[p + 1] === LF ? p + 1 : -1;
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    this.frame.end = end;
    if (isHeading(bytes, at)) return 'header';
    const dataEnd = readGvretLine(bytes, at, this.frame);
    return dataEnd >= 0 && skipEmpty(bytes, dataEnd, end) === end ? 'record' : 'undecodable';
  }

  settle(): void {
    const { frame } = this;
    const bus = this.#sources.channel(Network.can, frame.channel);
    frame.source = this.#sources.sourceOf(bus, frame.id, (frame.flags & Flag.extendedId) !== 0);
    if (frame.writtenUs >= LEAST_EPOCH_US) frame.timeUs = frame.writtenUs;
    else frame.uptimeUs = this.#clock.next(frame.writtenUs);
  }
}

/** Columns of bytes that the frame does not have. */
function skipEmpty(bytes: Uint8Array, at: number, end: number): number {
  let p = at;
  while (p < end && (bytes[p] === COMMA || bytes[p] === SPACE)) p++;
  return p;
}

/** `Time Stamp,ID,…` */
function isHeading(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === LETTER_T;
}
