import type { FrameLine, FrameLineReader } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { Flag } from '../record-batch.ts';
import { Network, type SourceTable } from '../source-table.ts';
import { CarbusFrame, CarbusLine } from './carbus-line.ts';

const AT = 0x40;
const HASH = 0x23;
/** Beginning of the header: `@ TEXT @ 3`. */
const VERSION_AT = 9;
const VERSION_2 = 0x32;

export class CarbusReader implements FrameLineReader {
  readonly frame = new CarbusFrame();
  /** Lines end with a carriage return, newer ones of other writers with a line feed as well. */
  readonly endsAtReturn = true;
  /** Columns are as wide as the longest frame: the end of a line is looked for as fast as it would be passed. */
  readonly usualBytes = 0;
  readonly #line = new CarbusLine();
  readonly #sources: FrameSources;

  constructor(table: SourceTable) {
    this.#sources = new FrameSources(table);
  }

  readUsual(): number {
    return -1;
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    this.frame.end = end;
    if (bytes[at] === AT) return this.#readHeading(bytes, at, end);
    // The one thing known of what stands behind it is the time of the day of the start: of which day, it does not say.
    if (bytes[at] === HASH) return 'header';
    return this.#line.read(bytes, at, end, this.frame) ? 'record' : 'undecodable';
  }

  settle(): void {
    const { frame } = this;
    const bus = this.#sources.channel(Network.can, Math.min(frame.channel, 0xffff));
    frame.source = this.#sources.sourceOf(bus, frame.id, (frame.flags & Flag.extendedId) !== 0);
    frame.uptimeUs = frame.writtenUs;
  }

  #readHeading(bytes: Uint8Array, at: number, end: number): FrameLine {
    const isVersion2 = at + VERSION_AT < end && bytes[at + VERSION_AT] === VERSION_2;
    this.#line.unitUs = isVersion2 ? 1_000 : 1;
    return 'header';
  }
}
