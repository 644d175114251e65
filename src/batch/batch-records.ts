import type { EvidencePlace, FoundRecord, RecordQuery } from '#src/diagnosis/record-reader.ts';
import type { Batch } from './batch.ts';

export type { EvidencePlace };

/** A record of a batch, where it stands in it. */
export interface BatchRecord extends Omit<FoundRecord, 'template'> {
  /** Fingerprint of the batch's template that it counts under; null where it counts under none. */
  template: string | null;
}

/** What is looked for, and in which file; in all of them where none is given. */
export interface RecordWish extends Omit<RecordQuery, 'places' | 'templates' | 'notTemplates'> {
  file?: number;
  /** Fingerprints. */
  templates?: readonly string[];
  notTemplates?: readonly string[];
  /** Only what stands behind this place, in order of file and place. */
  after?: EvidencePlace;
  /** Only what stands before it: the last ones there. */
  before?: EvidencePlace;
  limit: number;
}

interface FoundRecords {
  records: BatchRecord[];
  /** There may be more: the limit or the time was reached. */
  isCut: boolean;
}

/** A place of a batch: where a record begins, or the line of its report with this id. */
export type Place = { evidence: string } | EvidencePlace;

export interface Surroundings {
  records: BatchRecord[];
  at: EvidencePlace;
}

/** Reads records of batches from their uploaded files. A port of the API. */
export interface BatchRecords {
  /** Those that fit, in order of file and place. */
  search(batch: Batch, wish: RecordWish): Promise<FoundRecords>;
  /** All that fit, in the same order, some at a time; closing it ends its reads. */
  stream(batch: Batch, wish: Omit<RecordWish, 'limit' | 'after' | 'before'>): AsyncGenerator<BatchRecord[]>;
  /** Those around a place and the one there; undefined where there is no such line of the report. */
  around(batch: Batch, wish: { place: Place; around: number }): Promise<Surroundings | undefined>;
}
