import { Flag, Kind, type RecordBatch } from '../record-batch.ts';

/** CAN FD carries at most 64 bytes, classic CAN 8 (ISO 11898-1). */
export const MAX_FD_BYTES = 64;
export const MAX_CLASSIC_BYTES = 8;
/** Bytes by data length code (ISO 11898-1 table 5). */
export const FD_LENGTHS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];

/**
 * The frame being read, of any network: one object per decoder, filled anew for each frame. This is how every format of
 * bus frames fills a batch, and all that the bus detectors read of one:
 *
 *     frame.clear();                                     // no time, no flags
 *     frame.timeUs = …;                                  // or uptimeUs, where the log counts from its own start
 *     frame.id = …;                                      // CAN id without flag bits, LIN id, FlexRay slot, EtherType
 *     frame.flags = Flag.extendedId | Flag.fd | …;
 *     frame.source = sources.sourceOf(sources.channel(Network.can, 1), frame.id, isExtended);
 *     frame.bodyStart = …; frame.bodyEnd = …;            // the payload, in the window
 *     appendFrame(out, start, end, frame);              // where the record lies in the window
 *
 * `FrameSources` names buses and senders; `source` also says which network the frame was on, so that a detector decides
 * once per sender what to do with it. A payload that does not lie in the window as bytes (hexadecimal text) goes to
 * `out.scratch`: `openScratch` makes the room and sets `Flag.bodyInScratch`. Text formats use `FrameLineDecoder`, which
 * does all of that and leaves them to read one line.
 */
export class BusFrame {
  /** `Kind.message` for a line of the log that is no frame: its body is then text. */
  kind: number = Kind.frame;
  /** Microseconds since 1970 UTC; NaN without. */
  timeUs = Number.NaN;
  /** Microseconds since the recording began, where nothing says when that was; NaN without. */
  uptimeUs = Number.NaN;
  flags = 0;
  id = 0;
  source = 0;
  /** Where the payload lies: the window's bytes, or the scratch of the batch. */
  body: Uint8Array = new Uint8Array(MAX_FD_BYTES);
  bodyStart = 0;
  bodyEnd = 0;
  /** Of a payload; more than a frame carries where the log holds messages that were put together. */
  readonly mostBytes: number = MAX_FD_BYTES;
  #scratchStart = 0;

  clear(): void {
    this.kind = Kind.frame;
    this.timeUs = Number.NaN;
    this.uptimeUs = Number.NaN;
    this.flags = 0;
    this.id = 0;
    this.bodyEnd = this.bodyStart;
  }

  /** The payload will be written to `body` from `bodyStart` on: up to `mostBytes`. */
  openScratch(out: RecordBatch): void {
    const at = out.scratchUsed;
    if (out.scratch.length - at < this.mostBytes) {
      out.reserveScratch(this.mostBytes);
      out.scratchUsed = at;
    }
    this.body = out.scratch;
    this.#scratchStart = at;
    this.openAgain();
  }

  /** Begins the same frame anew: what was read for it does not fit. */
  openAgain(): void {
    this.bodyStart = this.#scratchStart;
    this.clear();
    this.flags = Flag.bodyInScratch;
  }
}

/** Adds the frame as record `bytes[start … end)` of the window. */
export function appendFrame(out: RecordBatch, start: number, end: number, frame: BusFrame): void {
  const i = out.count++;
  out.kind[i] = frame.kind;
  out.level[i] = 0;
  out.start[i] = start;
  out.end[i] = end;
  out.bodyStart[i] = frame.bodyStart;
  out.bodyEnd[i] = frame.bodyEnd;
  out.source[i] = frame.source;
  out.id[i] = frame.id;
  out.counter[i] = -1;
  out.timeUs[i] = frame.timeUs;
  out.uptimeUs[i] = frame.uptimeUs;
  out.flags[i] = frame.flags;
  if (frame.kind === Kind.frame) out.frameCount++;
  if (frame.flags & Flag.bodyInScratch) out.scratchUsed = frame.bodyEnd;
}

/**
 * Closes a run of frames that a decoder wrote straight into the columns, records `from … out.count`: what they all have
 * alike is filled in, a column at a time. `noTimes` is the column of the two times that they do not have.
 */
export function closeFrameRun(out: RecordBatch, from: number, noTimes: Float64Array): void {
  out.frameCount += out.count - from;
  out.kind.fill(Kind.frame, from, out.count);
  out.level.fill(0, from, out.count);
  out.counter.fill(-1, from, out.count);
  noTimes.fill(Number.NaN, from, out.count);
}
