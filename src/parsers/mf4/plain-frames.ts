import { plausibleUs, WORD } from '../epoch-time.ts';
import { Kind, type RecordBatch } from '../record-batch.ts';
import type { NumberField } from './number-field.ts';
import type { GroupClock } from './record-group.ts';

/** Sources are remembered by the low bits of the id. */
const SLOTS = 1024;
/** Lengths are read through a table by the low bits of their number. */
export const LENGTHS = 2048;

interface PlainLayout {
  recordBytes: number;
  clock: GroupClock;
  id: NumberField;
  length: NumberField;
  lengths: Uint16Array;
  dataAt: number;
  maxBytes: number;
  flags: number;
  sourceOf(id: number): number;
}

/**
 * CAN frames of one bus, kind and direction, whose bytes lie in the record: nearly all of a logger's file. Numbers are read
 * where they are used: handing a time from function to function costs more than reading it.
 */
export class PlainFrames {
  readonly recordBytes: number;
  readonly #sourceOf: (id: number) => number;
  readonly #lengths: Uint16Array;
  readonly #dataAt: number;
  readonly #maxBytes: number;
  readonly #flags: number;
  readonly #ids = new Int32Array(SLOTS).fill(-1);
  readonly #sources = new Int32Array(SLOTS);
  #idByte = 0;
  #idShift = 0;
  #idMask = 0;
  #lengthByte = 0;
  #lengthShift = 0;
  #lengthMask = 0;
  #timeByte = 0;
  #isTimeFloat = false;
  #timeMask = 0;
  #factorUs = 0;
  #offsetUs = 0;

  private constructor(layout: PlainLayout) {
    this.recordBytes = layout.recordBytes;
    this.#lengths = layout.lengths;
    this.#dataAt = layout.dataAt;
    this.#maxBytes = layout.maxBytes;
    this.#flags = layout.flags;
    this.#sourceOf = layout.sourceOf;
  }

  /** Undefined where id, length or time are of an unusual kind. */
  static of(layout: PlainLayout): PlainFrames | undefined {
    const frames = new PlainFrames(layout);
    return frames.#place(layout) ? frames : undefined;
  }

  #place({ id, length, clock }: PlainLayout): boolean {
    const { linear } = clock;
    const time = linear?.master.long;
    if (!id.word || !length.word || !linear || !time) return false;
    ({ byte: this.#idByte, shift: this.#idShift, mask: this.#idMask } = id.word);
    ({ byte: this.#lengthByte, shift: this.#lengthShift } = length.word);
    this.#lengthMask = length.word.mask & (LENGTHS - 1);
    ({ byte: this.#timeByte, isFloat: this.#isTimeFloat, highMask: this.#timeMask } = time);
    ({ factorUs: this.#factorUs, offsetUs: this.#offsetUs } = linear);
    return this.#idMask <= 0x1fffffff;
  }

  /** Adds the record whose data begins at `at`; one byte of record id stands before it. */
  append(view: DataView, at: number, out: RecordBatch): void {
    const i = out.count++;
    const id = (view.getUint32(at + this.#idByte, true) >>> this.#idShift) & this.#idMask;
    const bytes = this.#lengths[(view.getUint32(at + this.#lengthByte, true) >>> this.#lengthShift) & this.#lengthMask];
    const timeAt = at + this.#timeByte;
    const time = this.#isTimeFloat
      ? view.getFloat64(timeAt, true)
      : ((view.getUint32(timeAt + 4, true) & this.#timeMask) >>> 0) * WORD + view.getUint32(timeAt, true);
    const bodyStart = at + this.#dataAt;
    out.kind[i] = Kind.frame;
    out.level[i] = 0;
    out.flags[i] = this.#flags;
    out.start[i] = at - 1;
    out.end[i] = at + this.recordBytes;
    out.bodyStart[i] = bodyStart;
    out.bodyEnd[i] = bodyStart + (bytes < this.#maxBytes ? bytes : this.#maxBytes);
    out.timeUs[i] = plausibleUs(Math.round(this.#offsetUs + time * this.#factorUs));
    out.uptimeUs[i] = Number.NaN;
    out.source[i] = this.#sourceFor(id);
    out.id[i] = id;
    out.counter[i] = -1;
    out.frameCount++;
  }

  #sourceFor(id: number): number {
    const slot = (id ^ (id >>> 10)) & (SLOTS - 1);
    if (this.#ids[slot] !== id) {
      this.#ids[slot] = id;
      this.#sources[slot] = this.#sourceOf(id);
    }
    return this.#sources[slot];
  }
}
