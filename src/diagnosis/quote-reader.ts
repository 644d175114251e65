import type { EvidencePointer } from '#src/evidence/file-evidence.ts';

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

/** Two pointers to the same bytes have the same key. */
export const pointerKey = ({ file, member, offset, length }: EvidencePointer): string =>
  `${file}:${member ?? ''}:${offset}:${length}`;
