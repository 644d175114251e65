import type { SeriesRow } from '../file-evidence.ts';
import { compareText } from '../pointers.ts';
import { ValueSeries } from '../tally/value-series.ts';
import { earliest, latest } from './fold-faults.ts';

interface Folded extends Pick<SeriesRow, 'name' | 'unit' | 'ecu' | 'firstTimeUs' | 'lastTimeUs'> {
  values: ValueSeries;
}

/** Histograms of many files, one per name, unit and ECU. */
export class SeriesFolder {
  readonly #folded = new Map<string, Folded>();

  add(row: SeriesRow): void {
    const { name, unit, ecu, firstTimeUs, lastTimeUs } = row;
    const key = `${name}\0${unit}\0${ecu}`;
    const known = this.#folded.get(key) ?? { name, unit, ecu, firstTimeUs, lastTimeUs, values: new ValueSeries() };
    known.values.merge(row);
    known.firstTimeUs = earliest(known.firstTimeUs, firstTimeUs);
    known.lastTimeUs = latest(known.lastTimeUs, lastTimeUs);
    this.#folded.set(key, known);
  }

  finish(): SeriesRow[] {
    const sorted = [...this.#folded].sort(([a], [b]) => compareText(a, b));
    return sorted.map(([, { values, firstTimeUs, lastTimeUs, ...about }]) => ({
      ...about,
      ...values.row(),
      firstTimeUs,
      lastTimeUs,
    }));
  }
}
