import type { Spark } from '../file-evidence.ts';
import type { FrameGroups } from './frame-groups.ts';
import { LEAST_STEP_US } from './time-counts.ts';

/** Bins of one row: a sparkline is about as wide as a word. */
const SPARK_BINS = 32;
/** Before 2005 no clock of a vehicle was set: such times count only where there are no others. */
export const EARLIEST_SET_US = Date.UTC(2005, 0, 1) * 1_000;
/** 1970 to 2200: other times are damage. */
const MAX_TIME_US = 7_258_118_400_000_000;

/** Columns of one row. The width of its bins, 0 where it has none yet; and the bin of the first one, since 1970. */
const STEP = 0;
const BASE = 1;
const STRIDE = 2;

/**
 * Records per row and bin of time: the narrowest bins, of 8 ms times a power of two, in which all times of the row lie in 32.
 * So rows of two streams put together are what one stream would have made.
 */
export class Sparks {
  #places = new Float64Array(128 * STRIDE);
  #bins = new Uint32Array(128 * SPARK_BINS);
  readonly #before = new Uint32Array(SPARK_BINS);
  /** Times of the bin that was entered last; none where it counts no time. */
  fromUs = 0;
  toUs = 0;

  add(row: number, timeUs: number, count = 1): void {
    const at = row * STRIDE;
    if (at >= this.#places.length) this.#grow(row);
    const bin = Math.floor(timeUs / this.#places[at + STEP]) - this.#places[at + BASE];
    if (bin >= 0 && bin < SPARK_BINS) this.#bins[row * SPARK_BINS + bin] += count;
    else if (timeUs >= 0 && timeUs < MAX_TIME_US) this.#addOutside(row, timeUs, count);
  }

  /** The records of one group of frames: those of a bin that follow on each other are counted at once. */
  addChain(row: number, timeUs: Float64Array, { groups, key }: { groups: FrameGroups; key: number }): void {
    const { previous } = groups;
    let inBin = 0;
    this.fromUs = this.toUs = 0;
    let i = groups.lasts[key];
    for (let left = groups.counts[key]; left > 0; left--, i = previous[i]) {
      const time = timeUs[i];
      if (time >= this.fromUs && time < this.toUs) inBin++;
      else {
        if (inBin > 0) this.add(row, this.fromUs, inBin);
        inBin = 0;
        this.enter(row, time);
        // All that are left come before it, in the same bin.
        if (groups.ascends && groups.earliest[key] >= this.fromUs && time < this.toUs) {
          inBin = left - 1;
          break;
        }
      }
    }
    if (inBin > 0) this.add(row, this.fromUs, inBin);
  }

  /** Adds a record and enters its bin: further ones of it can be added at once. */
  enter(row: number, timeUs: number): void {
    const at = row * STRIDE;
    if (at >= this.#places.length) this.#grow(row);
    const stepUs = this.#places[at + STEP];
    const bin = Math.floor(timeUs / stepUs);
    const place = bin - this.#places[at + BASE];
    if (place >= 0 && place < SPARK_BINS) {
      this.#bins[row * SPARK_BINS + place]++;
      this.fromUs = bin * stepUs;
      this.toUs = this.fromUs + stepUs;
    } else this.#enterOutside(row, timeUs);
  }

  #enterOutside(row: number, timeUs: number): void {
    this.add(row, timeUs);
    const stepUs = this.isOneBin(row, timeUs, timeUs) ? this.#places[row * STRIDE + STEP] : 0;
    this.fromUs = stepUs > 0 ? Math.floor(timeUs / stepUs) * stepUs : 0;
    this.toUs = this.fromUs + stepUs;
  }

  /** True when records of both times, and of those between them, would go to one bin. */
  isOneBin(row: number, firstUs: number, lastUs: number): boolean {
    const at = row * STRIDE;
    const step = at < this.#places.length ? this.#places[at + STEP] : 0;
    const bin = Math.floor(firstUs / step);
    const place = bin - this.#places[at + BASE];
    return step > 0 && place >= 0 && place < SPARK_BINS && bin === Math.floor(lastUs / step);
  }

  /** Null where no record of the row had a time. */
  sparkOf(row: number): Spark | null {
    const at = row * STRIDE;
    const step = at < this.#places.length ? this.#places[at + STEP] : 0;
    if (step === 0) return null;
    const first = row * SPARK_BINS;
    return {
      fromUs: this.#places[at + BASE] * step,
      stepUs: step,
      counts: [...this.#bins.subarray(first, first + this.#endOf(row))],
    };
  }

  /** In place, or the first records of some thousand rows are the slowest of all: as `foldSparks` of the row and the record. */
  #addOutside(row: number, timeUs: number, count: number): void {
    const at = row * STRIDE;
    const places = this.#places;
    const recordUs = Math.floor(timeUs / LEAST_STEP_US) * LEAST_STEP_US;
    const stepUs = places[at + STEP];
    const fromUs = stepUs * places[at + BASE];
    if (stepUs > 0 && isSet(fromUs) && !isSet(recordUs)) return;
    if (stepUs === 0 || isSet(fromUs) !== isSet(recordUs)) this.#begin(row, recordUs);
    else this.#widen(row, Math.min(fromUs, recordUs), Math.max(fromUs + (this.#endOf(row) - 1) * stepUs, recordUs));
    const bin = Math.floor(recordUs / places[at + STEP]) - places[at + BASE];
    this.#bins[row * SPARK_BINS + bin] += count;
  }

  #begin(row: number, fromUs: number): void {
    this.#places[row * STRIDE + STEP] = LEAST_STEP_US;
    this.#places[row * STRIDE + BASE] = fromUs / LEAST_STEP_US;
    this.#bins.fill(0, row * SPARK_BINS, (row + 1) * SPARK_BINS);
  }

  /** Moves the row's records into bins that reach from one time to the other. */
  #widen(row: number, fromUs: number, lastUs: number): void {
    const at = row * STRIDE;
    const first = row * SPARK_BINS;
    const end = this.#endOf(row);
    const before = this.#before;
    for (let i = 0; i < end; i++) before[i] = this.#bins[first + i];
    const knownUs = this.#places[at + BASE] * this.#places[at + STEP];
    const knownStepUs = this.#places[at + STEP];
    const stepUs = stepFor(fromUs, lastUs, knownStepUs);
    const base = Math.floor(fromUs / stepUs);
    this.#places[at + STEP] = stepUs;
    this.#places[at + BASE] = base;
    this.#bins.fill(0, first, first + SPARK_BINS);
    for (let i = 0; i < end; i++)
      this.#bins[first + Math.floor((knownUs + i * knownStepUs) / stepUs) - base] += before[i];
  }

