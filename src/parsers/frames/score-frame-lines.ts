import { Kind } from '../record-batch.ts';
import { type FrameLine, type FrameLineReader, skipBlanks } from './frame-line-decoder.ts';

const LF = 0x0a;
const CR = 0x0d;
const LINES_TO_TRY = 400;
/** Below a format's own magic, above what free text scores. */
const BEST_SCORE = 0.9;
/** Damaged lines may outnumber the whole ones nine to one. */
const LEAST_SHARE = 0.1;

/** A `sniff` by the share of lines that are frames; those that only belong to the layout do not count. */
export function scoreFrameLines(head: Uint8Array, reader: FrameLineReader): number {
  let frames = 0;
  let others = 0;
  for (let at = 0; at < head.length && frames + others < LINES_TO_TRY; ) {
    const found = head.indexOf(LF, at);
    if (found < 0 && at > 0) break;
    const lineEnd = found < 0 ? head.length : found;
    const end = lineEnd > at && head[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    const line = readLine(head, [at, end], reader);
    if (line === 'record' && reader.frame.kind === Kind.frame) frames++;
    else if (line === 'record' || line === 'undecodable') others++;
    at = lineEnd + 1;
  }
  const share = frames === 0 ? 0 : frames / (frames + others);
  return share < LEAST_SHARE ? 0 : share * BEST_SCORE;
}

function readLine(head: Uint8Array, [at, end]: readonly [number, number], reader: FrameLineReader): FrameLine {
  if (skipBlanks(head, at, end) === end) return 'blank';
  reader.frame.openAgain();
  return reader.readLine(head, at, end);
}
