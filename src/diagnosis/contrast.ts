import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { type Attempt, type Span, spansOf, wentWell, wentWrong } from './episodes.ts';
import { streamKey } from './place.ts';

/** Below this many records of a good log, what is missing from it says nothing. */
const MIN_RECORDS = 50;
/** A template counts as shifted from this factor on, and from this many records. */
const SHIFT_FACTOR = 4;
const SHIFT_FLOOR = 20;
const MAX_LISTED = 20;

/** How specific a template is to what went wrong. */
export type Standing =
  /** It also stands in what went well: it explains nothing. */
  | 'decoy'
  /** It stands in what went wrong and, where there is something to compare with, in nothing that went well. */
  | 'specific'
  /** There is nothing to compare with, or it stands outside of any try. */
  | 'unknown';

export interface Contrast {
  standingOf(row: TemplateRow): Standing;
  /** What was compared with, as a sentence; null where there was nothing. */
  against: string | null;
}

export interface Shift {
  row: TemplateRow;
  before: number;
}

export interface Comparison {
  fresh: TemplateRow[];
  gone: TemplateRow[];
  shifted: Shift[];
}

/** `good`: logs that the user says are of vehicles that were well. */
export function contrastOf(attempts: readonly Attempt[], good: BatchEvidence | null): Contrast {
  const spans = spansOf(attempts);
  const goodSpans = spansIn(spans, wentWell);
  const badSpans = spansIn(spans, wentWrong);
  const known = new Set(good?.templates.map(({ fingerprint }) => fingerprint));
  const isComparable = good !== null && good.records >= MIN_RECORDS;
  const goodTries = attempts.filter(wentWell).length;
  return {
    against: againstText(isComparable ? good : null, goodTries),
    standingOf: (row) => {
      if (known.has(row.fingerprint)) return 'decoy';
      if (isInside(row, goodSpans)) return 'decoy';
      if (isComparable) return 'specific';
      return goodTries > 0 && isInside(row, badSpans) ? 'specific' : 'unknown';
    },
  };
}

function againstText(good: BatchEvidence | null, tries: number): string | null {
  const parts = [
    good && `${good.records} records of ${good.files.length} good ${good.files.length === 1 ? 'log' : 'logs'}`,
    tries > 0 && `${tries} ${tries === 1 ? 'attempt' : 'attempts'} in the same logs that went well`,
  ].filter(Boolean);
  return parts.length === 0 ? null : `Compared with ${parts.join(' and ')}.`;
}

const spansIn = (spans: ReadonlyMap<Attempt, Span[]>, isOf: (attempt: Attempt) => boolean): Span[] =>
  [...spans].filter(([attempt]) => isOf(attempt)).flatMap(([, own]) => own);

function isInside({ occurrences }: TemplateRow, spans: readonly Span[]): boolean {
  return occurrences.some(({ file, member, offsets }) => {
    const stream = streamKey({ file, member });
    const own = spans.filter((span) => span.stream === stream);
    return own.some(({ from, to }) => offsets.some((offset) => offset >= from && offset <= to));
  });
}

/** What is new, gone, or logged at another rate than in good logs; the rarest first, because they tell most. */
export function compareTemplates(bad: BatchEvidence, good: BatchEvidence): Comparison {
  const before = new Map(good.templates.map((row) => [row.fingerprint, row]));
  const now = new Map(bad.templates.map((row) => [row.fingerprint, row]));
  const scale = good.records === 0 ? 0 : bad.records / good.records;
  const fresh = bad.templates.filter(({ fingerprint }) => !before.has(fingerprint));
  const gone = good.templates.filter(({ count, fingerprint }) => !now.has(fingerprint) && count * scale >= 1);
  const shifted = bad.templates.flatMap((row) => {
    const known = before.get(row.fingerprint);
    return known && isShifted(row.count, known.count * scale) ? [{ row, before: known.count }] : [];
  });
  return {
    fresh: fresh.sort(byTelling).slice(0, MAX_LISTED),
    gone: gone.sort((a, b) => b.count - a.count || (a.fingerprint < b.fingerprint ? -1 : 1)).slice(0, MAX_LISTED),
    shifted: shifted.slice(0, MAX_LISTED),
  };
}

const byTelling = (a: TemplateRow, b: TemplateRow): number =>
  (b.failure?.weight ?? 0) - (a.failure?.weight ?? 0) || a.count - b.count || (a.fingerprint < b.fingerprint ? -1 : 1);

function isShifted(count: number, expected: number): boolean {
  const [low, high] = count < expected ? [count, expected] : [expected, count];
  return high >= SHIFT_FLOOR && high >= low * SHIFT_FACTOR;
}
