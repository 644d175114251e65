import type { FrameFindings, LineFinding, LineView } from './detect/detectors.ts';
import type { EvidencePointer, FaultEvent, OutcomeMarker, PhaseEvent, SeriesRow } from './file-evidence.ts';
import { faultKey, foldFault, latest } from './merge/fold-faults.ts';
import { ValueSeries } from './tally/value-series.ts';

/** Distinct faults, phases, outcomes and series of one stream: far more than any log has, so a hostile one stops here. */
const MAX_FAULTS = 2_000;
const MAX_EVENTS = 2_000;
const MAX_SERIES = 200;
const MAX_SERIES_NAME = 64;

/** The record that a finding was read from. */
export interface Sighting {
  line: Pick<LineView, 'ecu' | 'app' | 'timeUs'>;
  lifecycle: number | null;
  /** Asked while its batch is there. */
  pointTo: () => EvidencePointer;
}

interface Series {
  name: string;
  unit: string;
  ecu: string;
  values: ValueSeries;
  firstTimeUs: number | null;
  lastTimeUs: number | null;
}

/** What the lines of one stream say, folded as it is found. */
export class FindingLedger {
  readonly #faults = new Map<string, FaultEvent>();
  readonly #phases: PhaseEvent[] = [];
  readonly #outcomes: OutcomeMarker[] = [];
  readonly #lastEvent = new Map<string, string>();
  readonly #series = new Map<string, Series>();

  add(finding: LineFinding, sighting: Sighting): void {
    const { fault, phase, outcome, series } = finding;
    if (fault) this.#addFault({ ...fault, ...firstSeen(sighting) });
    if ((phase || outcome) && this.#isNews(finding, sighting.line)) this.#addEvents(finding, sighting);
    if (series) this.#addSeries(series, sighting.line);
  }

  /** More records that were not read again, of a template whose last one that was read had these findings. */
  repeat(findings: readonly LineFinding[], count: number, lastTimeUs: number | null): void {
    for (const { fault } of findings) {
      const known = fault && this.#faults.get(faultKey(fault));
      if (!known) continue;
      known.count += count;
      known.lastTimeUs = latest(known.lastTimeUs, lastTimeUs);
    }
  }

  addFrames(found: FrameFindings): void {
    this.addFaults(found.faults);
    for (const phase of found.phases.slice(0, MAX_EVENTS - this.#phases.length)) this.#phases.push(phase);
    for (const outcome of found.outcomes.slice(0, MAX_EVENTS - this.#outcomes.length)) this.#outcomes.push(outcome);
  }

  addFaults(faults: readonly FaultEvent[]): void {
    for (const fault of faults) this.#addFault(fault);
  }

  finish(): { faults: FaultEvent[]; phases: PhaseEvent[]; outcomes: OutcomeMarker[]; series: SeriesRow[] } {
    const series = [...this.#series.values()].map(({ values, ...row }) => ({ ...row, ...values.row() }));
    return { faults: [...this.#faults.values()], phases: this.#phases, outcomes: this.#outcomes, series };
  }

  #addFault(fault: FaultEvent): void {
    const key = faultKey(fault);
    const known = this.#faults.get(key);
    if (known) this.#faults.set(key, foldFault(known, fault));
    else if (this.#faults.size < MAX_FAULTS) this.#faults.set(key, fault);
  }

  #addEvents({ phase, outcome }: LineFinding, { line, pointTo }: Sighting): void {
    const { ecu, app, timeUs } = line;
    const at = pointTo();
    if (phase && this.#phases.length < MAX_EVENTS) this.#phases.push({ ...phase, ecu, app, timeUs, at });
    if (outcome && this.#outcomes.length < MAX_EVENTS) this.#outcomes.push({ ...outcome, ecu, app, timeUs, at });
  }

  /** Progress is logged again and again: of equal events of one writer in a row, the first is kept. */
  #isNews({ phase, outcome }: LineFinding, { ecu, app }: Sighting['line']): boolean {
    const writer = `${ecu}\0${app}`;
    const event = [phase?.phase, phase?.state, outcome?.marker, outcome?.value].join(' ');
    if (this.#lastEvent.get(writer) === event) return false;
    this.#lastEvent.set(writer, event);
    return true;
  }

  #addSeries(found: NonNullable<LineFinding['series']>, { ecu, timeUs }: Sighting['line']): void {
    if (!Number.isFinite(found.value)) return;
    const name = found.name.slice(0, MAX_SERIES_NAME);
    const key = `${name}\0${found.unit}\0${ecu}`;
    const series = this.#series.get(key) ?? this.#newSeries(key, { name, unit: found.unit, ecu });
    if (!series) return;
    series.values.add(found.value);
    series.firstTimeUs ??= timeUs;
    series.lastTimeUs = timeUs ?? series.lastTimeUs;
  }

  #newSeries(key: string, of: Pick<Series, 'name' | 'unit' | 'ecu'>): Series | undefined {
    if (this.#series.size >= MAX_SERIES) return undefined;
    const series = { ...of, values: new ValueSeries(), firstTimeUs: null, lastTimeUs: null };
    this.#series.set(key, series);
    return series;
  }
}

function firstSeen({ line, lifecycle, pointTo }: Sighting) {
  return { count: 1, firstTimeUs: line.timeUs, lastTimeUs: line.timeUs, lifecycle, at: [pointTo()] };
}
