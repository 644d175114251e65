import type { CountRow } from '../file-evidence.ts';
import { compareText } from '../pointers.ts';

/** Rows of a batch: a day of minutes of a hundred writers. */
const MAX_ROWS = 100_000;
/** What the rows are folded to, step by step, until they fit; the sum never changes. */
const HOUR_US = 3_600_000_000;
const COARSER: ((row: CountRow) => CountRow)[] = [
  (row) => ({ ...row, bucketUs: row.bucketUs === null ? null : row.bucketUs - (row.bucketUs % HOUR_US) }),
  (row) => ({ ...row, app: '*' }),
  (row) => ({ ...row, bucketUs: null }),
  (row) => ({ ...row, ecu: '*' }),
];

/**
 * Sums of many files. Coarsening happens to all rows at once and before sorting, and a coarser row is the sum of finer
 * ones: so the result is the same whenever it happened.
 */
export class CountFolder {
  #rows = new Map<string, CountRow>();
  #steps = 0;

  add(row: CountRow): void {
    let coarse = row;
    for (let step = 0; step < this.#steps; step++) coarse = COARSER[step](coarse);
    this.#put(coarse);
    while (this.#rows.size > MAX_ROWS && this.#steps < COARSER.length) this.#coarsen();
  }

  finish(): CountRow[] {
    return [...this.#rows.values()].sort(compareCounts);
  }

  #put(row: CountRow): void {
    const key = `${row.ecu}\0${row.app}\0${row.level}\0${row.bucketUs ?? ''}`;
    const known = this.#rows.get(key);
    this.#rows.set(key, known ? { ...row, count: known.count + row.count } : row);
  }

  #coarsen(): void {
    const rows = [...this.#rows.values()];
    const coarser = COARSER[this.#steps++];
    this.#rows = new Map();
    for (const row of rows) this.#put(coarser(row));
  }
}

function compareCounts(a: CountRow, b: CountRow): number {
  const byWriter = compareText(a.ecu, b.ecu) || compareText(a.app, b.app) || compareText(a.level, b.level);
  return byWriter || (a.bucketUs ?? -1) - (b.bucketUs ?? -1);
}
