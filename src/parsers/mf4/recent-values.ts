/** Bytes of values that are remembered: a writer puts a value right before or behind the record that points at it. */
const ROOM_BYTES = 64 * 1024;
const MAX_VALUES = 1024;

interface Value {
  place: number;
  at: number;
  length: number;
}

/** The values of variable length of one group that passed last, by their place among all of them. */
export class RecentValues {
  readonly bytes = new Uint8Array(ROOM_BYTES);
  #used = 0;
  #values: Value[] = [];
  /** Place of the next value. */
  next = 0;

  get isEmpty(): boolean {
    return this.#values.length === 0;
  }

  /** The value of the next record of the group: `bytes[at … end)`, its length before it. */
  pass(bytes: Uint8Array, at: number, end: number): void {
    const length = end - at;
    if (this.#used + length > ROOM_BYTES || this.#values.length >= MAX_VALUES) {
      this.#used = 0;
      this.#values = [];
    }
    if (length <= ROOM_BYTES) {
      this.bytes.set(bytes.subarray(at, end), this.#used);
      this.#values.push({ place: this.next, at: this.#used, length });
      this.#used += length;
    }
    this.skip(length);
  }

  /** The value was taken where it lies. */
  skip(length: number): void {
    this.next += 4 + length;
  }

  find(place: number): { at: number; end: number } | undefined {
    const value = this.#values.findLast((each) => each.place === place);
    return value && { at: value.at, end: value.at + value.length };
  }
}
