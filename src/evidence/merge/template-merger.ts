import type { TemplateFailure, TemplateOccurrences, TemplateRow } from '../file-evidence.ts';
import { comparePointers, compareText } from '../pointers.ts';
import { foldSparks } from '../tally/sparks.ts';
import { PLACES_KEPT } from '../templates/template-tally.ts';
import { earliest, latest } from './fold-faults.ts';
import { RankedFold } from './ranked-fold.ts';

/** Rows kept while files are added: 100 MB, or 400 MB where each stands in 32 streams. A vehicle's logs have some thousands. */
const MAX_KEPT = 100_000;
const LEVEL_RANK = { fatal: 0, error: 1, warn: 2, none: 3, info: 4, debug: 5, verbose: 6 };

/** Union of template rows by fingerprint and ECU; where memory ends severe ones stay first, then by fingerprint. */
export class TemplateMerger extends RankedFold<TemplateRow> {
  /** Records of rows that were not kept. */
  dropped = 0;

  constructor(maxKept = MAX_KEPT) {
    const onDrop = ({ count }: TemplateRow) => {
      this.dropped += count;
    };
    super({ rankOf, fold: foldRows, maxKept, onDrop });
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
    spark: a.spark && b.spark ? foldSparks(a.spark, b.spark) : (a.spark ?? b.spark),
    occurrences: foldOccurrences(a.occurrences, b.occurrences),
  };
}

function moreTelling(a: TemplateFailure | null, b: TemplateFailure | null): TemplateFailure | null {
  if (a === null || b === null) return a ?? b;
  return (b.weight - a.weight || comparePointers(a.at, b.at)) <= 0 ? a : b;
}

/** Streams in which a template's places are kept, those first in order: a template of more is everywhere. */
export const MAX_STREAMS = 32;

function foldOccurrences(a: TemplateOccurrences[], b: TemplateOccurrences[]): TemplateOccurrences[] {
  // Streams mostly come in order: then those that are kept are all before the new ones.
  if (a.length === MAX_STREAMS && b.length > 0 && compareStreams(a[MAX_STREAMS - 1], b[0]) < 0) return a;
  const streams = Map.groupBy([...a, ...b], ({ file, member }) => `${file}\0${member ?? ''}`);
  return [...streams.values()]
    .map((same) =>
      same.length === 1 ? same[0] : { ...same[0], offsets: ends(same.flatMap(({ offsets }) => offsets)) },
    )
    .sort(compareStreams)
    .slice(0, MAX_STREAMS);
}

const compareStreams = (x: TemplateOccurrences, y: TemplateOccurrences): number =>
  x.file - y.file || compareText(x.member ?? '', y.member ?? '');

function ends(offsets: number[]): number[] {
  const sorted = offsets.sort((a, b) => a - b);
  if (sorted.length <= 2 * PLACES_KEPT) return sorted;
  return [...sorted.slice(0, PLACES_KEPT), ...sorted.slice(-PLACES_KEPT)];
}