  /** Behind the last bin that holds a record. */
  #endOf(row: number): number {
    const first = row * SPARK_BINS;
    let end = SPARK_BINS;
    while (end > 0 && this.#bins[first + end - 1] === 0) end--;
    return end;
  }

  #grow(row: number): void {
    const rows = Math.max((this.#places.length / STRIDE) * 2, row + 1);
    const [places, bins] = [this.#places, this.#bins];
    this.#places = new Float64Array(rows * STRIDE);
    this.#places.set(places);
    this.#bins = new Uint32Array(rows * SPARK_BINS);
    this.#bins.set(bins);
  }
}

/** Commutative and associative. */
export function foldSparks(a: Spark, b: Spark): Spark {
  if (isSet(a.fromUs) !== isSet(b.fromUs)) return isSet(a.fromUs) ? a : b;
  const from = Math.min(a.fromUs, b.fromUs);
  const last = Math.max(lastOf(a), lastOf(b));
  const stepUs = stepFor(from, last, Math.max(a.stepUs, b.stepUs));
  const base = Math.floor(from / stepUs);
  const counts = new Array<number>(Math.floor(last / stepUs) - base + 1).fill(0);
  for (const spark of [a, b]) {
    for (const [i, count] of spark.counts.entries())
      counts[Math.floor((spark.fromUs + i * spark.stepUs) / stepUs) - base] += count;
  }
  return { fromUs: base * stepUs, stepUs, counts };
}

/** The least width, from `leastUs` on, with which 32 bins reach from one time to the other. */
function stepFor(fromUs: number, lastUs: number, leastUs: number): number {
  let stepUs = leastUs;
  while (Math.floor(lastUs / stepUs) - Math.floor(fromUs / stepUs) >= SPARK_BINS) stepUs *= 2;
  return stepUs;
}

const isSet = (timeUs: number): boolean => timeUs >= EARLIEST_SET_US;
/** Begin of its last bin, which holds a record. */
const lastOf = ({ counts, fromUs, stepUs }: Spark): number => fromUs + (counts.length - 1) * stepUs;
