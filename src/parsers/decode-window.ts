import { type Decoder, MAX_RECORD_BYTES } from './log-format.ts';
import { NonRecord, type RecordBatch, type Window } from './record-batch.ts';
import type { StreamSink } from './stream-sink.ts';

export interface WindowJob {
  decoder: Decoder;
  /** Filled over and over; its sources are those of the stream. */
  batch: RecordBatch;
  sink: StreamSink;
  /** Leading bytes of the stream that are no content (byte order mark). */
  skip: number;
}

interface Step {
  window: Window;
  at: number;
  /** Most bytes that the window can hold: a decoder that uses none of so many never will. */
  room: number;
}

/** Decodes until the window's rest needs more data; returns where that rest begins. */
export async function decodeWindow(job: WindowJob, step: Step): Promise<number> {
  const { batch } = job;
  const { window } = step;
  let at = step.at;
  for (;;) {
    batch.reset(window);
    if (window.offset === 0 && at === job.skip && at > 0) batch.pass(NonRecord.byteOrderMark, at);
    const next = Math.min(Math.max(job.decoder.decode(window, at, batch), at), window.end);
    const isFull = batch.isFull && next > at;
    const used = isFull ? next : useUp(batch, step, next);
    const held = batch.isEmpty ? undefined : job.sink.records(batch);
    if (held) await held;
    if (!isFull) return used;
    at = used;
  }
}

/** A decoder that does not go on where it must loses the bytes as a gap: the reader never waits for it again. */
function useUp(batch: RecordBatch, { window, room }: Step, used: number): number {
  const rest = window.end - used;
  if (!window.isLast && rest < MAX_RECORD_BYTES && rest < room) return used;
  batch.addGap(used, rest, window.isLast ? 'cut-off-file' : 'garbage');
  return window.end;
}
