import type { RecordBatch } from '#src/parsers/record-batch.ts';
import { Digest } from './digest.ts';
import type { EvidencePointer, FileEvidence } from './file-evidence.ts';

/** The key under which a pointer's quote is found again: two pointers to the same bytes have the same key. */
export const pointerKey = ({ file, member, offset, length }: EvidencePointer): string =>
  `${file}:${member ?? ''}:${offset}:${length}`;

/** By file, member, place: the order in which the first occurrences of a thing are kept. */
export function comparePointers(a: EvidencePointer, b: EvidencePointer): number {
  return a.file - b.file || compareText(a.member ?? '', b.member ?? '') || a.offset - b.offset || a.length - b.length;
}

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Is told of each pointer while the batch of its record is there. */
interface PointerListener {
  /** Counts batches. */
  readonly turn: number;
  note(pointer: EvidencePointer, of: { turn: number; i: number }): void;
}

/** Makes the pointers of one stream. The file's sha256 is known only when all of it was read: `sealPointers` fills it in. */
export class PointerMint {
  readonly #file: number;
  readonly #member: string | null;
  readonly #book: PointerListener | undefined;

  /** `book` quotes what is pointed at. */
  constructor(file: number, member: string | null, book?: PointerListener) {
    this.#file = file;
    this.#member = member;
    this.#book = book;
  }

  at(batch: RecordBatch, i: number): EvidencePointer {
    return this.later(batch, i)();
  }

  /** Makes the pointer when it is wanted, also after the batch is gone. */
  later(batch: RecordBatch, i: number): () => EvidencePointer {
    const start = batch.start[i];
    const length = batch.end[i] - start;
    const offset = batch.window.offset + start;
    const digest = new Digest(batch.window.bytes, start, start + length);
    const book = this.#book;
    const turn = book?.turn ?? 0;
    return () => {
      const pointer = { file: this.#file, member: this.#member, sha256: '', offset, length, digest: digest.text };
      book?.note(pointer, { turn, i });
      return pointer;
    };
  }
}

export function sealPointers(evidence: FileEvidence, sha256: string): void {
  evidence.file.sha256 = sha256;
  for (const { failure, first } of evidence.templates) {
    first.sha256 = sha256;
    if (failure) failure.at.sha256 = sha256;
  }
  for (const { at } of evidence.faults) for (const pointer of at) pointer.sha256 = sha256;
  for (const { at } of [...evidence.phases, ...evidence.outcomes, ...evidence.lifecycles]) at.sha256 = sha256;
}
