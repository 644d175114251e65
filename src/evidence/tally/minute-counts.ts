import { LEVELS } from '#src/parsers/record-batch.ts';
import type { LogSource } from '#src/parsers/source-table.ts';
import type { CountRow } from '../file-evidence.ts';
import { grownTo } from './grown.ts';
import { LEVEL_SLOTS } from './writer.ts';

/** Rows of one stream; past it buckets get wider. 20,000 rows are about 2 MB of JSON. */
const MAX_CELLS = 20_000;
/** Pairs of ECU and app; later ones count together under `*`. With 8 levels one bucket stays below MAX_CELLS. */
const MAX_GROUPS = 1_000;
const MINUTE_US = 60_000_000;
/** What a bucket may grow to, in minutes: ten minutes, an hour, a day. Then there is one for all times. */
const WIDTHS = [1, 10, 60, 1_440, Number.POSITIVE_INFINITY];
/** 1970 to 2200: other times are damage, and would not fit the cell's key. */
const MAX_TIME_US = 7_258_118_400_000_000;
/** The bucket of records without a time. */
const NO_TIME = -1;

/** Counts per ECU, app, level and minute. */
export class MinuteCounts {
  /** What is counted next happened in this span; empty for records without a time. */
  fromUs = 0;
  toUs = 0;
  #bucket = NO_TIME;
  #groupNames = [{ ecu: '*', app: '*' }];
  readonly #groupByName = new Map<string, number>();
  /** Group + 1 of each source. */
  #groupOf = new Int32Array(64);
  readonly #cellByKey = new Map<number, number>();
  #bucketOf = new Float64Array(256);
  #lineOf = new Int32Array(256);
  #counts = new Float64Array(256);
  #cells = 0;
  #width = 0;

  add(writer: LogSource & { source: number; level: number }, count: number): void {
    const line = this.#group(writer) * LEVEL_SLOTS + writer.level;
    const cell = this.#cellOf(line);
    this.#counts[cell] += count;
  }

  isInBucket(timeUs: number): boolean {
    return this.#bucketAt(timeUs) === this.#bucket;
  }

  enter(timeUs: number): void {
    this.#bucket = this.#bucketAt(timeUs);
    const isTimeless = this.#bucket === NO_TIME;
    this.fromUs = isTimeless ? 0 : this.#bucket * MINUTE_US;
    this.toUs = isTimeless ? 0 : this.fromUs + WIDTHS[this.#width] * MINUTE_US;
  }

  /** Buckets are numbered by their first minute since 1970, so that a wider one keeps its place. */
  #bucketAt(timeUs: number): number {
    const width = WIDTHS[this.#width];
    if (!(timeUs >= 0 && timeUs < MAX_TIME_US) || width === Number.POSITIVE_INFINITY) return NO_TIME;
    const minute = Math.floor(timeUs / MINUTE_US);
    return minute - (minute % width);
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

  #group({ source, ecu, app }: LogSource & { source: number }): number {
    this.#groupOf = grownTo(this.#groupOf, source);
    if (this.#groupOf[source] === 0) this.#groupOf[source] = this.#groupNamed(ecu, app) + 1;
    return this.#groupOf[source] - 1;
  }

  #groupNamed(ecu: string, app: string): number {
    const name = `${ecu}\0${app}`;
    const known = this.#groupByName.get(name);
    if (known !== undefined || this.#groupNames.length >= MAX_GROUPS) return known ?? 0;
    const group = this.#groupNames.push({ ecu, app }) - 1;
    this.#groupByName.set(name, group);
    return group;
  }

  #cellOf(line: number): number {
    const key = keyOf(this.#bucket, line);
    return this.#cellByKey.get(key) ?? this.#newCell(key, line);
  }

  #newCell(key: number, line: number): number {
    if (this.#cells === MAX_CELLS) {
      const bucket = this.#bucket;
      this.#widen();
      this.enter(timeOf(bucket));
      return this.#cellOf(line);
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
    this.#cells = 0;
    for (let cell = 0; cell < cells; cell++) {
      this.enter(timeOf(buckets[cell]));
      const wider = this.#cellOf(lines[cell]);
      this.#counts[wider] += counts[cell];
    }
  }
}

const timeOf = (bucket: number): number => (bucket === NO_TIME ? Number.NaN : bucket * MINUTE_US);

/** Minutes to 2200 are 27 bits, lines 13: exact in a double. */
const keyOf = (bucket: number, line: number): number => (bucket + 1) * (MAX_GROUPS * LEVEL_SLOTS) + line;
