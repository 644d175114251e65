import type { BusFrame } from './bus-frame.ts';
import { HEX_PAIR } from './hex-digits.ts';

const SPACE = 0x20;

/** Takes `count` times a blank and two digits as the payload of `frame`; returns the place behind them, or -1. */
export function readHexPairs(view: DataView, at: number, count: number, frame: BusFrame): number {
  const { body } = frame;
  let to = frame.bodyStart;
  let p = at;
  for (const end = to + count; to < end; p += 3) {
    const word = view.getInt32(p, true);
    const value = HEX_PAIR[(word >>> 8) & 0xffff];
    if ((word & 0xff) !== SPACE || value > 0xff) return -1;
    body[to++] = value;
  }
  frame.bodyEnd = to;
  return p;
}
