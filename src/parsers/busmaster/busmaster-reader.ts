import type { FrameLine, FrameLineReader } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { endLineBehindBlanks } from '../frames/line-end.ts';
import { LineWords } from '../frames/line-words.ts';
import { asciiBytes, SPACE, startsWith } from '../lines/ascii.ts';
import { Flag, Kind } from '../record-batch.ts';
import { Network, type SourceTable } from '../source-table.ts';
import { BusmasterClock } from './busmaster-clock.ts';
import { BusmasterFrame } from './busmaster-frame.ts';
import { readBusmasterLine, readTime } from './busmaster-line.ts';
import { readJ1939Words, readLinEvent, readLinWords } from './other-lines.ts';

const STARS = asciiBytes('***');
const latin1 = new TextDecoder('latin1');

export class BusmasterReader implements FrameLineReader {
  readonly frame = new BusmasterFrame();
  /** 64 bytes in decimal, and 60 characters before them. */
  readonly usualBytes = 512;
  readonly #clock = new BusmasterClock();
  readonly #sources: FrameSources;
  readonly #words = new LineWords();

  readonly #table: SourceTable;
  /** By bus, at most as many as `FrameSources` has. */
  readonly #eventSources: number[] = [];

  constructor(table: SourceTable) {
    this.#table = table;
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
    while (p >= 0 && p < end && bytes[p] === SPACE) p++;
    return p === end || this.#readOther(bytes, at, end) ? 'record' : 'undecodable';
  }

  /** What a log of J1939 or LIN has behind its times, which no log of CAN has. */
  #readOther(bytes: Uint8Array, at: number, end: number): boolean {
    const { frame } = this;
    const behind = readTime(bytes, at, frame);
    if (behind < 0 || behind >= end) return false;
    return [readJ1939Words, readLinWords, readLinEvent].some((read) => {
      frame.openAgain();
      this.#words.open(bytes, behind, end);
      return read(this.#words, this.#clock.base, frame);
    });
  }

  /** What happens on a LIN bus beside frames. */
  #eventSourceOf(bus: number): number {
    this.#eventSources[bus] ??= this.#table.intern(this.#sources.busName(bus), 'event', '', Network.lin);
    return this.#eventSources[bus];
  }

  settle(): void {
    const { frame } = this;
    const bus = this.#sources.channel(frame.network, Math.min(frame.channel, 0xffff));
    frame.source =
      frame.kind === Kind.frame
        ? this.#sources.sourceOf(bus, frame.id, (frame.flags & Flag.extendedId) !== 0)
        : this.#eventSourceOf(bus);
    this.#clock.settle(frame.writtenUs);
    const { offsetUs, timeUs } = this.#clock;
    if (Number.isNaN(timeUs)) frame.uptimeUs = offsetUs;
    else {
      frame.timeUs = timeUs;
      frame.flags |= Flag.timeInferred;
    }
  }
}
