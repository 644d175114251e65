import type { LogFormat } from '../log-format.ts';
import { CanFrame } from './can-frame.ts';
import { CandumpDecoder } from './candump-decoder.ts';
import { readLogLine } from './log-line.ts';
import { readScreenLine } from './screen-line.ts';

const LF = 0x0a;
const CR = 0x0d;
const LINES_TO_TRY = 400;
/** Below a format's own magic, above what free text scores. */
const BEST_SCORE = 0.9;
/** Damaged lines may outnumber the whole ones nine to one. */
const LEAST_SHARE = 0.1;

/** SocketCAN text of can-utils: `candump -l` files and what candump prints (can-utils lib.c, candump.c). */
export const candumpFormat: LogFormat = {
  name: 'candump',
  version: 1,
  sniff: scoreLines,
  createDecoder: (context) => new CandumpDecoder(context),
};

/** Share of whole lines that are frames. */
function scoreLines(head: Uint8Array): number {
  const frame = new CanFrame();
  let frames = 0;
  let others = 0;
  for (let at = 0; at < head.length && frames + others < LINES_TO_TRY; ) {
    const found = head.indexOf(LF, at);
    if (found < 0 && at > 0) break;
    const end = found < 0 ? head.length : found;
    if (isFrame(head, at, end, frame)) frames++;
    else if (end - at > 1) others++;
    at = end + 1;
  }
  const share = frames === 0 ? 0 : frames / (frames + others);
  return share < LEAST_SHARE ? 0 : share * BEST_SCORE;
}

function isFrame(head: Uint8Array, at: number, end: number, frame: CanFrame): boolean {
  frame.begin(frame.data, 0);
  if (readLogLine(head, at, frame) === end) return true;
  frame.begin(frame.data, 0);
  return readScreenLine(head, at, head[end - 1] === CR && end > at ? end - 1 : end, frame);
}
