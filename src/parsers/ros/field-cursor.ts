/** Byte 1 of the header before CDR data (DDS-RTPS 2.5, table 10.3): plain CDR of either version, big- or little-endian. */
const REPRESENTATIONS = new Map([
  [0, false],
  [1, true],
  [6, false],
  [7, true],
]);
const CDR_HEADER_BYTES = 4;

export type Serialization = 'cdr' | 'ros1';

/**
 * Walks the fields of a serialised message where it lies. CDR aligns numbers to their size and ends strings with a NUL, ROS 1
 * does neither. What does not fit leaves `isSound` false and reads as 0 and empty.
 */
export class FieldCursor {
  at = 0;
  isSound = false;
  /** Of the string that was read last. */
  textStart = 0;
  textEnd = 0;
  #view: DataView = new DataView(new ArrayBuffer(0));
  #end = 0;
  /** Alignment counts from here. */
  #origin = 0;
  #isCdr = false;
  #isLittleEndian = true;

  open(view: DataView, { from, to }: { from: number; to: number }, serialization: Serialization): void {
    this.#view = view;
    this.#end = to;
    this.#isCdr = serialization === 'cdr';
    this.#isLittleEndian = true;
    this.#origin = this.at = from;
    this.isSound = !this.#isCdr || this.#openCdr();
  }

  #openCdr(): boolean {
    const { at } = this;
    const isLittleEndian =
      at + CDR_HEADER_BYTES <= this.#end ? REPRESENTATIONS.get(this.#view.getUint16(at)) : undefined;
    if (isLittleEndian === undefined) return false;
    this.#isLittleEndian = isLittleEndian;
    this.#origin = this.at = at + CDR_HEADER_BYTES;
    return true;
  }

  u8(): number {
    const at = this.#take(1);
    return at < 0 ? 0 : this.#view.getUint8(at);
  }

  u32(): number {
    if (this.#isCdr) this.at += -(this.at - this.#origin) & 3;
    const at = this.#take(4);
    return at < 0 ? 0 : this.#view.getUint32(at, this.#isLittleEndian);
  }

  /** Seconds and nanoseconds: microseconds since 1970. */
  timeUs(): number {
    const seconds = this.u32();
    return seconds * 1e6 + Math.floor(this.u32() / 1000);
  }

  /** Leaves its place in `textStart` and `textEnd`, without the NUL. */
  string(): void {
    const length = this.u32();
    const at = this.#take(length);
    this.textStart = Math.max(at, 0);
    this.textEnd = at < 0 ? 0 : at + length;
    const hasNul = this.#isCdr && length > 0 && at >= 0 && this.#view.getUint8(this.textEnd - 1) === 0;
    if (hasNul) this.textEnd--;
  }

  /** Place of the next `length` bytes, which are used; -1 when there are not so many. */
  #take(length: number): number {
    const { at } = this;
    if (!this.isSound || at + length > this.#end) {
      this.isSound = false;
      return -1;
    }
    this.at = at + length;
    return at;
  }
}
