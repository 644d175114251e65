import { CODE } from './masks.ts';

const WORD_A = 0x9e3779b1 | 0;
const WORD_B = 0x85ebca6b | 0;
/** Two words at a time, mixed in two ways, halve the chain of multiplications that wait for each other. */
const PAIR_A = 0x165667b1;
const PAIR_B = 0x2c1b3c6d;
/** Ends of stretches take other factors than whole words, so that neither can pass for the other. */
const END_A = 0xc2b2ae35 | 0;
const END_B = 0x27d4eb2f | 0;

/** A scanned line: where it differs from its template, as triples (from, to, mask). */
export interface Scan {
  view: DataView;
  edits: Int32Array;
  editsEnd: number;
}

/**
 * Two 32-bit lanes over a template: its literal stretches by words of four bytes, what is left of each together with the
 * mask behind it. Equal hashes mean equal templates (64 bits); equal templates may have several hashes (a literal
 * `<num>`, blanks that were folded), which the tally maps to one row. Set `a` and `b` to a seed first.
 */
export class TemplateHash {
  a = 0;
  b = 0;

  /** The template of the line at `[start, end)` of what was scanned, codes masked. */
  add(scan: Scan, start: number, end: number): void {
    const { view, edits, editsEnd } = scan;
    let { a, b } = this;
    let at = start;
    for (let e = 0; e <= editsEnd; e += 3) {
      const isLast = e === editsEnd;
      const to = isLast ? end : edits[e];
      for (; at + 8 <= to; at += 8) {
        const low = view.getInt32(at, true);
        const high = view.getInt32(at + 4, true);
        a = Math.imul(a ^ low ^ Math.imul(high, PAIR_A), WORD_A);
        a ^= a >>> 15;
        b = Math.imul(b ^ high ^ Math.imul(low, PAIR_B), WORD_B);
        b ^= b >>> 13;
      }
      if (at + 4 <= to) {
        const word = view.getInt32(at, true);
        a = Math.imul(a ^ word, WORD_A);
        a ^= a >>> 15;
        b = Math.imul(b ^ word, WORD_B);
        b ^= b >>> 13;
        at += 4;
      }
      const rest = at === to ? 0 : restOf(view, at, to);
      const symbol = rest | (isLast ? 0 : (1 + (edits[e + 2] & ~CODE)) << 26);
      a = Math.imul(a ^ symbol, END_A);
      a ^= a >>> 15;
      b = Math.imul(b ^ symbol, END_B);
      b ^= b >>> 13;
      at = edits[e + 1];
    }
    this.a = a;
    this.b = b;
  }

  /** The codes of that line. */
  addCodes({ view, edits, editsEnd }: Scan): void {
    for (let e = 0; e < editsEnd; e += 3) {
      if (!(edits[e + 2] & CODE)) continue;
      this.addNumber(e);
      for (let at = edits[e]; at < edits[e + 1]; at++) this.addNumber(view.getUint8(at));
    }
  }

  addNumber(value: number): void {
    const a = Math.imul(this.a ^ value, END_A);
    const b = Math.imul(this.b ^ value, END_B);
    this.a = a ^ (a >>> 15);
    this.b = b ^ (b >>> 13);
  }
}

/** One to three bytes, and above them their number. */
function restOf(view: DataView, from: number, to: number): number {
  const length = to - from;
  if (from + 4 <= view.byteLength) return (view.getInt32(from, true) & ((1 << (8 * length)) - 1)) | (length << 24);
  let rest = length << 24;
  for (let i = from, shift = 0; i < to; i++, shift += 8) rest |= view.getUint8(i) << shift;
  return rest;
}
