import type { ByteSource, ByteStream } from './byte-source.ts';
import type { PackedStream, Unpacking } from './packed-stream.ts';
import type { RecordBatch, Window } from './record-batch.ts';
import type { RecordCut } from './record-cut.ts';
import type { SourceTable } from './source-table.ts';

export { ParseError } from './parse-error.ts';

/** No record needs more bytes ahead than this: a decoder given so much must consume something. DLT's LEN ends at 64 KiB. */
export const MAX_RECORD_BYTES = 256 * 1024;

/** What a decoder may know about the file besides its bytes. */
export interface DecodeContext {
  sources: SourceTable;
  /** Completes times without year or zone (upload time); microseconds since 1970 UTC. */
  referenceTimeUs: number;
}

/**
 * One per stream, synchronous, keeps its own state between windows.
 *
 * `decode` reads whole records from `window` starting at `at`, appends them to `out`, and returns the place of the first
 * byte it did not use. It stops when `out` is full or when the rest needs more data ("need more" is a value, not an
 * error). With `window.isLast` it uses every byte unless `out` is full: a cut-off tail becomes a gap. It never throws on
 * content: damage is a gap. Every byte it uses is in exactly one record or gap, or is told with `out.pass`: what a reader
 * of the log cannot see is at least counted.
 */
export interface Decoder {
  decode(window: Window, at: number, out: RecordBatch): number;
}

interface Recognised {
  readonly name: string;
  /** Raised whenever the same bytes give other records: part of the key of stored results. */
  readonly version: number;
  /** How well the first bytes (up to 64 KiB, may be cut mid-record) fit: 0 no … 1 certain (magic). Never throws. */
  sniff(head: Uint8Array): number;
}

/** A format that can be read front to back: nearly all can. */
export interface LogFormat extends Recognised {
  /**
   * Where records lie in compressed pieces and may go from one piece into the next (BLF, MCAP): the stream of what was in
   * them, which the decoder then reads. Places of records count in it. A piece that cannot be decompressed stays in it as
   * it is, so that the decoder makes a gap of it. A piece is decoded where it lies: nothing behind its end may be read.
   */
  unpack?(packed: PackedStream): ByteStream;
  /**
   * A decoder that has read the beginning of a stream can go on at any later record: what one needs of the bytes before it,
   * and the beginning does not say, shows in its time or its writer. Absent where records are put together from far apart.
   */
  readonly resumes?: true;
  /** Where each record tells all about itself (no header of the file): how to cut a large file into ranges. */
  readonly cut?: RecordCut;
  createDecoder(context: DecodeContext): Decoder;
}

/** A format whose parts name each other by their place in the file (MDF4), so that it must be read there. */
export interface SeekingFormat extends Recognised {
  /**
   * Fills `out` over and over, each time after `out.reset(window)`, and yields so that the records are taken. Places of
   * records (`window.offset` + `start`) ascend; they need not be places of the file, but the same file gives the same.
   * Throws `ParseError` only for what makes the rest unreadable: damage is a gap.
   */
  readFile(file: FileInput, out: RecordBatch): AsyncIterable<void>;
}

export interface FileInput extends DecodeContext, Unpacking {
  source: ByteSource;
}

export type AnyFormat = LogFormat | SeekingFormat;
