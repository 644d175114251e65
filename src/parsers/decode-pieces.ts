import type { ByteStream } from './byte-source.ts';
import { decodeWindow, type WindowJob } from './decode-window.ts';
import type { Leap } from './leap.ts';
import { MAX_RECORD_BYTES, ParseError } from './log-format.ts';
import type { Window } from './record-batch.ts';

/** Of a piece, joined to the rest of the one before: enough for most records that span both. */
const BRIDGE_BYTES = 4096;

interface PiecesJob extends Omit<WindowJob, 'skip'> {
  pieces: ByteStream;
  leap?: Leap | undefined;
}

/**
 * Runs a decoder over unpacked pieces where they lie, without copying them into a window: for a recording that unpacks to
 * six times its size the copy costs as much as decoding. Returns the error that ended the stream early.
 */
export async function decodePieces(job: PiecesJob): Promise<ParseError | undefined> {
  const run = new PiecesRun(job);
  const failure = await run.readAll(job.pieces);
  await run.finish();
  return failure;
}

/** Of the beginning, read before a leap: the header of a recording and more. */
const BEGINNING_BYTES = 64 * 1024;

class PiecesRun {
  readonly #job: WindowJob;
  /** Where to go on behind the beginning; undefined once there. */
  #leap: Leap | undefined;
  /** Place of the next piece in the stream. */
  #next = 0;
  /** What the last piece left, with room for the beginning of the next. */
  readonly #rest: Window = {
    bytes: new Uint8Array(MAX_RECORD_BYTES + BRIDGE_BYTES),
    end: 0,
    offset: 0,
    isLast: false,
  };
  readonly #piece: Window = { bytes: new Uint8Array(0), end: 0, offset: 0, isLast: false };

  constructor(job: PiecesJob) {
    this.#job = { ...job, skip: 0 };
    this.#leap = job.leap;
  }

  async readAll(pieces: ByteStream): Promise<ParseError | undefined> {
    try {
      for await (const piece of pieces) await this.#read(piece);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return error;
    }
  }

  async finish(): Promise<void> {
    const rest = this.#rest;
    rest.isLast = true;
    rest.bytes[rest.end] = 0;
    await decodeWindow(this.#job, { window: rest, at: 0, room: rest.bytes.length });
    this.#job.sink.end(rest.offset + rest.end);
  }

  async #read(piece: Uint8Array): Promise<void> {
    const begin = this.#next;
    this.#next += piece.length;
    let at = this.#leap === undefined || begin < BEGINNING_BYTES ? 0 : this.#leapInto(begin, this.#leap.to);
    if (at >= piece.length) return;
    while (at < piece.length && this.#rest.end > 0) at = await this.#bridge(piece, at);
    if (at === piece.length) return;
    const window = this.#piece;
    // One kind of array for every caller keeps the decoders' compiled code fast.
    window.bytes = new Uint8Array(piece.buffer, piece.byteOffset, piece.length);
    window.end = piece.length;
    window.offset = begin;
    const used = await decodeWindow(this.#job, { window, at, room: MAX_RECORD_BYTES });
    this.#keep(piece, used);
  }

  /** Where in the piece to go on: behind it as long as the leap is under way. */
  #leapInto(begin: number, to: number): number {
    if (to >= this.#next) return to - begin;
    this.#leap = undefined;
    if (to > begin) this.#rest.end = 0;
    return Math.max(0, to - begin);
  }

  /** Joins the rest to some more of the piece; returns where in the piece to go on. */
  async #bridge(piece: Uint8Array, at: number): Promise<number> {
    const rest = this.#rest;
    const more = Math.min(piece.length - at, BRIDGE_BYTES);
    const before = rest.end;
    rest.bytes.set(piece.subarray(at, at + more), before);
    rest.end = before + more;
    const used = await decodeWindow(this.#job, { window: rest, at: 0, room: MAX_RECORD_BYTES });
    rest.offset += used;
    rest.end = used < before ? before + more - used : 0;
    if (used >= before) return at + used - before;
    rest.bytes.copyWithin(0, used, before + more);
    return at + more;
  }

  #keep(piece: Uint8Array, from: number): void {
    const rest = this.#rest;
    rest.bytes.set(piece.subarray(from), 0);
    rest.end = piece.length - from;
    rest.offset = this.#piece.offset + from;
  }
}
