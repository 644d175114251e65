/** Slots of the hash table; doubled when half full. A small file must not pay for a large one. */
const FIRST_CAPACITY = 512;
/** One slot is one quarter of a cache line: hash a, hash b, row + 1 (0 where free), unused. */
const STRIDE = 4;
export const ABSENT = -1;

/**
 * Rows by a pair of 32-bit hashes: open addressing in one typed array, so a look-up is one access to memory. 64 bits over
 * at most 2¹⁷ entries collide once in 2³⁰ files.
 */
export class TemplateTable {
  size = 0;
  #slots = new Int32Array(FIRST_CAPACITY * STRIDE);

  find(a: number, b: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let at = firstSlot(a, b) & mask; ; at = (at + STRIDE) & mask) {
      const row = slots[at + 2] - 1;
      if (row === ABSENT || (slots[at] === a && slots[at + 1] === b)) return row;
    }
  }

  /** For a pair that `find` did not find. */
  add(a: number, b: number, row: number): void {
    this.size++;
    if (this.size * 2 * STRIDE > this.#slots.length) this.#grow();
    this.#put(a, b, row);
  }

  #put(a: number, b: number, row: number): void {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = firstSlot(a, b) & mask;
    while (slots[at + 2] !== 0) at = (at + STRIDE) & mask;
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = row + 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += STRIDE) {
      if (old[at + 2] !== 0) this.#put(old[at], old[at + 1], old[at + 2] - 1);
    }
  }
}

/** Place of the first slot to try, a multiple of STRIDE (murmur3's finaliser). */
function firstSlot(a: number, b: number): number {
  let h = a ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0xc2b2ae35);
  return (h ^ (h >>> 13)) & ~(STRIDE - 1);
}
