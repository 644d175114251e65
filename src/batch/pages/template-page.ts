import { compareCounts, type TemplateChange } from '#src/diagnosis/contrast.ts';
import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { LEVELS, type LevelName } from '#src/parsers/record-batch.ts';
import { type ListPage, pageOf } from './list-page.ts';
import { fitsRow, type RowFilter } from './writer-filter.ts';

interface TemplateWish extends RowFilter {
  /** This level or a graver one. */
  level?: LevelName | undefined;
  words?: readonly string[] | undefined;
  fingerprints?: readonly string[] | undefined;
  change?: TemplateChange | undefined;
  sort?: 'count' | 'first' | 'failure' | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** A template of the batch, or one that only the other batch has (`gone`). */
export interface ComparedTemplate {
  row: TemplateRow;
  /** Null where there is nothing to compare with. */
  change: TemplateChange | null;
  /** Records of the other batch. */
  before: number | null;
}

/** Templates of a batch, against those of another one where it is given. Throws `InvalidCursor`. */
export function templatePage(
  evidence: BatchEvidence,
  other: BatchEvidence | undefined,
  wish: TemplateWish,
): ListPage<ComparedTemplate> {
  const all = other
    ? compareAll(evidence, other)
    : evidence.templates.map((row) => ({ row, change: null, before: null }));
  const fitting = all.filter((each) => fits(each, wish));
  return pageOf(fitting.sort(ORDERS[wish.sort ?? 'count']), wish);
}

/** By fingerprint, which holds the class of an ECU and not its name: another vehicle's may be called otherwise. */
function compareAll(evidence: BatchEvidence, other: BatchEvidence): ComparedTemplate[] {
  const before = countsOf(other);
  const own = countsOf(evidence);
  const scale = other.records === 0 ? 0 : evidence.records / other.records;
  const now = evidence.templates.map((row): ComparedTemplate => {
    const count = before.get(row.fingerprint) ?? 0;
    return { row, before: count, change: compareCounts(own.get(row.fingerprint) ?? 0, count, scale) };
  });
  const gone = other.templates.filter((row) => !own.has(row.fingerprint) && row.count * scale >= 1);
  return [...now, ...gone.map((row): ComparedTemplate => ({ row, before: row.count, change: 'gone' }))];
}

function countsOf({ templates }: BatchEvidence): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { count, fingerprint } of templates) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + count);
  return counts;
}

const keyOf = ({ ecu, fingerprint }: TemplateRow): string => `${fingerprint} ${ecu}`;

function fits({ change, row }: ComparedTemplate, wish: TemplateWish): boolean {
  const { fingerprints, level, words = [] } = wish;
  const text = row.template.toLowerCase();
  return (
    fitsRow(row, wish) &&
    (wish.change === undefined || change === wish.change) &&
    (fingerprints === undefined || fingerprints.includes(row.fingerprint)) &&
    (level === undefined || isAsGrave(row.level, level)) &&
    words.every((word) => text.includes(word.toLowerCase()))
  );
}

const isAsGrave = (level: LevelName, wanted: LevelName): boolean =>
  level !== 'none' && LEVELS.indexOf(level) <= LEVELS.indexOf(wanted);

type Order = (a: ComparedTemplate, b: ComparedTemplate) => number;

const byCount: Order = (a, b) => b.row.count - a.row.count || byName(a, b);
const byName: Order = (a, b) => (keyOf(a.row) < keyOf(b.row) ? -1 : 1);
const weightOf = ({ row }: ComparedTemplate): number => row.failure?.weight ?? -1;
const firstOf = ({ row }: ComparedTemplate): number => row.firstTimeUs ?? Number.POSITIVE_INFINITY;

const ORDERS: Record<NonNullable<TemplateWish['sort']>, Order> = {
  count: byCount,
  first: (a, b) => (firstOf(a) === firstOf(b) ? byName(a, b) : firstOf(a) - firstOf(b)),
  failure: (a, b) => weightOf(b) - weightOf(a) || byCount(a, b),
};
