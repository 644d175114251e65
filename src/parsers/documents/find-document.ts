import { rateLines } from '../lines/sniff-lines.ts';
import { looksLikeMarkdown } from './markdown.ts';
import { markupOf } from './markup.ts';
import { looksLikeProse } from './prose.ts';
import { looksLikeReport } from './report-shape.ts';
import { rateShapes } from './shaped-lines.ts';
import { looksLikeSource } from './source-code.ts';

/** Enough to tell a shape by; later lines of a document look like its first. */
const MAX_LINES = 400;
/** Where so many lines have a time or a level, it is a log, whatever stands between them. */
const SURELY_LOG = 0.3;
const BEGIN_BYTES = 512;
const latin1 = new TextDecoder('latin1');

/** The shapes of documents, the most certain first. Each is given the lines of the text that are not blank. */
const SHAPES: readonly [name: string, fits: (lines: readonly string[]) => boolean][] = [
  ['a report of Argus', looksLikeReport],
  ['a Markdown document', looksLikeMarkdown],
  ['source code', looksLikeSource],
  ['prose', looksLikeProse],
];

/**
 * What text without any log's layout is, when it is no log at all: `a Markdown document`, `source code`; undefined for what
 * may be a log, in doubt too: a log must never be lost.
 */
export function findDocument(head: Uint8Array): string | undefined {
  if (rateShapes(head) >= SURELY_LOG) return undefined;
  const lines = linesOf(head);
  return SHAPES.find(([, fits]) => fits(lines))?.[0];
}

/** What begins as no log does, whatever format it would fit. */
export const findMarkup = (head: Uint8Array): string | undefined =>
  markupOf(latin1.decode(head.subarray(0, BEGIN_BYTES)));

function linesOf(head: Uint8Array): string[] {
  const lines: string[] = [];
  rateLines(head, (bytes, start, end) => {
    if (lines.length < MAX_LINES) lines.push(latin1.decode(bytes.subarray(start, Math.min(end, start + 1000))));
    return 1;
  });
  return lines;
}
