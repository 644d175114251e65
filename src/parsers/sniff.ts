import { findForeignText } from './describe-text.ts';
import { describeUnknown, findForeignFormat } from './describe-unknown.ts';
import { type AnyFormat, ParseError } from './log-format.ts';

export const SNIFF_BYTES = 64 * 1024;

/** Every format with a layout of its own scores higher where it fits; plain text, the last resort, lower. */
const OWN_LAYOUT = 0.1;
/** Magic bytes, or a header that nothing else has. */
const CERTAIN = 1;

/** What a stream is taken for, and why: a sentence for the user. */
export interface Recognition {
  format: AnyFormat;
  reason: string;
}

/** The format that fits `head` best, by content only; undefined when none does. On a tie the earlier one wins. */
export function findFormat(head: Uint8Array, formats: readonly AnyFormat[]): AnyFormat | undefined {
  return recognise(head, formats)?.format;
}

function recognise(head: Uint8Array, formats: readonly AnyFormat[]): Recognition | undefined {
  let best: AnyFormat | undefined;
  let bestScore = 0;
  for (const format of formats) {
    const score = format.sniff(head);
    if (score > bestScore) {
      best = format;
      bestScore = score;
    }
  }
  if (best === undefined || (bestScore < OWN_LAYOUT && findForeignFormat(head))) return undefined;
  return { format: best, reason: reasonOf(bestScore, head) };
}

function reasonOf(score: number, head: Uint8Array): string {
  if (score >= CERTAIN) return 'It begins as only this format does.';
  if (score >= OWN_LAYOUT) return 'Its first lines have the layout of this format.';
  const foreign = findForeignText(head);
  if (foreign) return `It begins like ${foreign}, which Argus reads as lines of text only.`;
  return 'Its lines have no layout that Argus knows.';
}

/** Throws `unknown-format` with a sentence that says what was seen and what could be read. */
export function requireRecognition(head: Uint8Array, formats: readonly AnyFormat[]): Recognition {
  const found = recognise(head, formats);
  if (found) return found;
  const known = formats.map((each) => each.name).join(', ');
  const message = `${describeUnknown(head)} Argus reads ${known}, also inside gzip, zstd, zip and tar.`;
  throw new ParseError('unknown-format', message);
}
