import { LEVELS, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { SourceTable } from '#src/parsers/source-table.ts';
import type { CountLane } from '../file-evidence.ts';
import { grownTo } from './grown.ts';
import { LEVEL_SLOTS } from './writer.ts';

/** Buckets that hold records, of all lanes of one stream; past it they get twice as wide. 8,192 are about 0.1 MB of JSON. */
const MAX_CELLS = 8_192;
/** ECUs of one stream; later ones count together under `*`. With 8 levels two buckets stay below MAX_CELLS. */
const MAX_ECUS = 256;
/** The least width of a bucket: 8 ms, a quarter of what a second of a screen shows. All widths are this times a power of two. */
export const LEAST_STEP_US = 8_000;
/** 1970 to 2200: other times are damage. */
const MAX_TIME_US = 7_258_118_400_000_000;
/** The bucket of records without a time. */
const NO_TIME = -1;
const NO_BUCKET = Number.NaN;
const FIRST_CELL = 1;

/** Of the records that have a time: infinite where none has; and how many have one. */
export interface TimeSpan {
  firstUs: number;
  lastUs: number;
  timed: number;
}

/** Counts per ECU, level and bucket of time: as fine as the room allows, for a trace of a second and for a month. */
export class TimeCounts {
  /** The bucket under way, and its span; empty for records without a time. */
  #bucket = NO_TIME;
  #fromUs = 0;
  #toUs = 0;
  #stepUs = LEAST_STEP_US;
  readonly #ecus = ['*'];
  readonly #ecuByName = new Map<string, number>();
  /** ECU of each source. */
  #ecuOf = new Int32Array(64);
  #sources = 0;
  /** Cell of each line (ECU and level) that was counted last: mostly the one of the bucket under way. */
  readonly #cellOf = new Int32Array(MAX_ECUS * LEVEL_SLOTS);
  /** Cell by the hash of its bucket and line, open addressing, 0 where there is none; at most half of it is taken. */
  #slots = new Int32Array(512);
  /** The first cell is that of no bucket. */
  #bucketOf = new Float64Array(256).fill(NO_BUCKET, 0, 1);
  #lineOf = new Int32Array(256);
  #counts = new Float64Array(256);
  #cells = FIRST_CELL;
  /** The one that was found last. */
  #lastCell = 0;

  /** Before records of new sources come. */
  know({ sources }: SourceTable): void {
    this.#ecuOf = grownTo(this.#ecuOf, sources.length);
    for (; this.#sources < sources.length; this.#sources++)
      this.#ecuOf[this.#sources] = this.#ecuNamed(sources[this.#sources].ecu);
  }

  add(batch: RecordBatch, { firstUs, lastUs, timed }: TimeSpan): void {
    const isOneBucket = timed === batch.count && firstUs >= this.#fromUs && lastUs < this.#toUs;
    if (isOneBucket) this.#addAll(batch);
    else this.#addEach(batch);
  }

  /** Frames of one bus follow on each other: those of a line and a bucket are counted at once. */
  addFrames(batch: RecordBatch): void {
    const { count, level, source, timeUs } = batch;
    for (let i = 0; i < count; ) {
      const time = timeUs[i];
      if (!(time >= this.#fromUs && time < this.#toUs)) this.#enter(time);
      const end = this.#endOfRun(batch, i);
      this.#count(this.#ecuOf[source[i]] * LEVEL_SLOTS + level[i], end - i);
      i = end;
    }
  }

  /** In a loop that calls nothing: with the rest in it, it took twice as long. */
  #endOfRun({ count, level, source, timeUs }: RecordBatch, first: number): number {
    const ecuOf = this.#ecuOf;
    const fromUs = this.#fromUs;
    const toUs = this.#toUs;
    const ecu = ecuOf[source[first]];
    const levelOf = level[first];
    for (let i = first + 1; i < count; i++) {
      const time = timeUs[i];
      if (!(time >= fromUs && time < toUs) || ecuOf[source[i]] !== ecu || level[i] !== levelOf) return i;
    }
    return count;
  }

  #addAll({ count, level, source }: RecordBatch): void {
    const ecuOf = this.#ecuOf;
    for (let i = 0; i < count; i++) this.#count(ecuOf[source[i]] * LEVEL_SLOTS + level[i], 1);
  }

  #addEach({ count, level, source, timeUs }: RecordBatch): void {
    const ecuOf = this.#ecuOf;
    for (let i = 0; i < count; i++) {
      const time = timeUs[i];
      if (!(time >= this.#fromUs && time < this.#toUs)) this.#enter(time);
      this.#count(ecuOf[source[i]] * LEVEL_SLOTS + level[i], 1);
    }
  }

  /** In the bucket under way. */
  #count(line: number, records: number): void {
    const last = this.#cellOf[line];
    // A new cell may take the columns elsewhere.
    const cell = this.#bucketOf[last] === this.#bucket ? last : this.#lookUp(line);
    this.#counts[cell] += records;
  }

  #enter(timeUs: number): void {
    const bucket = this.#bucketAt(timeUs);
    if (bucket !== this.#bucket) this.#enterBucket(bucket);
  }

  lanes(): CountLane[] {
    const cellsOf = Map.groupBy(
      Array.from({ length: this.#cells - FIRST_CELL }, (_, n) => FIRST_CELL + n),
      (cell) => this.#lineOf[cell],
    );
    return [...cellsOf].map(([line, cells]) => this.#lane(line, cells));
  }

  #lane(line: number, cells: number[]): CountLane {
    const timed = cells
      .filter((cell) => this.#bucketOf[cell] !== NO_TIME)
      .sort((a, b) => this.#bucketOf[a] - this.#bucketOf[b]);
    const untimed = cells.find((cell) => this.#bucketOf[cell] === NO_TIME);
    const first = timed.length > 0 ? this.#bucketOf[timed[0]] : null;
    return {
      ecu: this.#ecus[Math.floor(line / LEVEL_SLOTS)],
      level: LEVELS[line % LEVEL_SLOTS],
      untimed: untimed === undefined ? 0 : this.#counts[untimed],
      stepUs: this.#stepUs,
      fromUs: first === null ? null : first * this.#stepUs,
      at: timed.map((cell) => this.#bucketOf[cell] - (first ?? 0)),
      counts: timed.map((cell) => this.#counts[cell]),
    };
  }

  #bucketAt(timeUs: number): number {
    return timeUs >= 0 && timeUs < MAX_TIME_US ? Math.floor(timeUs / this.#stepUs) : NO_TIME;
  }

  #enterBucket(bucket: number): void {
    this.#bucket = bucket;
    this.#fromUs = bucket === NO_TIME ? 0 : bucket * this.#stepUs;
    this.#toUs = bucket === NO_TIME ? 0 : this.#fromUs + this.#stepUs;
  }

  #ecuNamed(name: string): number {
    const known = this.#ecuByName.get(name);
    if (known !== undefined || this.#ecus.length >= MAX_ECUS) return known ?? 0;
    const ecu = this.#ecus.push(name) - 1;
    this.#ecuByName.set(name, ecu);
    return ecu;
  }

  /** A clock that begins anew meets its buckets in the order in which they were made: no hash finds them as fast. */
  #lookUp(line: number): number {
    const next = this.#lastCell + 1;
    const isNext = next < this.#cells && this.#bucketOf[next] === this.#bucket && this.#lineOf[next] === line;
    this.#lastCell = isNext ? next : this.#findCell(line);
    this.#cellOf[line] = this.#lastCell;
    return this.#lastCell;
  }

  #findCell(line: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(this.#bucket, line) & mask;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const cell = this.#slots[slot];
      if (this.#bucketOf[cell] === this.#bucket && this.#lineOf[cell] === line) return cell;
    }
    return this.#newCell(slot, line);
  }

  #newCell(slot: number, line: number): number {
    if (this.#cells === FIRST_CELL + MAX_CELLS) {
      this.#widen();
      return this.#findCell(line);
    }
    if (this.#cells === this.#bucketOf.length) {
      this.#grow();
      return this.#findCell(line);
    }
    const cell = this.#cells++;
    this.#bucketOf[cell] = this.#bucket;
    this.#lineOf[cell] = line;
    this.#slots[slot] = cell;
    return cell;
  }

  #grow(): void {
    const length = this.#cells * 4;
    this.#bucketOf = grownTo(this.#bucketOf, length - 1);
    this.#lineOf = grownTo(this.#lineOf, length - 1);
    this.#counts = grownTo(this.#counts, length - 1);
    this.#slots = new Int32Array(length * 2);
    const mask = this.#slots.length - 1;
    for (let cell = FIRST_CELL; cell < this.#cells; cell++) {
      let slot = hashOf(this.#bucketOf[cell], this.#lineOf[cell]) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = cell;
    }
  }

  /** Moves every cell into a bucket twice as wide; the sums stay. */
  #widen(): void {
    const here = this.#bucket;
    const cells = this.#cells;
    const counts = this.#counts.slice(0, cells);
    const buckets = this.#bucketOf.slice(0, cells);
    const lines = this.#lineOf.slice(0, cells);
    this.#stepUs *= 2;
    this.#slots.fill(0);
    this.#counts.fill(0);
    this.#cellOf.fill(0);
    this.#cells = FIRST_CELL;
    for (let cell = FIRST_CELL; cell < cells; cell++) {
      this.#enterBucket(halved(buckets[cell]));
      const wider = this.#findCell(lines[cell]);
      this.#counts[wider] += counts[cell];
    }
    this.#enterBucket(halved(here));
  }
}

const halved = (bucket: number): number => (bucket === NO_TIME ? NO_TIME : Math.floor(bucket / 2));

/** Of a bucket's number the low 32 bits are enough to tell neighbours apart. */
const hashOf = (bucket: number, line: number): number => {
  const mixed = Math.imul(bucket | 0, 0x9e3779b1) ^ Math.imul(line + 1, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
};
