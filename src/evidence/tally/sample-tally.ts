import type { RecordBatch } from '#src/parsers/record-batch.ts';
import { MAX_SOURCES, type SourceTable } from '#src/parsers/source-table.ts';
import type { SeriesRow } from '../file-evidence.ts';
import { finiteOrNull } from './stream-tally.ts';
import { ValueSeries } from './value-series.ts';

/** Series of one stream: the first ones. A measurement may have thousands of channels, and nobody looks at so many charts. */
const MAX_SERIES = 100;

interface Measured {
  source: number;
  series: number;
  values: ValueSeries;
  firstTimeUs: number;
  lastTimeUs: number;
}

/** Sums up the numbers of samples, by channel and by who measured them. */
export class SampleTally {
  readonly #measured = new Map<number, Measured>();

  add({ samples, source, timeUs }: RecordBatch): void {
    for (let n = 0; n < samples.count; n++) {
      const record = samples.record[n];
      const measured = this.#measuredBy(source[record], samples.series[n]);
      if (!measured) continue;
      measured.values.add(samples.value[n]);
      if (timeUs[record] < measured.firstTimeUs) measured.firstTimeUs = timeUs[record];
      if (timeUs[record] > measured.lastTimeUs) measured.lastTimeUs = timeUs[record];
    }
  }

  rows({ sources, series }: SourceTable): SeriesRow[] {
    return [...this.#measured.values()].map((measured) => ({
      ...series[measured.series],
      ecu: sources[measured.source].ecu,
      ...measured.values.row(),
      firstTimeUs: finiteOrNull(measured.firstTimeUs),
      lastTimeUs: finiteOrNull(measured.lastTimeUs),
    }));
  }

  #measuredBy(source: number, series: number): Measured | undefined {
    const key = source * MAX_SOURCES + series;
    const known = this.#measured.get(key);
    if (known || this.#measured.size >= MAX_SERIES) return known;
    const times = { firstTimeUs: Number.POSITIVE_INFINITY, lastTimeUs: Number.NEGATIVE_INFINITY };
    const measured = { source, series, values: new ValueSeries(), ...times };
    this.#measured.set(key, measured);
    return measured;
  }
}
