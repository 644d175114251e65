import { CODE } from './masks.ts';

const LANE_A = 0x9e3779b1 | 0;
const LANE_B = 0x85ebca6b | 0;

/** A scanned line: where it differs from its template, as triples (from, to, mask). */
export interface Scan {
  view: DataView;
  edits: Int32Array;
  editsEnd: number;
}

/**
 * Two 32-bit lanes over a template: its literal stretches four bytes at a time, its masks by number. Equal hashes mean
 * equal templates (64 bits); equal templates may have several hashes (a literal `<num>`, blanks that were folded), which
 * the tally maps to one row. Set `a` and `b` to a seed first.
 */
export class TemplateHash {
  a = 0;
  b = 0;

  /** The template of the line at `[start, end)` of what was scanned, codes masked. */
  add(scan: Scan, start: number, end: number): void {
    const { view, edits, editsEnd } = scan;
    let at = start;
    for (let e = 0; e < editsEnd; e += 3) {
      this.#literal(view, at, edits[e]);
      this.addNumber(edits[e + 2] & ~CODE);
      at = edits[e + 1];
    }
    this.#literal(view, at, end);
  }

  /** The codes of that line. */
  addCodes({ view, edits, editsEnd }: Scan): void {
    for (let e = 0; e < editsEnd; e += 3) {
      if (!(edits[e + 2] & CODE)) continue;
      this.#literal(view, edits[e], edits[e + 1]);
      this.addNumber(e);
    }
  }

  /** Masks are below 0x20, the first byte of no whole word: control characters are never literal. */
  addNumber(symbol: number): void {
    const a = Math.imul(this.a ^ symbol, LANE_A);
    const b = Math.imul(this.b ^ symbol, LANE_B);
    this.a = a ^ (a >>> 15);
    this.b = b ^ (b >>> 13);
  }

  #literal(view: DataView, from: number, to: number): void {
    if (from === to) return;
    let { a, b } = this;
    let i = from;
    for (; i + 4 <= to; i += 4) {
      const word = view.getInt32(i, true);
      a = Math.imul(a ^ word, LANE_A);
      a ^= a >>> 15;
      b = Math.imul(b ^ word, LANE_B);
      b ^= b >>> 13;
    }
    if (i < to) {
      const tail = tailOf(view, i, to);
      a = Math.imul(a ^ tail, LANE_A);
      a ^= a >>> 15;
      b = Math.imul(b ^ tail, LANE_B);
      b ^= b >>> 13;
    }
    this.a = a;
    this.b = b;
  }
}

/** One to three bytes, with their number where no whole word has a control character. */
function tailOf(view: DataView, from: number, to: number): number {
  const length = to - from;
  if (from + 4 <= view.byteLength) return (view.getInt32(from, true) & ((1 << (8 * length)) - 1)) | (length << 24);
  let word = length << 24;
  for (let i = from, shift = 0; i < to; i++, shift += 8) word |= view.getUint8(i) << shift;
  return word;
}
