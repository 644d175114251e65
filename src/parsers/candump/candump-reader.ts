import type { FrameLine, FrameLineReader } from '../frames/frame-line-decoder.ts';
import { FrameSources } from '../frames/frame-sources.ts';
import { Flag } from '../record-batch.ts';
import type { SourceTable } from '../source-table.ts';
import { CandumpFrame } from './candump-frame.ts';
import { ElapsedTime } from './elapsed-time.ts';
import { readLogLine } from './log-line.ts';
import { readScreenLine } from './screen-line.ts';
import { USUAL_LINE_BYTES, UsualLogLine } from './usual-log-line.ts';

export class CandumpReader implements FrameLineReader {
  readonly frame = new CandumpFrame();
  readonly usualBytes = USUAL_LINE_BYTES;
  readonly #usual = new UsualLogLine();
  readonly #sources: FrameSources;
  readonly #elapsed = new ElapsedTime();

  constructor(sources: SourceTable) {
    this.#sources = new FrameSources(sources);
  }

  readUsual(bytes: Uint8Array, at: number): number {
    return this.#usual.read(bytes, at, this.frame);
  }

  readLine(bytes: Uint8Array, at: number, end: number): FrameLine {
    if (isFrame(bytes, at, end, this.frame)) return 'record';
    return isNoFrame(bytes, at, end) ? 'nothing' : 'undecodable';
  }

  settle(bytes: Uint8Array): void {
    const { frame } = this;
    const bus = this.#sources.busNamed(bytes, frame.busStart, frame.busEnd);
    frame.source = this.#sources.sourceOf(bus, frame.writtenId, (frame.flags & Flag.extendedId) !== 0);
    const { kind, us } = frame.time;
    if (kind === 'relative') frame.uptimeUs = this.#elapsed.next(us);
    else if (kind !== 'none') frame.timeUs = us;
    if (kind === 'date') frame.flags |= Flag.timeInferred;
  }
}

/** Either layout; the flags of `frame` must be those of a new one. */
export function isFrame(bytes: Uint8Array, at: number, end: number, frame: CandumpFrame): boolean {
  const { flags } = frame;
  if (readLogLine(bytes, at, frame) === end) return true;
  frame.clear();
  frame.flags = flags;
  return readScreenLine(bytes, at, end, frame);
}

/** Blank, a comment, or the indented details that `candump -e` prints under an error frame. */
function isNoFrame(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] === 0x09) return true;
  let p = at;
  while (p < end && bytes[p] === 0x20) p++;
  return p === end || bytes[p] === 0x23 || bytes[p] === 0x3b;
}
