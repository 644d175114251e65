import type { ByteCursor } from './byte-cursor.ts';
import { type Decoder, MAX_RECORD_BYTES, ParseError } from './log-format.ts';
import type { StreamSink } from './log-reader.ts';
import { NonRecord, RecordBatch, type Window } from './record-batch.ts';
import type { SourceTable } from './source-table.ts';

/** New bytes per window. Longer gains nothing (measured); shorter pays the carry-over more often. */
const WINDOW_BYTES = 1 << 20;

export interface DecodeJob {
  cursor: ByteCursor;
  /** Leading bytes that are no content (byte order mark). */
  skip: number;
  /** Length of the stream where it is known to be short: most files of a batch are. */
  wholeBytes?: number;
  decoder: Decoder;
  sources: SourceTable;
  sink: StreamSink;
}

/**
 * Runs a decoder over a stream through one reused window. Returns the error that ended the stream early, after every
 * record before it went to the sink; rejects when the stream fails for another reason than its content.
 */
export async function decodeStream(job: DecodeJob): Promise<ParseError | undefined> {
  // Carry-over is below MAX_RECORD_BYTES, so there is always room for WINDOW_BYTES more; one byte of room shows the end.
  const room = job.wholeBytes === undefined ? WINDOW_BYTES + MAX_RECORD_BYTES : job.wholeBytes + 1;
  const window: Window = { bytes: new Uint8Array(room), end: 0, offset: 0, isLast: false };
  const batch = new RecordBatch(job.sources);
  let at = job.skip;
  let failure: ParseError | undefined;
  while (!window.isLast) {
    failure = await fill(window, job.cursor);
    // What an earlier window left there must not look like more of the last line.
    if (window.isLast) window.bytes[window.end] = 0;
    at = await decodeWindow(job, { window, batch, at });
    slide(window, at);
    at = 0;
  }
  job.sink.end(window.offset);
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

interface Step {
  window: Window;
  batch: RecordBatch;
  at: number;
}

/** Decodes until the window's rest needs more data; returns where that rest begins. */
async function decodeWindow(job: DecodeJob, step: Step): Promise<number> {
  const { window, batch } = step;
  let at = step.at;
  for (;;) {
    batch.reset(window);
    if (window.offset === 0 && at === job.skip && at > 0) batch.pass(NonRecord.byteOrderMark, at);
    const next = Math.min(Math.max(job.decoder.decode(window, at, batch), at), window.end);
    const isFull = batch.isFull && next > at;
    const used = isFull ? next : useUp(batch, next);
    const held = batch.isEmpty ? undefined : job.sink.records(batch);
    if (held) await held;
    if (!isFull) return used;
    at = used;
  }
}

/** A decoder that does not go on where it must loses the bytes as a gap: the reader never waits for it again. */
function useUp(batch: RecordBatch, used: number): number {
  const { window } = batch;
  const rest = window.end - used;
  if (!window.isLast && rest < MAX_RECORD_BYTES && rest < window.bytes.length) return used;
  batch.addGap(used, rest, window.isLast ? 'cut-off-file' : 'garbage');
  return window.end;
}

function slide(window: Window, at: number): void {
  window.bytes.copyWithin(0, at, window.end);
  window.end -= at;
  window.offset += at;
}
