import { LEVELS, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { CountRow } from '../file-evidence.ts';
import { grownTo } from './grown.ts';

/** Rows of one stream; past it buckets get wider. 20,000 rows are about 2 MB of JSON. */
const MAX_CELLS = 20_000;
/** Pairs of ECU and app; later ones count together under `*`. With 8 levels one bucket stays below MAX_CELLS. */
const MAX_GROUPS = 1_000;
const LEVEL_SLOTS = 8;
const MINUTE_US = 60_000_000;
/** What a bucket may grow to, in minutes: ten minutes, an hour, a day. Then there is one for all times. */
const WIDTHS = [1, 10, 60, 1_440, Number.POSITIVE_INFINITY];
/** 1970 to 2200: other times are damage, and would not fit the cell's key. */
const MAX_TIME_US = 7_258_118_400_000_000;
/** The bucket of records without a time. */
const NO_TIME = -1;
const NO_CELL = -1;

/** Counts per ECU, app, level and minute, without a look-up for a record whose cell was its source's last one. */
export class MinuteCounts {
  #groupNames = [{ ecu: '*', app: '*' }];
  readonly #groupByName = new Map<string, number>();
  /** Group + 1 of each source. */
  #groupOf = new Int32Array(64);
  /** Last cell of each group and level. */
  #lastCell = new Int32Array(64 * LEVEL_SLOTS).fill(NO_CELL);
  readonly #cellByKey = new Map<number, number>();
  #bucketOf = new Float64Array(256);
  #lineOf = new Int32Array(256);
  #counts = new Float64Array(256);
  #cells = 0;
  #width = 0;
  /** The bucket that was needed last, and the time it spans. */
  #bucket = NO_TIME;
  #fromUs = 0;
  #toUs = 0;

  add(batch: RecordBatch): void {
    for (let i = 0; i < batch.count; i++) {
      const timeUs = batch.timeUs[i];
      if (!(timeUs >= this.#fromUs && timeUs < this.#toUs)) this.#enterBucket(timeUs);
      const line = this.#group(batch, batch.source[i]) * LEVEL_SLOTS + batch.level[i];
      const last = this.#lastCell[line];
      const cell = last !== NO_CELL && this.#bucketOf[last] === this.#bucket ? last : this.#findCell(line);
      this.#counts[cell]++;
    }
  }

  rows(): CountRow[] {
    return Array.from({ length: this.#cells }, (_, cell) => {
      const line = this.#lineOf[cell];
      const { ecu, app } = this.#groupNames[Math.floor(line / LEVEL_SLOTS)];
      const bucket = this.#bucketOf[cell];
      const bucketUs = bucket === NO_TIME ? null : bucket * MINUTE_US;
      return { ecu, app, level: LEVELS[line % LEVEL_SLOTS], bucketUs, count: this.#counts[cell] };
    });
  }

  /** Buckets are numbered by their first minute since 1970, so that a wider one keeps its place. */
  #enterBucket(timeUs: number): void {
    const width = WIDTHS[this.#width];
    if (!(timeUs >= 0 && timeUs < MAX_TIME_US) || width === Number.POSITIVE_INFINITY) {
      this.#bucket = NO_TIME;
      this.#fromUs = this.#toUs = 0;
      return;
    }
    this.#bucket = firstMinute(Math.floor(timeUs / MINUTE_US), width);
    this.#fromUs = this.#bucket * MINUTE_US;
    this.#toUs = this.#fromUs + width * MINUTE_US;
  }

  #group(batch: RecordBatch, source: number): number {
    const known = source < this.#groupOf.length ? this.#groupOf[source] : 0;
    return known === 0 ? this.#newSource(batch, source) : known - 1;
  }

  #newSource(batch: RecordBatch, source: number): number {
    const { ecu, app } = batch.sources.sources[source];
    const name = `${ecu}\0${app}`;
    let group = this.#groupByName.get(name) ?? 0;
    if (group === 0 && this.#groupNames.length < MAX_GROUPS) {
      group = this.#groupNames.push({ ecu, app }) - 1;
      this.#groupByName.set(name, group);
      this.#lastCell = grownTo(this.#lastCell, group * LEVEL_SLOTS + LEVEL_SLOTS, NO_CELL);
    }
    this.#groupOf = grownTo(this.#groupOf, source);
    this.#groupOf[source] = group + 1;
    return group;
  }

  #findCell(line: number): number {
    const key = keyOf(this.#bucket, line);
    const cell = this.#cellByKey.get(key) ?? this.#newCell(key, line);
    this.#lastCell[line] = cell;
    return cell;
  }

  #newCell(key: number, line: number): number {
    if (this.#cells === MAX_CELLS) {
      const bucket = this.#bucket;
      this.#widen();
      this.#enterBucket(timeOf(bucket));
      return this.#findCell(line);
    }
    const cell = this.#cells++;
    this.#bucketOf = grownTo(this.#bucketOf, cell);
    this.#lineOf = grownTo(this.#lineOf, cell);
    this.#counts = grownTo(this.#counts, cell);
    this.#bucketOf[cell] = this.#bucket;
    this.#lineOf[cell] = line;
    this.#cellByKey.set(key, cell);
    return cell;
  }

  /** Moves every cell into the next wider bucket; the sums stay. */
  #widen(): void {
    this.#width++;
    const cells = this.#cells;
    const counts = this.#counts.slice(0, cells);
    const buckets = this.#bucketOf.slice(0, cells);
    const lines = this.#lineOf.slice(0, cells);
    this.#cellByKey.clear();
    this.#counts.fill(0);
    this.#lastCell.fill(NO_CELL);
    this.#cells = 0;
    for (let cell = 0; cell < cells; cell++) {
      this.#enterBucket(timeOf(buckets[cell]));
      this.#counts[this.#findCell(lines[cell])] += counts[cell];
    }
  }
}

const timeOf = (bucket: number): number => (bucket === NO_TIME ? Number.NaN : bucket * MINUTE_US);

const firstMinute = (minute: number, width: number): number => minute - (minute % width);

/** Minutes to 2200 are 27 bits, lines 13: exact in a double. */
const keyOf = (bucket: number, line: number): number => (bucket + 1) * (MAX_GROUPS * LEVEL_SLOTS) + line;
