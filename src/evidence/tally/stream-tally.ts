import { Flag, type Gap, LEVELS, type LevelName, NON_RECORDS, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { LogSource, SourceTable } from '#src/parsers/source-table.ts';
import type { CountRow, FileEvidence } from '../file-evidence.ts';
import { compareText } from '../pointers.ts';
import { FRAME_TYPES, type FrameGroups } from './frame-groups.ts';
import { grownTo } from './grown.ts';
import { MinuteCounts } from './minute-counts.ts';
import { LEVEL_SLOTS, writerOf } from './writer.ts';

const MAX_SOURCE_ROWS = 200;
const MAX_GAPS = 100;
const FIRST_SOURCES = 64;

/** Of the records that have a time: infinite where none has. */
interface TimeSpan {
  firstUs: number;
  lastUs: number;
  timed: number;
}

/** Sums over one stream: records, levels, sources, times, minutes, damage and what is neither. */
export class StreamTally {
  records = 0;
  recordBytes = 0;
  /** Of the times of the last batch, infinite where none has one. */
  readonly span = { firstUs: Number.POSITIVE_INFINITY, lastUs: Number.NEGATIVE_INFINITY };
  isTimeInferred = false;
  readonly gaps = { count: 0, bytesSkipped: 0, first: [] as Gap[] };
  #firstTimeUs = Number.POSITIVE_INFINITY;
  #lastTimeUs = Number.NEGATIVE_INFINITY;
  readonly #passedCount = new Float64Array(NON_RECORDS.length);
  readonly #passedBytes = new Float64Array(NON_RECORDS.length);
  readonly #minutes = new MinuteCounts();
  /** Records of the minute under way by writer, and the writers that have any. Without times it lasts as long as the stream. */
  #pending = new Float64Array(FIRST_SOURCES * LEVEL_SLOTS);
  #touched = new Int32Array(FIRST_SOURCES * LEVEL_SLOTS);
  #touchedCount = 0;
  readonly #levels = new Float64Array(LEVELS.length);
  #bySource = new Float64Array(FIRST_SOURCES);
  readonly #sources: SourceTable;

  constructor(sources: SourceTable) {
    this.#sources = sources;
  }

  add(batch: RecordBatch): void {
    this.#begin(batch);
    if (this.#addSpans(batch)) this.#countInOneBucket(batch);
    else this.#countInBuckets(batch);
  }

  addFrames(batch: RecordBatch, groups: FrameGroups): void {
    this.#begin(batch);
    this.recordBytes += groups.bytes;
    if (groups.flags & Flag.timeInferred) this.isTimeInferred = true;
    if (this.#isOneBucket(groups, batch.count)) this.#countGroups(batch, groups);
    else this.#countInBuckets(batch);
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

  /** Widens the span of the stream; true when all records of the batch belong to the bucket under way. */
  #isOneBucket({ firstUs, lastUs, timed }: TimeSpan, count: number): boolean {
    this.span.firstUs = firstUs;
    this.span.lastUs = lastUs;
    this.#firstTimeUs = Math.min(this.#firstTimeUs, firstUs);
    this.#lastTimeUs = Math.max(this.#lastTimeUs, lastUs);
    if (timed === 0) return this.#minutes.isInBucket(Number.NaN);
    return timed === count && firstUs >= this.#minutes.fromUs && lastUs < this.#minutes.toUs;
  }

  /** In the order in which the records would come one by one. */
  #countGroups(batch: RecordBatch, { keys, counts, firsts, length, others, otherCount }: FrameGroups): void {
    let n = 0;
    for (let g = 0; g < length; g++) {
      const key = keys[g];
      for (; n < otherCount && others[n] < firsts[key]; n++) this.#addTo(writerOf(batch, others[n]), 1);
      // Frames have no level.
      this.#addTo(((key / FRAME_TYPES) | 0) * LEVEL_SLOTS, counts[key]);
    }
    for (; n < otherCount; n++) this.#addTo(writerOf(batch, others[n]), 1);
  }

  #addTo(writer: number, count: number): void {
    if (this.#pending[writer] === 0) this.#touched[this.#touchedCount++] = writer;
    this.#pending[writer] += count;
  }

  #countInOneBucket(batch: RecordBatch): void {
    const pending = this.#pending;
    const { source, level, count } = batch;
    for (let i = 0; i < count; i++) {
      const writer = source[i] * LEVEL_SLOTS + level[i];
      if (pending[writer]++ === 0) this.#touched[this.#touchedCount++] = writer;
    }
  }

  #countInBuckets(batch: RecordBatch): void {
    for (let i = 0; i < batch.count; i++) {
      const timeUs = batch.timeUs[i];
      if (!(timeUs >= this.#minutes.fromUs && timeUs < this.#minutes.toUs)) this.#enterMinute(timeUs);
      const writer = writerOf(batch, i);
      if (this.#pending[writer]++ === 0) this.#touched[this.#touchedCount++] = writer;
    }
  }

  #makeRoom(): void {
    const sources = this.#sources.sources.length;
    this.#pending = grownTo(this.#pending, sources * LEVEL_SLOTS);
    this.#touched = grownTo(this.#touched, sources * LEVEL_SLOTS);
    this.#bySource = grownTo(this.#bySource, sources);
  }

  #enterMinute(timeUs: number): void {
    if (this.#minutes.isInBucket(timeUs)) return;
    this.#settle();
    this.#minutes.enter(timeUs);
  }

  /** Books what is pending. */
  #settle(): void {
    for (let t = 0; t < this.#touchedCount; t++) {
      const writer = this.#touched[t];
      const source = Math.floor(writer / LEVEL_SLOTS);
      const level = writer % LEVEL_SLOTS;
      const count = this.#pending[writer];
      this.#minutes.add({ ...this.#sources.sources[source], source, level }, count);
      this.#levels[level] += count;
      this.#bySource[source] += count;
      this.#pending[writer] = 0;
    }
    this.#touchedCount = 0;
  }

  /** True when all records of the batch belong to the bucket under way. */
  #addSpans({ timeUs, flags, start, end, count }: RecordBatch): boolean {
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
    return this.#isOneBucket({ firstUs: first, lastUs: last, timed }, count);
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

  counts(): CountRow[] {
    this.#settle();
    return this.#minutes.rows();
  }

  levels(): Record<LevelName, number> {
    this.#settle();
    return Object.fromEntries(LEVELS.map((name, level) => [name, this.#levels[level]])) as Record<LevelName, number>;
  }

  sources(): Pick<FileEvidence, 'sources' | 'sourcesDropped'> {
    this.#settle();
    const rows = this.#sources.sources
      .map((source, i) => ({ ...source, records: i < this.#bySource.length ? this.#bySource[i] : 0 }))
      .filter((row) => row.records > 0)
      .sort((a, b) => b.records - a.records || compareText(sourceKey(a), sourceKey(b)));
    const sources = rows.slice(0, MAX_SOURCE_ROWS);
    const kept = sources.reduce((sum, row) => sum + row.records, 0);
    return { sources, sourcesDropped: this.records - kept };
  }
}

const sourceKey = ({ ecu, app, context }: LogSource): string => `${ecu}\0${app}\0${context}`;

export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
