import type { RecordBatch } from '#src/parsers/record-batch.ts';

/** As many as `TimeCounts` has cells: a stream without pauses lies within them as a whole. 32 KiB for each ECU. */
const BUCKETS = 8_192;
/** Some of them before the first record: clocks of several buses are not always in order. */
const BUCKETS_BEFORE = BUCKETS / 4;
/** More of them than these do not speak on the buses of one recording. */
const MAX_ECUS = 16;
/** What a count can hold. */
const MAX_RECORDS = 2 ** 32 - 1;

/** Of the records that have a time: infinite where none has; and how many have one. */
export interface TimeSpan {
  firstUs: number;
  lastUs: number;
  timed: number;
}

/**
 * Records by ECU and bucket of time in a stretch where each bucket has its place. Frames of buses that speak in turn, or of a
 * clock that begins anew, come to another bucket with nearly each record: to look for its cell each time took an eighth of
 * the way of a BLF recording to evidence.
 */
export class NearCounts {
  #counts = new Uint32Array(0);
  #records = 0;
  #stepUs = 0;
  #base = 0;
  #fromUs = 0;
  #toUs = 0;

  get isEmpty(): boolean {
    return this.#records === 0;
  }

  /** Whether all these times have a place, and so many ECUs. */
  holds({ firstUs, lastUs, timed }: TimeSpan, ecus: number): boolean {
    const isRoom = ecus * BUCKETS <= this.#counts.length && this.#records + timed <= MAX_RECORDS;
    return isRoom && firstUs >= this.#fromUs && lastUs < this.#toUs;
  }

  /** Begins anew, around `bucket` of that width; what was counted must have been taken. */
  place(bucket: number, stepUs: number, ecus: number): void {
    const room = Math.min(ecus, MAX_ECUS) * BUCKETS;
    if (room > this.#counts.length) this.#counts = new Uint32Array(room);
    this.#stepUs = stepUs;
    // Times before 1970 have no bucket.
    this.#base = Math.max(0, bucket - BUCKETS_BEFORE);
    this.#fromUs = this.#base * stepUs;
    this.#toUs = this.#fromUs + BUCKETS * stepUs;
  }

  /** All of the batch, whose times it holds; `ecuOf` its sources. */
  add({ count, source, timeUs }: RecordBatch, ecuOf: Int32Array): void {
    const counts = this.#counts;
    const base = this.#base;
    const stepUs = this.#stepUs;
    for (let i = 0; i < count; i++) counts[ecuOf[source[i]] * BUCKETS + (Math.floor(timeUs[i] / stepUs) - base)]++;
    this.#records += count;
  }

  /** Gives away what was counted, by ECU and a time in its bucket. */
  take(give: (ecu: number, timeUs: number, records: number) => void): void {
    if (this.isEmpty) return;
    const counts = this.#counts;
    for (let at = 0; at < counts.length; at++) {
      if (counts[at] !== 0) give(Math.floor(at / BUCKETS), this.#fromUs + (at % BUCKETS) * this.#stepUs, counts[at]);
    }
    counts.fill(0);
    this.#records = 0;
  }
}
