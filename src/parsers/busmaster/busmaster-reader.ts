import type { FrameLine, FrameLineReader } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { endLineBehindBlanks } from '../frames/line-end.ts';
import { asciiBytes, SPACE, startsWith } from '../lines/ascii.ts';
import { Flag } from '../record-batch.ts';
import { Network, type SourceTable } from '../source-table.ts';
import { BusmasterClock } from './busmaster-clock.ts';
import { BusmasterFrame } from './busmaster-frame.ts';
import { readBusmasterLine } from './busmaster-line.ts';

const STARS = asciiBytes('***');
const latin1 = new TextDecoder('latin1');

export class BusmasterReader implements FrameLineReader {
  readonly frame = new BusmasterFrame();
  /** 64 bytes in decimal, and 60 characters before them. */
  readonly usualBytes = 512;
  readonly #clock = new BusmasterClock();
  readonly #sources: FrameSources;

  constructor(table: SourceTable) {
    this.#sources = new FrameSources(table);
  }

  readUsual(bytes: Uint8Array, at: number): number {
    const p = readBusmasterLine(bytes, at, this.#clock.base, this.frame);
    return p < 0 ? -1 : endLineBehindBlanks(bytes, p, this.frame);
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    this.frame.end = end;
    if (end - at >= STARS.length && startsWith(bytes, at, STARS)) {
      this.#clock.readHeading(latin1.decode(bytes.subarray(at, end)));
      return 'header';
    }
    let p = readBusmasterLine(bytes, at, this.#clock.base, this.frame);
    if (p < 0 || p > end) return 'undecodable';
    while (p < end && bytes[p] === SPACE) p++;
    return p === end ? 'record' : 'undecodable';
  }

  settle(): void {
    const { frame } = this;
    const bus = this.#sources.channel(Network.can, Math.min(frame.channel, 0xffff));
    frame.source = this.#sources.sourceOf(bus, frame.id, (frame.flags & Flag.extendedId) !== 0);
    this.#clock.settle(frame.writtenUs);
    const { offsetUs, timeUs } = this.#clock;
    if (Number.isNaN(timeUs)) frame.uptimeUs = offsetUs;
    else {
      frame.timeUs = timeUs;
      frame.flags |= Flag.timeInferred;
    }
  }
}
