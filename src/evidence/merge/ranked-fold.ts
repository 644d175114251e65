import { compareText } from '../pointers.ts';

/** How far a table may grow before it is cut back: cutting is a sort, so it must be rare. */
const SLACK = 1.25;

interface FoldOptions<T> {
  /** Equal for rows that are one; the least stay where memory ends. */
  rankOf: (row: T) => string;
  /** Commutative and associative. */
  fold: (a: T, b: T) => T;
  maxKept: number;
  /** Told of rows, or parts of them, that are not kept. */
  onDrop?: (row: T) => void;
}

/**
 * Union of rows by rank. Where memory ends, which rows stay is decided by their rank alone, never by when they came or how
 * far their sums had got: so any order keeps the same rows with the same sums.
 */
export class RankedFold<T> {
  readonly #options: FoldOptions<T>;
  #rows = new Map<string, T>();
  /** Greatest rank that is still kept; rows beyond it are dropped at once. */
  #limit: string | undefined;

  constructor(options: FoldOptions<T>) {
    this.#options = options;
  }

  add(row: T): void {
    const { rankOf, fold, maxKept, onDrop } = this.#options;
    const rank = rankOf(row);
    const known = this.#rows.get(rank);
    if (known) this.#rows.set(rank, fold(known, row));
    else if (this.#limit !== undefined && rank > this.#limit) onDrop?.(row);
    else this.#rows.set(rank, row);
    if (this.#rows.size > maxKept * SLACK) this.#cut();
  }

  finish(): T[] {
    if (this.#rows.size > this.#options.maxKept) this.#cut();
    return [...this.#rows.values()];
  }

  #cut(): void {
    const { maxKept, onDrop } = this.#options;
    const ranked = [...this.#rows].sort(([a], [b]) => compareText(a, b));
    this.#limit = ranked[maxKept - 1][0];
    for (const [, row] of ranked.slice(maxKept)) onDrop?.(row);
    this.#rows = new Map(ranked.slice(0, maxKept));
  }
}
