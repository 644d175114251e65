import type { EvidencePointer } from '#src/evidence/file-evidence.ts';

export { pointerKey } from '#src/evidence/pointers.ts';

/** A record read again from its stored file. */
export interface Quote {
  /** The record's text as decoded; hostile. */
  text: string;
  /** Neighbouring records, nearest last and nearest first. */
  before: string[];
  after: string[];
  /** False when the bytes are no longer those the pointer's digest was taken of. */
  verified: boolean;
}

export interface QuoteReader {
  /** By `pointerKey`; a pointer that cannot be read is absent. */
  read(pointers: EvidencePointer[]): Promise<Map<string, Quote>>;
}
