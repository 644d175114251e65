import type { FoundRecord, RecordQuery } from '#src/diagnosis/record-reader.ts';
import type { EvidencePointer } from '#src/evidence/file-evidence.ts';
import type { Batch } from './batch.ts';

/** A record of a batch, where it stands in it. */
export type BatchRecord = FoundRecord;

/** What is looked for, and in which file; in all of them where none is given. */
export interface RecordWish extends Omit<RecordQuery, 'places'> {
  file?: number;
  limit: number;
}

export interface FoundRecords {
  records: BatchRecord[];
  /** There may be more: the limit or the time was reached. */
  isCut: boolean;
}

/** A place of a batch: where a record begins, or the line of its report with this id. */
export type Place = { evidence: string } | Pick<EvidencePointer, 'file' | 'member' | 'offset'>;

export interface Surroundings {
  records: BatchRecord[];
  at: Pick<EvidencePointer, 'file' | 'member' | 'offset'>;
}

/** Reads records of batches from their uploaded files. A port of the API: who serves no records need not load the parsers. */
export interface BatchRecords {
  /** Those that fit, in order of file and place. */
  search(batch: Batch, wish: RecordWish): Promise<FoundRecords>;
  /** Those around a place and the one there; undefined where there is no such line of the report. */
  around(batch: Batch, wish: { place: Place; around: number }): Promise<Surroundings | undefined>;
}
