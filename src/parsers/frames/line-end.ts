import type { LineFrame } from './frame-line-decoder.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** Ends the frame's line behind the blanks at `at`; returns the place of its line feed, or -1 where something else stands. */
export function endLineBehindBlanks(bytes: Uint8Array, at: number, frame: LineFrame): number {
  let p = at;
  while (bytes[p] === SPACE) p++;
  frame.end = p;
  if (bytes[p] === LF) return p;
  return bytes[p] === CR && bytes[p + 1] === LF ? p + 1 : -1;
}
