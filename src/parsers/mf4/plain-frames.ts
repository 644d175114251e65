import { plausibleUs, WORD } from '../epoch-time.ts';
import { BATCH_CAPACITY, type RecordBatch } from '../record-batch.ts';
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

  /**
   * Adds a run of records from `at` on, where the first begins, of this group: each behind its id of one byte. Returns where it
   * ends. What is alike in all frames is left to `closeFrameRun`. In one loop over variables it takes two thirds of the time.
   */
  appendRun(view: DataView, run: { at: number; end: number }, out: RecordBatch): number {
    const { flags, start, end, bodyStart, bodyEnd, timeUs, source, id: ids } = out;
    const recordId = view.getUint8(run.at);
    const recordBytes = 1 + this.recordBytes;
    const lengths = this.#lengths;
    const [idAt, idShift, idMask] = [1 + this.#idByte, this.#idShift, this.#idMask];
    const [lengthAt, lengthShift, lengthMask] = [1 + this.#lengthByte, this.#lengthShift, this.#lengthMask];
    const [timeAt, isTimeFloat, timeMask] = [1 + this.#timeByte, this.#isTimeFloat, this.#timeMask];
    const [offsetUs, factorUs] = [this.#offsetUs, this.#factorUs];
    const [dataAt, maxBytes, allFlags] = [1 + this.#dataAt, this.#maxBytes, this.#flags];
    const [knownIds, knownSources] = [this.#ids, this.#sources];
    const last = run.end - recordBytes;
    let p = run.at;
    let i = out.count;
    for (; i < BATCH_CAPACITY && p <= last && view.getUint8(p) === recordId; i++, p += recordBytes) {
      const id = (view.getUint32(p + idAt, true) >>> idShift) & idMask;
      const bytes = lengths[(view.getUint32(p + lengthAt, true) >>> lengthShift) & lengthMask];
      const time = isTimeFloat
        ? view.getFloat64(p + timeAt, true)
        : ((view.getUint32(p + timeAt + 4, true) & timeMask) >>> 0) * WORD + view.getUint32(p + timeAt, true);
      const slot = (id ^ (id >>> 10)) & (SLOTS - 1);
      start[i] = p;
      end[i] = p + recordBytes;
      bodyStart[i] = p + dataAt;
      bodyEnd[i] = p + dataAt + (bytes < maxBytes ? bytes : maxBytes);
      timeUs[i] = plausibleUs(Math.round(offsetUs + time * factorUs));
      source[i] = knownIds[slot] === id ? knownSources[slot] : this.#findSource(slot, id);
      ids[i] = id;
      flags[i] = allFlags;
    }
    out.count = i;
    return p;
  }

  #findSource(slot: number, id: number): number {
    this.#ids[slot] = id;
    this.#sources[slot] = this.#sourceOf(id);
    return this.#sources[slot];
  }
}
