import { type FrameLine, type FrameLineReader, skipBlanks } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { Flag } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { CandumpFrame } from './candump-frame.ts';
import { ElapsedTime } from './elapsed-time.ts';
import { readLogLine } from './log-line.ts';
import { readScreenLine } from './screen-line.ts';
import { USUAL_LINE_BYTES, UsualLogLine } from './usual-log-line.ts';

const TAB = 0x09;
const HASH = 0x23;
const SEMICOLON = 0x3b;

export class CandumpReader implements FrameLineReader {
  readonly frame = new CandumpFrame();
  readonly usualBytes = USUAL_LINE_BYTES;
  readonly #usual = new UsualLogLine();
  readonly #sources: FrameSources;
  readonly #elapsed = new ElapsedTime();
  /** The line before was an error frame or a detail of one. */
  #isDetailed = false;

  constructor(sources: SourceTable) {
    this.#sources = new FrameSources(sources);
  }

  readUsual(bytes: Uint8Array, at: number): number {
    return this.#usual.read(bytes, at, this.frame);
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    if (isFrame(bytes, at, end, this.frame)) return 'record';
    const start = skipBlanks(bytes, at, end);
    // What `candump -e` prints under an error frame is indented by a tab.
    this.#isDetailed &&= bytes[at] === TAB;
    if (this.#isDetailed) return 'detail';
    return bytes[start] === HASH || bytes[start] === SEMICOLON ? 'comment' : 'undecodable';
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

/** Either layout, behind blanks or not. */
function isFrame(bytes: Uint8Array, at: number, end: number, frame: CandumpFrame): boolean {
  const start = skipBlanks(bytes, at, end);
  if (readLogLine(bytes, start, frame) === end) return true;
  frame.openAgain();
  return readScreenLine(bytes, start, end, frame);
}
