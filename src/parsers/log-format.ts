import type { RecordBatch, Window } from './record-batch.ts';
import type { SourceTable } from './source-table.ts';

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
 * content: damage is a gap.
 */
export interface Decoder {
  decode(window: Window, at: number, out: RecordBatch): number;
}

export interface LogFormat {
  readonly name: string;
  /** Raised whenever the same bytes give other records: part of the key of stored results. */
  readonly version: number;
  /** How well the first bytes (up to 64 KiB, may be cut mid-record) fit: 0 no … 1 certain (magic). Never throws. */
  sniff(head: Uint8Array): number;
  createDecoder(context: DecodeContext): Decoder;
}

export type ParseFault =
  | 'empty-file'
  | 'unknown-format'
  | 'unsupported-version'
  | 'over-limit'
  | 'corrupt-container'
  | 'encrypted-container';

/** The stream cannot be read further; `offset` counts bytes of the stored file or, inside a container, of the member. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly fault: ParseFault;
  readonly offset: number;

  constructor(fault: ParseFault, message: string, offset = 0) {
    super(message);
    this.fault = fault;
    this.offset = offset;
  }
}
