import { findForeignText } from './describe-text.ts';
import { describeUnknown } from './describe-unknown.ts';
import { findDocument, findMarkup } from './documents/find-document.ts';
import { optionFor } from './documents/markup.ts';
import { findForeignFormat } from './foreign-formats.ts';
import { type AnyFormat, ParseError } from './log-format.ts';

export const SNIFF_BYTES = 64 * 1024;

/** Every format with a layout of its own scores higher where it fits; plain text, the last resort, lower. */
const OWN_LAYOUT = 0.1;
/** Magic bytes, or a header that nothing else has. */
const CERTAIN = 1;

/** What a stream is taken for, and why: a sentence for the user. */
interface Recognition {
  format: AnyFormat;
  reason: string;
}

/** The format that fits `bytes` best, by content only; undefined when none does. On a tie the earlier one wins. */
export function findFormat(bytes: Uint8Array, formats: readonly AnyFormat[]): AnyFormat | undefined {
  const head = bytes.subarray();
  const { format, score } = bestOf(head, formats);
  return score < OWN_LAYOUT && findForeignFormat(head) ? undefined : format;
}

function bestOf(head: Uint8Array, formats: readonly AnyFormat[]): { format: AnyFormat | undefined; score: number } {
  let best: AnyFormat | undefined;
  let bestScore = 0;
  for (const format of formats) {
    const score = format.sniff(head);
    if (score > bestScore) {
      best = format;
      bestScore = score;
    }
    // No other can fit better, and each would read 64 KiB: a quarter of the time that a short file takes.
    if (bestScore >= CERTAIN) break;
  }
  return { format: best, score: bestScore };
}

function reasonOf(score: number, head: Uint8Array): string {
  if (score >= CERTAIN) return 'It begins as only this format does.';
  if (score >= OWN_LAYOUT) return 'Its first lines have the layout of this format.';
  const foreign = findForeignText(head);
  if (foreign) return `It begins like ${foreign}, which Argus reads as lines of text only.`;
  return 'Its lines have no layout that Argus knows.';
}

/** Throws `not-a-log` or `unknown-format` with a sentence that says what was seen. */
export function requireRecognition(bytes: Uint8Array, formats: readonly AnyFormat[]): Recognition {
  // A view of its own, by which its lines are looked for once.
  const head = bytes.subarray();
  const { format, score } = bestOf(head, formats);
  const document = documentIn(head, score);
  if (format && document) {
    const option = optionFor(document);
    const advice = option
      ? `Named with ${option}, it says what frames or messages in logs mean.`
      : 'It is read all the same when its format is named: --as text.';
    throw new ParseError('not-a-log', `This is ${document}, not a log. ${advice}`);
  }
  if (format && (score >= OWN_LAYOUT || !findForeignFormat(head))) return { format, reason: reasonOf(score, head) };
  throw describeUnknown(head);
}

function documentIn(head: Uint8Array, score: number): string | undefined {
  if (score >= CERTAIN) return undefined;
  return findMarkup(head) ?? (score < OWN_LAYOUT ? findDocument(head) : undefined);
}

/** The user named it: content is not asked. */
export const NAMED_FORMAT_REASON = 'Its format was named.';
