import type {
  BatchEvidence,
  FailedFile,
  FaultEvent,
  FileEvidence,
  OutcomeMarker,
  PhaseEvent,
  TemplateRow,
} from './file-evidence.ts';
import { FirstOnes } from './merge/first-ones.ts';
import { CountFolder } from './merge/fold-counts.ts';
import { faultKey, foldFault } from './merge/fold-faults.ts';
import { SeriesFolder } from './merge/fold-series.ts';
import { joinBootsOfRanges, joinSummaries, placeInBoots } from './merge/join-ranges.ts';
import { RankedFold } from './merge/ranked-fold.ts';
import { mergeSimilar } from './merge/similar-templates.ts';
import { TemplateMerger } from './merge/template-merger.ts';
import { comparePointers, compareText } from './pointers.ts';

/** Rows of a batch's evidence, so that its JSON stays a few MB: some 400 B each. What is beyond is counted, not named. */
const MAX_TEMPLATES = 20_000;
const MAX_FAULTS = 5_000;
const MAX_EVENTS = 10_000;
const MAX_LIFECYCLES = 10_000;
/** Faults kept while streams are added, some 1 KB each: which are the first 5,000 shows only at the end. */
const MAX_KEPT_FAULTS = 50_000;
/** A file may be listed twice when a unit of work was done twice; sources of one file are cut to what a table shows. */
const MAX_SOURCES_PER_FILE = 20;

type Summary = BatchEvidence['files'][number];

/** A boot and its place in the list of its stream. */
interface PlacedLifecycle {
  lifecycle: BatchEvidence['lifecycles'][number];
  at: number;
}

/**
 * Folds the evidence of a batch, stream by stream: what is held is bounded by the limits above and a summary per stream.
 * Every sum is commutative and associative, and what a limit cuts off is decided by what it is, not by when it came: any
 * partition, order or repetition of the same streams gives the same JSON bytes.
 * Always: Σ templates.count + unmatched = records; `unmatched` includes the records of templates beyond the limit.
 */
export class EvidenceFold {
  readonly #streams = new Places<Summary>(({ file }) => [file.index, file.member ?? '']);
  readonly #failed = new Places<FailedFile>(({ index, member }) => [index, member ?? '']);
  readonly #templates = new TemplateMerger();
  readonly #counts = new CountFolder();
  readonly #faults = new RankedFold<FaultEvent>({ rankOf: faultKey, fold: foldFault, maxKept: MAX_KEPT_FAULTS });
  readonly #phases = new FirstOnes<PhaseEvent>(MAX_EVENTS, compareEvents);
  readonly #outcomes = new FirstOnes<OutcomeMarker>(MAX_EVENTS, compareEvents);
  readonly #lifecycles = new FirstOnes<PlacedLifecycle>(MAX_LIFECYCLES, compareLifecycles);
  readonly #series = new SeriesFolder();

  /** Takes the evidence of one stream, which is not changed. One that was taken before adds nothing. */
  add(evidence: FileEvidence): void {
    const summary = summaryOf(evidence);
    if (!this.#streams.add(summary)) return;
    for (const row of evidence.templates) this.#templates.add(row);
    for (const row of evidence.counts) this.#counts.add(row);
    for (const fault of evidence.faults) this.#faults.add(fault);
    for (const phase of evidence.phases) this.#phases.add(phase);
    for (const outcome of evidence.outcomes) this.#outcomes.add(outcome);
    const { from = 0 } = evidence.range ?? {};
    for (const [at, lifecycle] of evidence.lifecycles.entries()) {
      this.#lifecycles.add({ at: from + at, lifecycle: { ...lifecycle, file: evidence.file.index } });
    }
    for (const row of evidence.series) this.#series.add(row);
  }

  fail(file: FailedFile): void {
    this.#failed.add(file);
  }

  finish(): BatchEvidence {
    const streams = this.#streams.inOrder();
    const files = joinSummaries(streams);
    const boots = this.#lifecycles.finish().map(({ lifecycle }) => lifecycle);
    const lifecycles = joinBootsOfRanges(streams, boots);
    const faults = placeInBoots(streams, lifecycles, this.#faults.finish());
    const records = sum(files.map((stream) => stream.records));
    const templates: TemplateRow[] = mergeSimilar(this.#templates.finish()).slice(0, MAX_TEMPLATES);
    return {
      files,
      failed: this.#failed.inOrder(),
      records,
      unmatched: records - sum(templates.map((row) => row.count)),
      counts: this.#counts.finish(),
      templates,
      faults: faults.sort(compareFaults).slice(0, MAX_FAULTS),
      phases: this.#phases.finish(),
      outcomes: this.#outcomes.finish(),
      lifecycles,
      series: this.#series.finish(),
    };
  }
}

/** All at once, where everything is at hand. */
export function mergeEvidence(files: readonly FileEvidence[], failed: readonly FailedFile[]): BatchEvidence {
  const fold = new EvidenceFold();
  for (const file of files) fold.add(file);
  for (const file of failed) fold.fail(file);
  return fold.finish();
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

/** In order of file and member; of equal ones the first. Two entries of an archive may have one name. */
class Places<T> {
  readonly #placeOf: (item: T) => [number, string];
  readonly #byPlace = new Map<string, Map<string, T>>();

  constructor(placeOf: (item: T) => [number, string]) {
    this.#placeOf = placeOf;
  }

  /** False when it is there already. */
  add(item: T): boolean {
    const place = this.#placeOf(item).join('\0');
    const text = JSON.stringify(item);
    const same = this.#byPlace.get(place) ?? new Map<string, T>();
    this.#byPlace.set(place, same);
    if (same.has(text)) return false;
    same.set(text, item);
    return true;
  }

  inOrder(): T[] {
    const all = [...this.#byPlace.values()].map((same) =>
      [...same].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item),
    );
    return all.sort(([a], [b]) => comparePlaces(this.#placeOf(a), this.#placeOf(b))).flat();
  }
}

const comparePlaces = (a: [number, string], b: [number, string]): number => a[0] - b[0] || compareText(a[1], b[1]);

function summaryOf(evidence: FileEvidence): Summary {
  const { counts, templates, faults, phases, outcomes, lifecycles, series, ...summary } = evidence;
  const sources = summary.sources.slice(0, MAX_SOURCES_PER_FILE);
  const kept = sum(sources.map((source) => source.records));
  return { ...summary, sources, sourcesDropped: summary.records - kept };
}

/** Earliest first; those without a time last, in place order. */
function compareFaults(a: FaultEvent, b: FaultEvent): number {
  return compareTimes(a.firstTimeUs, b.firstTimeUs) || compareText(faultKey(a), faultKey(b));
}

function compareEvents(a: PhaseEvent | OutcomeMarker, b: PhaseEvent | OutcomeMarker): number {
  return compareTimes(a.timeUs, b.timeUs) || comparePointers(a.at, b.at);
}

/** As their streams list them. */
function compareLifecycles({ lifecycle: a, at: i }: PlacedLifecycle, { lifecycle: b, at: k }: PlacedLifecycle): number {
  return a.file - b.file || compareText(a.at.member ?? '', b.at.member ?? '') || i - k;
}

function compareTimes(a: number | null, b: number | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return a - b;
}
