import { NOT_CACHED } from '../row-cache.ts';

/** Kept of each line: two lanes of hash, and its row + 1. */
const STRIDE = 3;
const ROW = 2;
const ROW_BASE = 1;
/** 48 KB: they stay near the processor. */
const LINES = 4096;
/** What of a word belongs to a line, by the number of bytes left. */
const REST = Int32Array.of(0, 0xff, 0xffff, 0xffffff);
/** As the scanner mixes its words. */
const LANE_A = 0x9e3779b1 | 0;
const LANE_B = 0x85ebca6b | 0;

/**
 * Rows of whole lines, by hash of writer and bytes (64 bits, as of templates): what a pattern cannot hold is often said
 * again to the letter. Dumps of raw bytes and values of a few characters took a quarter of the way from a DLT trace to its
 * evidence, and hashing one takes a tenth of masking it.
 */
export class ExactLines {
  readonly #lines = new Int32Array(LINES * STRIDE);
  #a = 0;
  #b = 0;

  /** Three bytes behind `end` may be read. */
  find(view: DataView, { start, end, writer }: { start: number; end: number; writer: number }): number {
    const at = this.#placeOf(view, [start, end], writer);
    const lines = this.#lines;
    return lines[at] === this.#a && lines[at + 1] === this.#b ? lines[at + ROW] - ROW_BASE : NOT_CACHED;
  }

  learn(view: DataView, { start, end, writer }: { start: number; end: number; writer: number }, row: number): void {
    const at = this.#placeOf(view, [start, end], writer);
    this.#lines[at] = this.#a;
    this.#lines[at + 1] = this.#b;
    this.#lines[at + ROW] = row + ROW_BASE;
  }

  forget(): void {
    this.#lines.fill(0);
  }

  #placeOf(view: DataView, [start, end]: readonly [number, number], writer: number): number {
    let a = Math.imul(writer + 1, LANE_A) ^ (end - start);
    let b = Math.imul(~writer, LANE_B) ^ (end - start);
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at, true);
      a = Math.imul(a ^ word, LANE_A);
      a ^= a >>> 15;
      b = Math.imul(b ^ word, LANE_B);
      b ^= b >>> 13;
    }
    const rest = view.getInt32(at, true) & REST[end - at];
    a = Math.imul(a ^ rest, LANE_A);
    a ^= a >>> 15;
    b = Math.imul(b ^ rest, LANE_B);
    this.#a = a;
    this.#b = b ^ (b >>> 13);
    return (a & (LINES - 1)) * STRIDE;
  }
}
