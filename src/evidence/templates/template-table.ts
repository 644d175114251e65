/** Slots of the hash table; doubled when half full. A small file must not pay for a large one. */
const FIRST_CAPACITY = 512;
export const ABSENT = -1;

/**
 * Counts by a pair of 32-bit hashes: open addressing over typed arrays, no object per look-up. Rows are numbered in order
 * of arrival. 64 bits over at most 2¹⁵ templates collide once in 2³⁴ files.
 */
export class TemplateTable {
  size = 0;
  counts = new Float64Array(FIRST_CAPACITY / 2);
  #a = new Int32Array(FIRST_CAPACITY / 2);
  #b = new Int32Array(FIRST_CAPACITY / 2);
  /** Row + 1, 0 where free. */
  #slots = new Int32Array(FIRST_CAPACITY);

  find(a: number, b: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = mix(a, b) & mask; ; slot = (slot + 1) & mask) {
      const row = this.#slots[slot] - 1;
      if (row === ABSENT || (this.#a[row] === a && this.#b[row] === b)) return row;
    }
  }

  /** Adds a row that `find` did not find, with count 0. */
  add(a: number, b: number): number {
    if (this.size === this.counts.length) this.#grow();
    const row = this.size++;
    this.#a[row] = a;
    this.#b[row] = b;
    this.#place(row);
    return row;
  }

  #place(row: number): void {
    const mask = this.#slots.length - 1;
    let slot = mix(this.#a[row], this.#b[row]) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = row + 1;
  }

  #grow(): void {
    this.counts = copyInto(new Float64Array(this.size * 2), this.counts);
    this.#a = copyInto(new Int32Array(this.size * 2), this.#a);
    this.#b = copyInto(new Int32Array(this.size * 2), this.#b);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let row = 0; row < this.size; row++) this.#place(row);
  }
}

function copyInto<T extends { set(from: ArrayLike<number>): void }>(to: T, from: ArrayLike<number>): T {
  to.set(from);
  return to;
}

/** Polynomials mod 2³² are weak in their low bits (murmur3's finaliser mends that). */
function mix(a: number, b: number): number {
  let h = a ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return h ^ (h >>> 13);
}
