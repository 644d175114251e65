import { Flag, type Gap, LEVELS, type LevelName, NON_RECORDS, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { LogSource, SourceTable } from '#src/parsers/source-table.ts';
import type { CountLane, FileEvidence } from '../file-evidence.ts';
import { compareText } from '../pointers.ts';
import { type FrameGroups, sourceOfGroup } from './frame-groups.ts';
import { grownTo } from './grown.ts';
import type { TimeSpan } from './near-counts.ts';
import { TimeCounts } from './time-counts.ts';
import { LEVEL_SLOTS, writerOf } from './writer.ts';

const MAX_SOURCE_ROWS = 200;
const MAX_GAPS = 100;
const FIRST_SOURCES = 64;

/** Sums over one stream: records, levels, sources, times, damage and what is neither. */
export class StreamTally {
  records = 0;
  recordBytes = 0;
  /** Of the times of the last batch, infinite where none has one. */
  readonly span: TimeSpan = { firstUs: Number.POSITIVE_INFINITY, lastUs: Number.NEGATIVE_INFINITY, timed: 0 };
  isTimeInferred = false;
  readonly gaps = { count: 0, bytesSkipped: 0, first: [] as Gap[] };
  #firstTimeUs = Number.POSITIVE_INFINITY;
  #lastTimeUs = Number.NEGATIVE_INFINITY;
  readonly #passedCount = new Float64Array(NON_RECORDS.length);
  readonly #passedBytes = new Float64Array(NON_RECORDS.length);
  readonly #times = new TimeCounts();
  /** Records by writer. */
  #byWriter = new Float64Array(FIRST_SOURCES * LEVEL_SLOTS);
  readonly #sources: SourceTable;

  constructor(sources: SourceTable) {
    this.#sources = sources;
  }

  add(batch: RecordBatch): void {
    this.#begin(batch);
    this.#addSpans(batch);
    const byWriter = this.#byWriter;
    const { source, level, count } = batch;
    for (let i = 0; i < count; i++) byWriter[source[i] * LEVEL_SLOTS + level[i]]++;
    this.#times.add(batch, this.span);
  }

  addFrames(batch: RecordBatch, groups: FrameGroups): void {
    this.#begin(batch);
    this.recordBytes += groups.bytes;
    if (groups.flags & Flag.timeInferred) this.isTimeInferred = true;
    this.#widen(groups);
    this.#countGroups(batch, groups);
    this.#times.addFrames(batch, groups);
  }

  #begin(batch: RecordBatch): void {
    this.records += batch.count;
    this.#makeRoom();
    for (const gap of batch.gaps) this.#addGap(gap);
    for (let kind = 0; kind < NON_RECORDS.length; kind++) {
      this.#passedCount[kind] += batch.passedCount[kind];
      this.#passedBytes[kind] += batch.passedBytes[kind];
    }
  }

  #widen({ firstUs, lastUs, timed }: TimeSpan): void {
    this.span.firstUs = firstUs;
    this.span.lastUs = lastUs;
    this.span.timed = timed;
    this.#firstTimeUs = Math.min(this.#firstTimeUs, firstUs);
    this.#lastTimeUs = Math.max(this.#lastTimeUs, lastUs);
  }

  #countGroups(batch: RecordBatch, { keys, counts, length, others, otherCount }: FrameGroups): void {
    // Frames have no level.
    for (let g = 0; g < length; g++) this.#byWriter[sourceOfGroup(keys[g]) * LEVEL_SLOTS] += counts[keys[g]];
    for (let n = 0; n < otherCount; n++) this.#byWriter[writerOf(batch, others[n])]++;
  }

  #makeRoom(): void {
    this.#byWriter = grownTo(this.#byWriter, this.#sources.sources.length * LEVEL_SLOTS);
    this.#times.know(this.#sources);
  }

  #addSpans({ timeUs, flags, start, end, count }: RecordBatch): void {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    let timed = 0;
    let allFlags = 0;
    let bytes = 0;
    for (let i = 0; i < count; i++) {
      const time = timeUs[i];
      if (time < first) first = time;
      if (time > last) last = time;
      if (!Number.isNaN(time)) timed++;
      allFlags |= flags[i];
      bytes += end[i] - start[i];
    }
    this.recordBytes += bytes;
    if (allFlags & Flag.timeInferred) this.isTimeInferred = true;
    this.#widen({ firstUs: first, lastUs: last, timed });
  }

  #addGap(gap: Gap): void {
    this.gaps.count++;
    this.gaps.bytesSkipped += gap.length;
    if (this.gaps.first.length < MAX_GAPS) this.gaps.first.push({ ...gap });
  }

  get nonRecords(): FileEvidence['nonRecords'] {
    const kinds = NON_RECORDS.map((name, kind) => {
      return [name, { count: this.#passedCount[kind], bytes: this.#passedBytes[kind] }] as const;
    });
    return Object.fromEntries(kinds.filter(([, { bytes }]) => bytes > 0));
  }

  get firstTimeUs(): number | null {
    return finiteOrNull(this.#firstTimeUs);
  }

  get lastTimeUs(): number | null {
    return finiteOrNull(this.#lastTimeUs);
  }

  counts(): CountLane[] {
    return this.#times.lanes();
  }

  levels(): Record<LevelName, number> {
    const sums = new Float64Array(LEVEL_SLOTS);
    for (const [writer, count] of this.#byWriter.entries()) sums[writer % LEVEL_SLOTS] += count;
    return Object.fromEntries(LEVELS.map((name, level) => [name, sums[level]])) as Record<LevelName, number>;
  }

  sources(): Pick<FileEvidence, 'sources' | 'sourcesDropped'> {
    const rows = this.#sources.sources
      .map((source, i) => ({ ...source, records: this.#recordsOf(i) }))
      .filter((row) => row.records > 0)
      .sort((a, b) => b.records - a.records || compareText(sourceKey(a), sourceKey(b)));
    const sources = rows.slice(0, MAX_SOURCE_ROWS);
    const kept = sources.reduce((sum, row) => sum + row.records, 0);
    return { sources, sourcesDropped: this.records - kept };
  }

  #recordsOf(source: number): number {
    return this.#byWriter
      .subarray(source * LEVEL_SLOTS, (source + 1) * LEVEL_SLOTS)
      .reduce((sum, count) => sum + count, 0);
  }
}

const sourceKey = ({ ecu, app, context }: LogSource): string => `${ecu}\0${app}\0${context}`;

export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
