import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import type { HarmlessLine } from '#src/knowledge/knowledge-base.ts';
import { isLine, likenessOf } from '#src/knowledge/taught-line.ts';
import { counted } from '#src/report/counted.ts';
import { type Baseline, baselineText, isCommonIn } from './baseline/baseline.ts';
import { type Attempt, type Span, spansOf, wasDone, wentWell, wentWrong } from './episodes.ts';
import type { Finding } from './finding.ts';
import { isEnding } from './line-weight.ts';
import { byTelling } from './most-telling.ts';
import type { Logs } from './rotated-logs.ts';
import { seenLine } from './row-findings.ts';
import type { BrokenRun } from './runs.ts';

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
  /** The batch in which an engineer marked it as harmless; undefined where nobody did. */
  harmlessSince(finding: Finding): string | undefined;
  /** What was compared with, as a sentence; null where there was nothing. */
  against: string | null;
}

interface Shift {
  row: TemplateRow;
  before: number;
}

interface Comparison {
  fresh: TemplateRow[];
  gone: TemplateRow[];
  shifted: Shift[];
}

export interface Compared {
  attempts: readonly Attempt[];
  runs: readonly BrokenRun[];
  /** Logs that the user says are of vehicles that were well. */
  good: BatchEvidence | null;
  findings: readonly Finding[];
  /** Of the logs to diagnose. */
  templates: readonly TemplateRow[];
  logs: Logs;
  harmless: readonly HarmlessLine[];
  /** Batches that went well, where nothing else is compared with. */
  baseline: Baseline | null;
}

export function contrastOf({
  attempts,
  baseline,
  findings,
  good,
  harmless,
  logs,
  runs,
  templates,
}: Compared): Contrast {
  const spans = spansOf(attempts);
  const goodSpans = [...spansIn(spans, wentWell), ...runs.flatMap((run) => run.good)];
  const survivedSpans = [...spansIn(spansOf(attempts, 0), wentWell), ...runs.flatMap((run) => run.good)];
  const doneSpans = [...spansIn(spans, wasDone), ...runs.flatMap((run) => run.good)];
  const badSpans = [...spansIn(spans, wentWrong), ...runs.flatMap(({ bad }) => bad)];
  const known = new Set(good?.templates.map(({ fingerprint }) => fingerprint));
  const likenesses = new Set(harmless.map(({ line }) => line.likeness));
  const marked = (row: TemplateRow): boolean => likenesses.size > 0 && likenesses.has(likenessOf(row));
  const isComparable = ((good ?? baseline)?.records ?? 0) >= MIN_RECORDS;
  const isUsual = (row: TemplateRow): boolean => baseline !== null && isCommonIn(baseline, likenessOf(row));
  const isRare = (row: TemplateRow): boolean => baseline?.seenIn.has(likenessOf(row)) === true;
  const endings = new Set(findings.filter(isEnding).map(({ row }) => row));
  const varied = variedShapes(templates.filter((row) => isInside(row, goodSpans, logs)));
  return {
    against: againstText(isComparable ? good : null, { attempts, baseline: isComparable ? baseline : null, runs }),
    harmlessSince: (finding) => harmless.find(({ line }) => isLine(line, seenLine(finding)))?.source,
    standingOf: (row) => {
      if (known.has(row.fingerprint) || marked(row) || varied.has(shapeOf(row))) return 'decoy';
      const spansOfRow = endings.has(row) ? survivedSpans : goodSpans;
      if (isInside(row, spansOfRow, logs) || isUsual(row)) return 'decoy';
      if (isComparable && !isRare(row)) return 'specific';
      return doneSpans.length > 0 && isInside(row, badSpans, logs) ? 'specific' : 'unknown';
    },
  };
}

/** A line with its hexadecimal values masked: templates keep them, because they may be codes. */
export const shapeOf = ({ app, ecu, template }: TemplateRow): string =>
  [ecu, app, template.replace(/\b0x[0-9a-f]+\b/gi, '<hex>')].join('\0');

/** Shapes of which what went well shows several values: there a new value says nothing. */
function variedShapes(rows: readonly TemplateRow[]): Set<string> {
  const shapes = Map.groupBy(rows, shapeOf);
  return new Set([...shapes].filter(([, same]) => same.length > 1).map(([shape]) => shape));
}

function againstText(
  good: BatchEvidence | null,
  { attempts, baseline, runs }: Pick<Compared, 'attempts' | 'baseline' | 'runs'>,
): string | null {
  const tries = attempts.filter(wentWell).length;
  const runCount = runs.reduce((sum, { times }) => sum + times, 0);
  const parts = [
    good && `${counted(good.records, 'record')} of ${counted(good.files.length, 'good log')}`,
    baseline && baselineText(baseline),
    tries > 0 && `${counted(tries, 'attempt')} in the same logs that went well`,
    runCount > 0 && `${counted(runCount, 'run')} of the same steps in the same log that went well`,
  ].filter(Boolean);
  return parts.length === 0 ? null : `Compared with ${parts.join(' and ')}.`;
}

const spansIn = (spans: ReadonlyMap<Attempt, Span[]>, isOf: (attempt: Attempt) => boolean): Span[] =>
  [...spans].filter(([attempt]) => isOf(attempt)).flatMap(([, own]) => own);

function isInside(row: TemplateRow, spans: readonly Span[], logs: Logs): boolean {
  const writer = `${row.ecu}\0${row.app}`;
  return [...logs.placesOf(row)].some(([log, offsets]) => {
    const own = spans.filter((span) => span.stream === log && (span.writer ?? writer) === writer);
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

export type TemplateChange = 'new' | 'shifted' | 'gone' | 'same';

/** Of a template that is there now; `scale` is how many records there are per one of the other logs. */
export function compareCounts(count: number, before: number, scale: number): TemplateChange {
  if (before === 0) return 'new';
  return isShifted(count, before * scale) ? 'shifted' : 'same';
}

function isShifted(count: number, expected: number): boolean {
  const [low, high] = count < expected ? [count, expected] : [expected, count];
  return high >= SHIFT_FLOOR && high >= low * SHIFT_FACTOR;
}
