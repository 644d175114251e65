import { type FrameLine, type FrameLineReader, skipBlanks } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { Flag } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { CandumpFrame } from './candump-frame.ts';
import { ElapsedTime } from './elapsed-time.ts';
import { readLogLine } from './log-line.ts';
import { readScreenLine } from './screen-line.ts';
import { UsualLogLine } from './usual-log-line.ts';

const LF = 0x0a;
const CR = 0x0d;
const TAB = 0x09;
const HASH = 0x23;
const SEMICOLON = 0x3b;

/** A frame of CAN FD with time, flags and its bytes in ASCII beside them; longer than any of `candump -l`. */
const SCREEN_LINE_BYTES = 512;

export class CandumpReader implements FrameLineReader {
  readonly frame = new CandumpFrame();
  readonly usualBytes = SCREEN_LINE_BYTES;
  readonly #usual = new UsualLogLine();
  readonly #sources: FrameSources;
  readonly #elapsed = new ElapsedTime();
  /** The last frame that took a second look was one of the screen. */
  #isScreen = false;
  /** The line before was an error frame or a detail of one. */
  #isDetailed = false;

  constructor(sources: SourceTable) {
    this.#sources = new FrameSources(sources);
  }

  readUsual(bytes: Uint8Array, at: number): number {
    return this.#isScreen ? this.#readUsualScreen(bytes, at) : this.#usual.read(bytes, at, this.frame);
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    const start = skipBlanks(bytes, at, end);
    if (this.#readFrame(bytes, start, end)) return 'record';
    // What `candump -e` prints under an error frame is indented by a tab.
    this.#isDetailed &&= bytes[at] === TAB;
    if (this.#isDetailed) return 'detail';
    return bytes[start] === HASH || bytes[start] === SEMICOLON ? 'comment' : 'undecodable';
  }

  /** Either layout; a recording keeps to one. */
  #readFrame(bytes: Uint8Array, start: number, end: number): boolean {
    this.#isScreen = false;
    if (readLogLine(bytes, start, this.frame) === end) return true;
    this.frame.openAgain();
    this.#isScreen = readScreenLine(bytes, start, this.frame) === end;
    return this.#isScreen;
  }

  #readUsualScreen(bytes: Uint8Array, at: number): number {
    const p = readScreenLine(bytes, at, this.frame);
    if (p < 0 || bytes[p] === LF) return p;
    return bytes[p] === CR && bytes[p + 1] === LF ? p + 1 : -1;
  }

  settle(bytes: Uint8Array): void {
    const { frame } = this;
    const bus = this.#sources.busNamed(bytes, frame.busStart, frame.busEnd);
    frame.source = this.#sources.sourceOf(bus, frame.writtenId, (frame.flags & Flag.extendedId) !== 0);
    const { kind, us } = frame.time;
    if (kind === 'relative') frame.uptimeUs = this.#elapsed.next(us);
    else if (kind !== 'none') frame.timeUs = us;
    if (kind === 'date') frame.flags |= Flag.timeInferred;
    this.#isDetailed = (frame.flags & Flag.errorFrame) !== 0;
  }
}
