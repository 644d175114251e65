import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { EvidencePointer, FileEvidence } from './file-evidence.ts';
import { pointerKey } from './pointers.ts';
import { QuoteTaker, type RecordQuote } from './quote-taker.ts';

/** Quotes taken of one stream, kept or not: about 1 KB each, and most share their neighbours' texts. */
const MAX_TAKEN = 8_192;
/** Quotes kept of one stream. Real logs have some hundred templates; a diagnosis reads 600 records of the whole batch. */
const MAX_KEPT = 2_000;
/** A diagnosis tries the first two places of a fault. */
const PLACES_KEPT = 2;

/** What a record said, and which one it was. */
interface StoredQuote extends RecordQuote {
  /** Bytes of the decoded stream, and their digest (`digestOf`). */
  offset: number;
  length: number;
  digest: string;
}

/** The quotes of one stream, for those who may want them after its bytes have passed. */
export interface StreamQuotes {
  member: string | null;
  quotes: StoredQuote[];
}

/** Takes the quote of each record of one stream that is pointed at, while its bytes are there. */
export class QuoteBook {
  readonly #taker = new QuoteTaker();
  readonly #taken = new Map<string, StoredQuote>();
  /** Counts batches: a pointer made when its batch is gone comes too late. */
  turn = 0;

  begin(batch: RecordBatch): void {
    this.turn++;
    this.#taker.begin(batch);
  }

  end(): void {
    this.#taker.end();
  }

  /** Record `i` of the batch that had this turn is pointed at. */
  note(pointer: EvidencePointer, { turn, i }: { turn: number; i: number }): void {
    const key = pointerKey(pointer);
    if (turn !== this.turn || this.#taken.size >= MAX_TAKEN || this.#taken.has(key)) return;
    const { offset, length, digest } = pointer;
    this.#taken.set(key, { ...this.#taker.take(i), offset, length, digest });
  }

  /** Those that a diagnosis may ask for. */
  keptOf(evidence: FileEvidence): StoredQuote[] {
    const keys = new Set([...eventPointers(evidence), ...linePointers(evidence)].map(pointerKey));
    const kept = [...keys].map((key) => this.#taken.get(key)).filter((quote) => quote !== undefined);
    return kept.slice(0, MAX_KEPT);
  }
}

/** Records that proved something after they had passed (a request that was never answered): they have no quote yet. */
export function withoutQuote(evidence: FileEvidence, { quotes }: StreamQuotes): EvidencePointer[] {
  if (quotes.length >= MAX_KEPT) return [];
  const places = new Set(quotes.map(({ offset, length }) => `${offset}:${length}`));
  const wanted = eventPointers(evidence).filter(({ offset, length }) => !places.has(`${offset}:${length}`));
  return wanted.slice(0, MAX_KEPT - quotes.length);
}

const eventPointers = ({ faults, phases, outcomes, lifecycles }: FileEvidence): EvidencePointer[] => [
  ...faults.flatMap(({ at }) => at.slice(0, PLACES_KEPT)),
  ...[...outcomes, ...phases, ...lifecycles].map(({ at }) => at),
];

/** Lines that tell of a failure, the most telling first, then all others: which of them matter shows in the whole batch. */
function linePointers({ templates }: FileEvidence): EvidencePointer[] {
  const failures = templates.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  return [...failures.sort((a, b) => b.weight - a.weight).map(({ at }) => at), ...templates.map(({ first }) => first)];
}
