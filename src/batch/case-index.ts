import type { Verdict } from '#src/report/report.ts';

/** What is shown of an earlier batch. */
export interface CaseCard {
  batchId: string;
  /** Ids of its signs. */
  signs: string[];
  /** Of the leading cause; null where there was none. Hostile. */
  title: string | null;
  verdict: Verdict;
  platform: string | null;
  firmware: { from: string | null; to: string | null } | null;
}

/**
 * Batches by what they show: an inverted index. A sign that so many batches have that it tells nothing apart is full: it
 * is neither written nor read any more, so no key becomes hot and no list long.
 */
export interface CaseIndex {
  /** Adds the card, and the batch to the list of each of these signs; the same again changes nothing. */
  add(card: CaseCard, signs: readonly string[]): Promise<void>;
  /** Batches with this sign, up to `limit`. */
  batchesWith(sign: string, limit: number): Promise<string[]>;
  /** Those of the signs that are full. */
  findFull(signs: readonly string[]): Promise<ReadonlySet<string>>;
  markFull(sign: string): Promise<void>;
  findCards(batchIds: readonly string[]): Promise<CaseCard[]>;
  /** Batches in the index; what was erased may still count. */
  count(): Promise<number>;
}
