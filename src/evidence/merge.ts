import type {
  BatchEvidence,
  FailedFile,
  FaultEvent,
  FileEvidence,
  OutcomeMarker,
  PhaseEvent,
  SeriesRow,
  TemplateRow,
} from './file-evidence.ts';
import { CountFolder } from './merge/fold-counts.ts';
import { earliest, faultKey, foldFault, latest } from './merge/fold-faults.ts';
import { mergeSimilar } from './merge/similar-templates.ts';
import { TemplateMerger } from './merge/template-merger.ts';
import { comparePointers, compareText } from './pointers.ts';
import { ValueSeries } from './tally/value-series.ts';

/** Rows of a batch's evidence, so that its JSON stays a few MB: some 400 B each. What is beyond is counted, not named. */
const MAX_TEMPLATES = 20_000;
const MAX_FAULTS = 5_000;
const MAX_EVENTS = 10_000;
const MAX_LIFECYCLES = 10_000;
/** A file may be listed twice when a unit of work was done twice; sources of one file are cut to what a table shows. */
const MAX_SOURCES_PER_FILE = 20;

/**
 * Folds the evidence of a batch. Inputs are put in order first and every sum is commutative and associative, so any
 * partition, order or repetition of the same files gives the same JSON bytes.
 * Always: Σ templates.count + unmatched = records; `unmatched` includes the records of templates beyond the limit.
 */
export function mergeEvidence(files: FileEvidence[], failed: FailedFile[]): BatchEvidence {
  const streams = withoutRepeats(files, (a) => [a.file.index, a.file.member ?? '']);
  const records = sum(streams.map((stream) => stream.records));
  const templates = mergeTemplates(streams);
  return {
    files: streams.map(summaryOf),
    failed: withoutRepeats(failed, (a) => [a.index, a.member ?? '']),
    records,
    unmatched: records - sum(templates.map((row) => row.count)),
    counts: mergeCounts(streams),
    templates,
    faults: mergeFaults(streams),
    phases: inOrder(streams.flatMap((stream) => stream.phases)),
    outcomes: inOrder(streams.flatMap((stream) => stream.outcomes)),
    lifecycles: streams
      .flatMap((stream) => stream.lifecycles.map((lifecycle) => ({ ...lifecycle, file: stream.file.index })))
      .slice(0, MAX_LIFECYCLES),
    series: mergeSeries(streams),
  };
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** In order of file and member; of equal ones the first. */
function withoutRepeats<T>(items: T[], placeOf: (item: T) => [number, string]): T[] {
  const places = Map.groupBy(items, (item) => placeOf(item).join('\0'));
  const sorted = [...places.values()].sort((a, b) => comparePlaces(placeOf(a[0]), placeOf(b[0])));
  return sorted.flatMap((same) => (same.length === 1 ? same : distinct(same)));
}

const comparePlaces = (a: [number, string], b: [number, string]): number => a[0] - b[0] || compareText(a[1], b[1]);

function distinct<T>(items: T[]): T[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item);
}

function summaryOf(evidence: FileEvidence): BatchEvidence['files'][number] {
  const { counts, templates, faults, phases, outcomes, lifecycles, series, ...summary } = evidence;
  const sources = summary.sources.slice(0, MAX_SOURCES_PER_FILE);
  const kept = sum(sources.map((source) => source.records));
  return { ...summary, sources, sourcesDropped: summary.records - kept };
}

function mergeTemplates(streams: FileEvidence[]): TemplateRow[] {
  const merger = new TemplateMerger();
  for (const stream of streams) for (const row of stream.templates) merger.add(row);
  return mergeSimilar(merger.finish()).slice(0, MAX_TEMPLATES);
}

function mergeCounts(streams: FileEvidence[]): BatchEvidence['counts'] {
  const folder = new CountFolder();
  for (const stream of streams) for (const row of stream.counts) folder.add(row);
  return folder.finish();
}

function mergeFaults(streams: FileEvidence[]): FaultEvent[] {
  const faults = new Map<string, FaultEvent>();
  for (const fault of streams.flatMap((stream) => stream.faults)) {
    const key = faultKey(fault);
    const known = faults.get(key);
    faults.set(key, known ? foldFault(known, fault) : fault);
  }
  return [...faults]
    .sort(compareFaults)
    .map(([, fault]) => fault)
    .slice(0, MAX_FAULTS);
}

/** Earliest first; those without a time last, in place order. */
function compareFaults([keyA, a]: [string, FaultEvent], [keyB, b]: [string, FaultEvent]): number {
  return compareTimes(a.firstTimeUs, b.firstTimeUs) || compareText(keyA, keyB);
}

function inOrder<T extends PhaseEvent | OutcomeMarker>(events: T[]): T[] {
  const sorted = events.sort((a, b) => compareTimes(a.timeUs, b.timeUs) || comparePointers(a.at, b.at));
  return sorted.slice(0, MAX_EVENTS);
}

function compareTimes(a: number | null, b: number | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return a - b;
}

function mergeSeries(streams: FileEvidence[]): SeriesRow[] {
  const rows = streams.flatMap((stream) => stream.series);
  const same = Map.groupBy(rows, (row) => `${row.name}\0${row.unit}\0${row.ecu}`);
  return [...same].sort(([a], [b]) => compareText(a, b)).map(([, group]) => foldSeries(group));
}

function foldSeries(rows: SeriesRow[]): SeriesRow {
  const values = new ValueSeries();
  for (const row of rows) values.merge(row);
  const { name, unit, ecu } = rows[0];
  const firstTimeUs = rows.map((row) => row.firstTimeUs).reduce(earliest);
  const lastTimeUs = rows.map((row) => row.lastTimeUs).reduce(latest);
  return { name, unit, ecu, ...values.row(), firstTimeUs, lastTimeUs };
}
