import type { RecordBatch } from '#src/parsers/record-batch.ts';

/** The record has to be scanned. */
export const NOT_CACHED = -1;

/** A line that was scanned, and what the scan did to it: `edits` are triples (from, to, mask) in order of place. */
export interface ScannedLine {
  bytes: Uint8Array;
  start: number;
  end: number;
  edits: Int32Array;
  editsEnd: number;
  /** The line has codes, and its template hides them. */
  hidesCodes: boolean;
}

/** Rows of lines without a scan, where it would give the very same one; a tally works without it, only slower. */
export interface RowCache {
  /** Fills `rows`: the row of each record whose line is known, `NOT_CACHED` for every other one. */
  findAll(batch: RecordBatch, rows: Int32Array): void;
  find(batch: RecordBatch, i: number): number;
  /** Asked once for each line that was scanned: whether it is to be learnt. */
  wants(row: number): boolean;
  learn(line: ScannedLine, writer: number, row: number): void;
  /** Remembers the very line. */
  know(batch: RecordBatch, i: number, row: number): void;
  /** Nothing learnt holds any longer. */
  forget(): void;
}
