import type { SeriesRow } from '../file-evidence.ts';

/** A bucket is 2 % wide, so a percentile is right to 1 %. */
const GROWTH = 1.02;
const LOG_GROWTH = Math.log(GROWTH);
/** Below a millionth a value counts as 0. */
const SMALLEST = 1e-6;
/** 1e-6 to 1e12 is 2,100 buckets on either side of 0: no stream can need more. */
const LARGEST = 1e12;

/** One numeric value in logarithmic buckets that are the same everywhere, so that two histograms add up. */
export class ValueSeries {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly #buckets = new Map<number, number>();

  add(value: number): void {
    this.count++;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.#count(bucketOf(value), 1);
  }

  merge(row: Pick<SeriesRow, 'count' | 'min' | 'max' | 'buckets'>): void {
    this.count += row.count;
    this.min = Math.min(this.min, row.min);
    this.max = Math.max(this.max, row.max);
    for (const [bucket, count] of row.buckets) this.#count(bucket, count);
  }

  row(): Pick<SeriesRow, 'count' | 'min' | 'max' | 'p95' | 'buckets'> {
    const buckets = [...this.#buckets].sort((a, b) => a[0] - b[0]);
    return { count: this.count, min: this.min, max: this.max, p95: this.#quantile(buckets, 0.95), buckets };
  }

  #count(bucket: number, by: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + by);
  }

  #quantile(buckets: [number, number][], share: number): number {
    let left = Math.ceil(this.count * share);
    for (const [bucket, count] of buckets) {
      left -= count;
      if (left <= 0) return Math.min(this.max, Math.max(this.min, middleOf(bucket)));
    }
    return this.max;
  }
}

/** 0 for 0; ±1, ±2, … outwards. */
function bucketOf(value: number): number {
  const size = Math.min(Math.abs(value), LARGEST);
  if (size < SMALLEST) return 0;
  const step = 1 + Math.floor(Math.log(size / SMALLEST) / LOG_GROWTH);
  return value < 0 ? -step : step;
}

/** Rounded to 6 digits, so that every machine writes the same number. */
function middleOf(bucket: number): number {
  if (bucket === 0) return 0;
  const size = SMALLEST * GROWTH ** (Math.abs(bucket) - 0.5);
  return Number((Math.sign(bucket) * size).toPrecision(6));
}
