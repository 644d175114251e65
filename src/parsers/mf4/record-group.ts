import { plausibleUs } from '../epoch-time.ts';
import type { RecordBatch } from '../record-batch.ts';
import type { NumberField } from './number-field.ts';
import type { RecentValues } from './recent-values.ts';

/** One record of a channel group as it lies in a window; one object per reader, filled anew for each. */
export class RawRecord {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(new ArrayBuffer(0));
  /** First byte of the channels' data. */
  at = 0;
  /** The whole record: its id, its data and, where they lie beside it, its values of variable length. */
  start = 0;
  end = 0;
  timeUs = Number.NaN;
  /** The value of variable length: in `valueBytes`, which may be the window's. */
  valueBytes: Uint8Array = this.bytes;
  valueAt = 0;
  valueEnd = 0;

  see(bytes: Uint8Array): void {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}

/** What the records of one channel group become. */
export interface RecordGroup {
  /** Of one record, without its id. */
  readonly recordBytes: number;
  /** The channel whose values are of variable length: where its data is, and the field that says where in it. */
  readonly variable: VariableValue | undefined;
  readonly clock: GroupClock;
  append(record: RawRecord, out: RecordBatch): void;
}

export interface VariableValue {
  /** Link of the channel's data: a group of this data group, or blocks of their own. */
  link: number;
  /** Reads the place of the value in that data. */
  offset: NumberField;
  /** The values of that group that passed last, where they lie among the records; set by whoever reads them. */
  recent?: RecentValues;
}

/** The time of a group's records, from its master channel. */
export class GroupClock {
  readonly #master: NumberField | undefined;
  readonly #factorUs: number;
  readonly #offsetUs: number;
  readonly #convert: ((raw: number) => number) | undefined;
  /** Records read so far: what a virtual master counts. */
  #index = 0;

  constructor(startUs: number, master?: MasterChannel) {
    this.#master = master?.field;
    this.#factorUs = master ? master.factor * 1e6 : Number.NaN;
    this.#offsetUs = startUs + (master?.offset ?? 0) * 1e6;
    this.#convert = master?.convert;
  }

  /** How times are made where one multiplication makes them; undefined otherwise. */
  get linear(): { master: NumberField; factorUs: number; offsetUs: number } | undefined {
    if (this.#convert || !this.#master) return undefined;
    return { master: this.#master, factorUs: this.#factorUs, offsetUs: this.#offsetUs };
  }

  /** Microseconds since 1970; NaN without a master channel that counts time. To be asked once per record. */
  timeUs(view: DataView, at: number): number {
    const raw = this.#raw(view, at);
    const sinceUs = this.#convert ? this.#convert(raw) * 1e6 : raw * this.#factorUs;
    return plausibleUs(Math.round(this.#offsetUs + sinceUs));
  }

  #raw(view: DataView, at: number): number {
    return this.#master ? this.#master.read(view, at) : this.#index++;
  }
}

/** Seconds since the recording began: `raw * factor + offset`, or by `convert`. */
export interface MasterChannel {
  /** Undefined for a virtual master, which counts records. */
  field: NumberField | undefined;
  factor: number;
  offset: number;
  convert?: (raw: number) => number;
}
