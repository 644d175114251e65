import type { EvidencePointer } from '#src/evidence/file-evidence.ts';
import type { FoundRecord } from '#src/evidence/find-records.ts';
import type { RecordQuery } from '#src/evidence/record-filter.ts';

export type { FoundRecord } from '#src/evidence/find-records.ts';
export type { RecordQuery } from '#src/evidence/record-filter.ts';

/** Where a record begins in the logs of a batch. */
export type EvidencePlace = Pick<EvidencePointer, 'file' | 'member' | 'offset'>;

/** Reads the records of one batch by what they are and by where they stand. */
export interface RecordReader {
  /** Of these files (indexes in the batch), in order of file and place, up to `limit`. */
  search(search: RecordSearch): Promise<FoundRecord[]>;
  /** `before` and `after` records of the same stream around the one at the place, and that one. */
  around(place: RecordPlace): Promise<FoundRecord[]>;
}

export interface RecordSearch {
  files: readonly number[];
  query: RecordQuery;
  limit: number;
  /** Only what stands behind this place, in order of file and place. */
  after?: EvidencePlace;
  /** Only what stands before it: the last ones there. */
  before?: EvidencePlace;
  /** Aborted: what was found so far is the answer. */
  signal: AbortSignal;
}

export interface RecordPlace {
  at: EvidencePlace;
  before: number;
  after: number;
  signal: AbortSignal;
}
