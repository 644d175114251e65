import { BATCH_CAPACITY, Flag, Kind, type RecordBatch } from '#src/parsers/record-batch.ts';
import { grownTo } from './grown.ts';

/** What kind of frame it was: eight combinations of three flags. */
export const FRAME_TYPE = Flag.fd | Flag.remote | Flag.errorFrame;
const FRAME_TYPE_SHIFT = Math.log2(Flag.fd);
export const FRAME_TYPES = 8;

/**
 * The frames of a batch by sender and type, found in one pass: a bus has some dozens of senders, so that sums are taken
 * once per group instead of once per frame.
 */
export class FrameGroups {
  /** Groups of the batch in order of their first frame: source * `FRAME_TYPES` + type. */
  readonly keys = new Int32Array(BATCH_CAPACITY);
  length = 0;
  /** By group: frames in the batch, the first and the last of them. */
  counts = new Int32Array(64);
  firsts = new Int32Array(64);
  lasts = new Int32Array(64);
  /** Their least and greatest time; infinite, or NaN, where none has one. */
  earliest = new Float64Array(64);
  latest = new Float64Array(64);
  /** The frame of the same group before each frame that is not the first. */
  readonly previous = new Int32Array(BATCH_CAPACITY);
  /** Of all records: their bytes in the stream, and the flags that any of them has. */
  bytes = 0;
  flags = 0;
  /** Span of their times, infinite where none has one. */
  firstUs = Number.POSITIVE_INFINITY;
  lastUs = Number.NEGATIVE_INFINITY;
  /** Records that have a time; and whether no frame lies in time before the one above it of its group, or none has a time. */
  timed = 0;
  ascends = true;

  /** Records of the batch that are no frames, in order. */
  readonly others = new Int32Array(BATCH_CAPACITY);
  otherCount = 0;

  /** False when most of the batch is no frames: then nothing is grouped. */
  group(batch: RecordBatch): boolean {
    if (batch.frameCount * 2 <= batch.count) return false;
    this.#clear();
    this.#makeRoom(batch.sources.sources.length * FRAME_TYPES);
    this.#link(batch);
    this.#span(batch);
    if (this.ascends) this.#spanAscending(batch);
    else this.#spanGroups(batch);
    return true;
  }

  #link({ kind, source, flags, start, end, timeUs, count }: RecordBatch): void {
    const { counts, firsts, lasts, previous, keys, others } = this;
    let length = 0;
    let otherCount = 0;
    let bytes = 0;
    let allFlags = 0;
    let ascends = true;
    for (let i = 0; i < count; i++) {
      const flag = flags[i];
      const key = keyOf(source[i], flag);
      allFlags |= flag;
      bytes += end[i] - start[i];
      if (kind[i] !== Kind.frame) others[otherCount++] = i;
      else if (counts[key]++ === 0) {
        lasts[key] = i;
        keys[length++] = key;
        firsts[key] = i;
      } else {
        const before = lasts[key];
        if (!(timeUs[i] >= timeUs[before])) ascends = false;
        previous[i] = before;
        lasts[key] = i;
      }
    }
    this.length = length;
    this.otherCount = otherCount;
    this.bytes = bytes;
    this.flags = allFlags;
    this.ascends = ascends;
  }

  #span({ timeUs, count }: RecordBatch): void {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    let timed = 0;
    for (let i = 0; i < count; i++) {
      const time = timeUs[i];
      if (time < first) first = time;
      if (time > last) last = time;
      if (!Number.isNaN(time)) timed++;
    }
    this.firstUs = first;
    this.lastUs = last;
    this.timed = timed;
    if (timed === 0) this.ascends = true;
  }

  #spanAscending({ timeUs }: RecordBatch): void {
    for (let g = 0; g < this.length; g++) {
      const key = this.keys[g];
      this.earliest[key] = timeUs[this.firsts[key]];
      this.latest[key] = timeUs[this.lasts[key]];
    }
  }

  #spanGroups({ timeUs }: RecordBatch): void {
    const { previous } = this;
    for (let g = 0; g < this.length; g++) {
      const key = this.keys[g];
      let first = Number.POSITIVE_INFINITY;
      let last = Number.NEGATIVE_INFINITY;
      let i = this.lasts[key];
      for (let left = this.counts[key]; left > 0; left--, i = previous[i]) {
        const time = timeUs[i];
        if (time < first) first = time;
        if (time > last) last = time;
      }
      this.earliest[key] = first;
      this.latest[key] = last;
    }
  }

  /** The last frame of the batch. */
  get last(): number {
    let last = -1;
    for (let g = 0; g < this.length; g++) last = Math.max(last, this.lasts[this.keys[g]]);
    return last;
  }

  #clear(): void {
    for (let g = 0; g < this.length; g++) this.counts[this.keys[g]] = 0;
    this.length = 0;
  }

  #makeRoom(groups: number): void {
    this.counts = grownTo(this.counts, groups);
    this.firsts = grownTo(this.firsts, groups);
    this.lasts = grownTo(this.lasts, groups);
    this.earliest = grownTo(this.earliest, groups);
    this.latest = grownTo(this.latest, groups);
  }
}

const keyOf = (source: number, flags: number): number => (source << 3) | ((flags & FRAME_TYPE) >> FRAME_TYPE_SHIFT);

export const sourceOfGroup = (key: number): number => key >> 3;

/** Its flags of `FRAME_TYPE`. */
export const typeOfGroup = (key: number): number => (key & (FRAME_TYPES - 1)) << FRAME_TYPE_SHIFT;
