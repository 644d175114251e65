import { isPlausible, plausibleUs, WORD } from '../epoch-time.ts';
import { BATCH_CAPACITY, type RecordBatch } from '../record-batch.ts';
import type { NumberField } from './number-field.ts';
import type { GroupClock } from './record-group.ts';

/** Sources are remembered by the low bits of the id. */
const SLOTS = 1024;

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
    this.#lengthMask = length.word.mask & (this.#lengths.length - 1);
    ({ byte: this.#timeByte, isFloat: this.#isTimeFloat, highMask: this.#timeMask } = time);
    ({ factorUs: this.#factorUs, offsetUs: this.#offsetUs } = linear);
    return this.#idMask <= 0x1fffffff;
  }

  /**
   * Adds a run of records from `at` on, where the first begins, of this group: each behind its id of one byte. Returns where it
   * ends, or before an id that it did not know: it does then. What is alike in all frames is left to `closeFrameRun`. In a loop
   * over variables that calls nothing it takes two thirds of the time.
   */
  appendRun(view: DataView, run: { at: number; end: number }, out: RecordBatch): number {
    const { flags, start, end, bodyStart, bodyEnd, source, id: ids } = out;
    const recordId = view.getUint8(run.at);
    const recordBytes = 1 + this.recordBytes;
    const lengths = this.#lengths;
    const idAt = 1 + this.#idByte;
    const idShift = this.#idShift;
    const idMask = this.#idMask;
    const lengthAt = 1 + this.#lengthByte;
    const lengthShift = this.#lengthShift;
    const lengthMask = this.#lengthMask;
    const dataAt = 1 + this.#dataAt;
    const maxBytes = this.#maxBytes;
    const knownIds = this.#ids;
    const knownSources = this.#sources;
    const last = run.end - recordBytes;
    const first = out.count;
    let p = run.at;
    let i = first;
    for (; i < BATCH_CAPACITY && p <= last && view.getUint8(p) === recordId; i++, p += recordBytes) {
      const id = (view.getUint32(p + idAt, true) >>> idShift) & idMask;
      const slot = (id ^ (id >>> 10)) & (SLOTS - 1);
      if (knownIds[slot] !== id) {
        this.#findSource(slot, id);
        break;
      }
      const bytes = lengths[(view.getUint32(p + lengthAt, true) >>> lengthShift) & lengthMask];
      start[i] = p;
      end[i] = p + recordBytes;
      bodyStart[i] = p + dataAt;
      bodyEnd[i] = p + dataAt + (bytes < maxBytes ? bytes : maxBytes);
      source[i] = knownSources[slot];
      ids[i] = id;
    }
    out.count = i;
    flags.fill(this.#flags, first, i);
    if (this.#isTimeFloat) this.#addFloatTimes(view, out, first);
    else this.#addTimes(view, out, first);
    return p;
  }

  /** In a loop of their own, and judged together: as numbers that may be NaN they take twice as long. */
  #addTimes(view: DataView, { start, timeUs, count }: RecordBatch, first: number): void {
    const timeAt = 1 + this.#timeByte;
    const timeMask = this.#timeMask;
    const offsetUs = this.#offsetUs;
    const factorUs = this.#factorUs;
    let areSound = true;
    for (let i = first; i < count; i++) {
      const at = start[i] + timeAt;
      const ticks = ((view.getUint32(at + 4, true) & timeMask) >>> 0) * WORD + view.getUint32(at, true);
      const time = Math.round(offsetUs + ticks * factorUs);
      if (!isPlausible(time)) areSound = false;
      timeUs[i] = time;
    }
    if (!areSound) for (let n = first; n < count; n++) timeUs[n] = plausibleUs(timeUs[n]);
  }

  #addFloatTimes(view: DataView, { start, timeUs, count }: RecordBatch, first: number): void {
    const timeAt = 1 + this.#timeByte;
    for (let i = first; i < count; i++)
      timeUs[i] = plausibleUs(Math.round(this.#offsetUs + view.getFloat64(start[i] + timeAt, true) * this.#factorUs));
  }

  #findSource(slot: number, id: number): void {
    this.#ids[slot] = id;
    this.#sources[slot] = this.#sourceOf(id);
  }
}
