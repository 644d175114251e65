import { Flag, type Gap, LEVELS, type LevelName, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { SourceTable } from '#src/parsers/source-table.ts';
import type { FileEvidence } from '../file-evidence.ts';
import { compareText } from '../pointers.ts';
import { grownTo } from './grown.ts';

const MAX_SOURCE_ROWS = 200;
const MAX_GAPS = 100;

/** Sums over one stream: records, levels, sources, times and damage. */
export class StreamTally {
  records = 0;
  isTimeInferred = false;
  #firstTimeUs = Number.POSITIVE_INFINITY;
  #lastTimeUs = Number.NEGATIVE_INFINITY;
  readonly #levels = new Float64Array(LEVELS.length);
  #bySource = new Float64Array(64);
  readonly gaps = { count: 0, bytesSkipped: 0, first: [] as Gap[] };

  add(batch: RecordBatch): void {
    this.records += batch.count;
    let flags = 0;
    for (let i = 0; i < batch.count; i++) {
      this.#levels[batch.level[i]]++;
      if (batch.source[i] >= this.#bySource.length) this.#bySource = grownTo(this.#bySource, batch.source[i]);
      this.#bySource[batch.source[i]]++;
      flags |= batch.flags[i];
    }
    if (flags & Flag.timeInferred) this.isTimeInferred = true;
    this.#addTimes(batch);
    for (const gap of batch.gaps) this.#addGap(gap);
  }

  #addTimes(batch: RecordBatch): void {
    let first = this.#firstTimeUs;
    let last = this.#lastTimeUs;
    for (let i = 0; i < batch.count; i++) {
      const timeUs = batch.timeUs[i];
      if (timeUs < first) first = timeUs;
      if (timeUs > last) last = timeUs;
    }
    this.#firstTimeUs = first;
    this.#lastTimeUs = last;
  }

  #addGap(gap: Gap): void {
    this.gaps.count++;
    this.gaps.bytesSkipped += gap.length;
    if (this.gaps.first.length < MAX_GAPS) this.gaps.first.push({ ...gap });
  }

  get firstTimeUs(): number | null {
    return finiteOrNull(this.#firstTimeUs);
  }

  get lastTimeUs(): number | null {
    return finiteOrNull(this.#lastTimeUs);
  }

  levels(): Record<LevelName, number> {
    return Object.fromEntries(LEVELS.map((name, level) => [name, this.#levels[level]])) as Record<LevelName, number>;
  }

  sources(table: SourceTable): Pick<FileEvidence, 'sources' | 'sourcesDropped'> {
    const rows = table.sources
      .map((source, i) => ({ ...source, records: i < this.#bySource.length ? this.#bySource[i] : 0 }))
      .filter((row) => row.records > 0)
      .sort((a, b) => b.records - a.records || compareText(sourceKey(a), sourceKey(b)));
    const sources = rows.slice(0, MAX_SOURCE_ROWS);
    const kept = sources.reduce((sum, row) => sum + row.records, 0);
    return { sources, sourcesDropped: this.records - kept };
  }
}

const sourceKey = (source: { ecu: string; app: string; context: string }): string =>
  `${source.ecu}\0${source.app}\0${source.context}`;

export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
