import type { TemplateFailure, TemplateOccurrences, TemplateRow } from '../file-evidence.ts';
import { comparePointers, compareText } from '../pointers.ts';
import { PLACES_KEPT } from '../templates/template-tally.ts';
import { earliest, latest } from './fold-faults.ts';

/** Rows kept while files are added: about 100 MB. A vehicle's logs have some thousands. */
const MAX_KEPT = 100_000;
/** How far the table may grow before it is cut back: cutting is a sort, so it must be rare. */
const SLACK = 2;
const LEVEL_RANK = { fatal: 0, error: 1, warn: 2, none: 3, info: 4, debug: 5, verbose: 6 };

/**
 * Union of template rows by fingerprint and ECU. Where memory ends, which rows stay is decided by the rows' identity
 * alone (severe ones first, then by fingerprint), never by when they came or how far their counts had got: so any order
 * keeps the same rows with the same counts.
 */
export class TemplateMerger {
  readonly #maxKept: number;
  #rows = new Map<string, TemplateRow>();
  /** Greatest rank that is still kept; rows beyond it are dropped at once. */
  #limit: string | undefined;
  /** Records of rows that were not kept. */
  dropped = 0;

  constructor(maxKept = MAX_KEPT) {
    this.#maxKept = maxKept;
  }

  add(row: TemplateRow): void {
    const rank = rankOf(row);
    const known = this.#rows.get(rank);
    if (known) this.#rows.set(rank, foldRows(known, row));
    else if (this.#limit !== undefined && rank > this.#limit) this.dropped += row.count;
    else this.#rows.set(rank, row);
    if (this.#rows.size > this.#maxKept * SLACK) this.#cut();
  }

  finish(): TemplateRow[] {
    if (this.#rows.size > this.#maxKept) this.#cut();
    return [...this.#rows.values()];
  }

  #cut(): void {
    const ranked = [...this.#rows].sort(([a], [b]) => compareText(a, b));
    this.#limit = ranked[this.#maxKept - 1][0];
    for (const [, row] of ranked.slice(this.#maxKept)) this.dropped += row.count;
    this.#rows = new Map(ranked.slice(0, this.#maxKept));
  }
}

const rankOf = (row: TemplateRow): string => `${LEVEL_RANK[row.level]}${row.fingerprint} ${row.ecu}`;

export function foldRows(a: TemplateRow, b: TemplateRow): TemplateRow {
  return {
    ...a,
    count: a.count + b.count,
    firstTimeUs: earliest(a.firstTimeUs, b.firstTimeUs),
    lastTimeUs: latest(a.lastTimeUs, b.lastTimeUs),
    first: comparePointers(a.first, b.first) <= 0 ? a.first : b.first,
    failure: moreTelling(a.failure, b.failure),
    occurrences: foldOccurrences(a.occurrences, b.occurrences),
  };
}

function moreTelling(a: TemplateFailure | null, b: TemplateFailure | null): TemplateFailure | null {
  if (a === null || b === null) return a ?? b;
  return (b.weight - a.weight || comparePointers(a.at, b.at)) <= 0 ? a : b;
}

/** Streams in which a template's places are kept, those first in order: a template of more is everywhere. */
const MAX_STREAMS = 32;

function foldOccurrences(a: TemplateOccurrences[], b: TemplateOccurrences[]): TemplateOccurrences[] {
  const streams = Map.groupBy([...a, ...b], ({ file, member }) => `${file}\0${member ?? ''}`);
  return [...streams.values()]
    .map((same) =>
      same.length === 1 ? same[0] : { ...same[0], offsets: ends(same.flatMap(({ offsets }) => offsets)) },
    )
    .sort((x, y) => x.file - y.file || compareText(x.member ?? '', y.member ?? ''))
    .slice(0, MAX_STREAMS);
}

function ends(offsets: number[]): number[] {
  const sorted = offsets.sort((a, b) => a - b);
  if (sorted.length <= 2 * PLACES_KEPT) return sorted;
  return [...sorted.slice(0, PLACES_KEPT), ...sorted.slice(-PLACES_KEPT)];
}
