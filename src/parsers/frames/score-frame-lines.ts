const LF = 0x0a;
const CR = 0x0d;
const LINES_TO_TRY = 400;
/** Below a format's own magic, above what free text scores. */
const BEST_SCORE = 0.9;
/** Damaged lines may outnumber the whole ones nine to one. */
const LEAST_SHARE = 0.1;

/** A `sniff` by the share of whole lines `head[at … end)`, without their endings, that are frames. */
export function scoreFrameLines(head: Uint8Array, isFrame: (at: number, end: number) => boolean): number {
  let frames = 0;
  let others = 0;
  for (let at = 0; at < head.length && frames + others < LINES_TO_TRY; ) {
    const found = head.indexOf(LF, at);
    if (found < 0 && at > 0) break;
    const lineEnd = found < 0 ? head.length : found;
    const end = lineEnd > at && head[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    if (isFrame(at, end)) frames++;
    else if (lineEnd - at > 1) others++;
    at = lineEnd + 1;
  }
  const share = frames === 0 ? 0 : frames / (frames + others);
  return share < LEAST_SHARE ? 0 : share * BEST_SCORE;
}
