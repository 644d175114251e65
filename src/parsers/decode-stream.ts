import type { ByteCursor } from './byte-cursor.ts';
import { decodeWindow, type WindowJob } from './decode-window.ts';
import { type Leap, leapTo } from './leap.ts';
import { MAX_RECORD_BYTES, ParseError } from './log-format.ts';
import type { Window } from './record-batch.ts';

/** New bytes per window. Longer gains nothing (measured); shorter pays the carry-over more often. */
const WINDOW_BYTES = 1 << 20;

interface DecodeJob extends WindowJob {
  cursor: ByteCursor;
  /** Length of the stream where it is known to be short: most files of a batch are. */
  wholeBytes?: number | undefined;
  leap?: Leap | undefined;
  /** Where the stream begins in the whole of which it is a range: places count from there. */
  offset?: number;
}

/**
 * Runs a decoder over a stream through one reused window. Returns the error that ended the stream early, after every
 * record before it went to the sink; rejects when the stream fails for another reason than its content.
 */
export async function decodeStream(job: DecodeJob): Promise<ParseError | undefined> {
  // Carry-over is below MAX_RECORD_BYTES, so there is always room for WINDOW_BYTES more; one byte of room shows the end.
  const room = job.wholeBytes === undefined ? WINDOW_BYTES + MAX_RECORD_BYTES : job.wholeBytes + 1;
  const offset = job.offset ?? 0;
  const window: Window = { bytes: new Uint8Array(room), end: 0, offset, isLast: false };
  let at = job.skip;
  let failure: ParseError | undefined;
  let { cursor, leap } = job;
  while (!window.isLast) {
    failure = await fill(window, cursor);
    // What an earlier window left there must not look like more of the last line.
    if (window.isLast) window.bytes[window.end] = 0;
    at = await decodeWindow(job, { window, at, room });
    slide(window, at);
    at = 0;
    if (window.isLast || leap === undefined) continue;
    // A decoder that waits for more of the beginning has not read it yet.
    if (leap.to > window.offset + window.end && window.offset > 0) cursor = await leapTo(window, cursor, leap);
    leap = undefined;
  }
  job.sink.end(window.offset - offset);
  return failure;
}

async function fill(window: Window, cursor: ByteCursor): Promise<ParseError | undefined> {
  try {
    while (window.end < window.bytes.length) {
      const bytes = await cursor.takeUpTo(window.bytes.length - window.end);
      if (!bytes) {
        window.isLast = true;
        return undefined;
      }
      window.bytes.set(bytes, window.end);
      window.end += bytes.length;
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    window.isLast = true;
    return error;
  }
}

function slide(window: Window, at: number): void {
  window.bytes.copyWithin(0, at, window.end);
  window.end -= at;
  window.offset += at;
}
