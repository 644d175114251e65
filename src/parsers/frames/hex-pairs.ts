import type { BusFrame } from './bus-frame.ts';
import { HEX_PAIR } from './hex-digits.ts';

const SPACE = 0x20;
/** A blank, a pair, and the blank behind it, little-endian. */
const BLANKS = 0x20000020;
const BLANK_BITS = 0xff0000ff | 0;

/** Takes `count` times a blank and two digits as the payload of `frame`; returns the place behind them, or -1. */
export function readHexPairs(view: DataView, at: number, count: number, frame: BusFrame): number {
  const { body } = frame;
  let to = frame.bodyStart;
  let p = at;
  let wrong = 0;
  const end = to + count;
  // Two at once, and nothing but sums: short enough that it becomes part of who calls it.
  for (; to + 2 <= end; p = (p + 6) | 0, to = (to + 2) | 0) {
    const word = view.getInt32(p, true);
    const first = HEX_PAIR[(word >>> 8) & 0xffff];
    const second = HEX_PAIR[view.getUint16((p + 4) | 0, true)];
    wrong |= ((word ^ BLANKS) & BLANK_BITS) | ((first | second) & 0xff00);
    body[to] = first;
    body[to + 1] = second;
  }
  if (to < end) {
    const word = view.getInt32(p, true);
    const value = HEX_PAIR[(word >>> 8) & 0xffff];
    wrong |= ((word & 0xff) ^ SPACE) | (value & 0xff00);
    body[to++] = value;
    p = (p + 3) | 0;
  }
  frame.bodyEnd = to;
  return wrong === 0 ? p : -1;
}
