import { LEVELS, type RecordBatch } from '#src/parsers/record-batch.ts';
import type { SourceTable } from '#src/parsers/source-table.ts';
import type { CountLane } from '../file-evidence.ts';
import { EcuNumbers, MAX_ECUS } from './ecu-numbers.ts';
import { type FrameGroups, sourceOfGroup } from './frame-groups.ts';
import { grownTo } from './grown.ts';
import { NearCounts, type TimeSpan } from './near-counts.ts';
import { LEVEL_SLOTS } from './writer.ts';

/**
 * Buckets that hold records, of all lanes of one stream; past it they get twice as wide. 8,192 are about 0.1 MB of JSON, and two
 * buckets of 256 ECUs and 8 levels.
 */
const MAX_CELLS = 8_192;
/** The least width of a bucket: 8 ms, a quarter of what a second of a screen shows. All widths are this times a power of two. */
export const LEAST_STEP_US = 8_000;
/** 1970 to 2200: other times are damage. */
const MAX_TIME_US = 7_258_118_400_000_000;
/** The bucket of records without a time. */
const NO_TIME = -1;
const NO_BUCKET = Number.NaN;
const FIRST_CELL = 1;
/** Frames of a batch from which on they are counted without looking for cells: for a small file it does not pay. */
const LEAST_NEAR = 1_024;

/** Counts per ECU, level and bucket of time: as fine as the room allows, for a trace of a second and for a month. */
export class TimeCounts {
  /** The bucket under way, and its span; empty for records without a time. */
  #bucket = NO_TIME;
  #fromUs = 0;
  #toUs = 0;
  #stepUs = LEAST_STEP_US;
  readonly #ecus = new EcuNumbers();
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
  /** ECUs whose records without a level have a cell. */
  readonly #isMet = new Uint8Array(MAX_ECUS);
  readonly #near = new NearCounts();

  /** Before records of new sources come. */
  know(table: SourceTable): void {
    this.#ecus.know(table);
  }

  add(batch: RecordBatch, { firstUs, lastUs, timed }: TimeSpan): void {
    const isOneBucket = timed === batch.count && firstUs >= this.#fromUs && lastUs < this.#toUs;
    if (isOneBucket) this.#addAll(batch);
    else this.#addEach(batch);
  }

  /** Of a batch of mostly bus frames: these have no level. */
  addFrames(batch: RecordBatch, groups: FrameGroups): void {
    const mixes = !groups.ascends || !this.#isOneEcu(groups);
    const mayBeNear = mixes && groups.timed === batch.count && this.#areMet(batch, groups);
    if (mayBeNear && this.#isNear(batch, groups)) this.#near.add(batch, this.#ecus.of);
    else this.#addRuns(batch);
  }

  #isOneEcu({ keys, length }: FrameGroups): boolean {
    const ecuOf = this.#ecus.of;
    const ecu = ecuOf[sourceOfGroup(keys[0])];
    for (let g = 1; g < length; g++) if (ecuOf[sourceOfGroup(keys[g])] !== ecu) return false;
    return true;
  }

  /** Frames of one bus follow on each other: those of a line and a bucket are counted at once. */
  #addRuns(batch: RecordBatch): void {
    const { count, level, source, timeUs } = batch;
    for (let i = 0; i < count; ) {
      const time = timeUs[i];
      if (!(time >= this.#fromUs && time < this.#toUs)) this.#enter(time);
      const end = this.#endOfRun(batch, i);
      this.#count(this.#ecus.of[source[i]] * LEVEL_SLOTS + level[i], end - i);
      i = end;
    }
  }

  /** In a loop that calls nothing: with the rest in it, it took twice as long. */
  #endOfRun({ count, level, source, timeUs }: RecordBatch, first: number): number {
    const ecuOf = this.#ecus.of;
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

  /** Whether all lines are without a level and have a cell: lanes stand in the order in which these were made. */
  #areMet({ level, source }: RecordBatch, { keys, length, others, otherCount }: FrameGroups): boolean {
    const met = this.#isMet;
    const ecuOf = this.#ecus.of;
    for (let g = 0; g < length; g++) if (!met[ecuOf[sourceOfGroup(keys[g])]]) return false;
    for (let n = 0; n < otherCount; n++) if (level[others[n]] !== 0 || !met[ecuOf[source[others[n]]]]) return false;
    return true;
  }

  #isNear({ count }: RecordBatch, groups: FrameGroups): boolean {
    const mayPay = count >= LEAST_NEAR || !this.#near.isEmpty;
    if (!mayPay || !(groups.firstUs >= 0 && groups.lastUs < MAX_TIME_US)) return false;
    const ecus = this.#ecus.names.length;
    if (this.#near.holds(groups, ecus)) return true;
    this.#takeNear();
    this.#near.place(this.#bucketAt(groups.firstUs), this.#stepUs, ecus);
    return this.#near.holds(groups, ecus);
  }

  #takeNear(): void {
    this.#near.take((ecu, timeUs, records) => {
      this.#enterBucket(this.#bucketAt(timeUs));
      this.#count(ecu * LEVEL_SLOTS, records);
    });
    this.#enterBucket(NO_TIME);
  }

  #addAll({ count, level, source }: RecordBatch): void {
    const ecuOf = this.#ecus.of;
    for (let i = 0; i < count; i++) this.#count(ecuOf[source[i]] * LEVEL_SLOTS + level[i], 1);
  }

  #addEach({ count, level, source, timeUs }: RecordBatch): void {
    const ecuOf = this.#ecus.of;
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
    this.#takeNear();
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
      ecu: this.#ecus.names[Math.floor(line / LEVEL_SLOTS)],
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
    if (line % LEVEL_SLOTS === 0) this.#isMet[line / LEVEL_SLOTS] = 1;
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
