import { describeUnknown, findForeignFormat } from './describe-unknown.ts';
import { type AnyFormat, ParseError } from './log-format.ts';

export const SNIFF_BYTES = 64 * 1024;

/** Every format with a layout of its own scores higher where it fits; plain text, the last resort, lower. */
const OWN_LAYOUT = 0.1;

/** The format that fits `head` best, by content only; undefined when none does. On a tie the earlier one wins. */
export function findFormat(head: Uint8Array, formats: readonly AnyFormat[]): AnyFormat | undefined {
  let best: AnyFormat | undefined;
  let bestScore = 0;
  for (const format of formats) {
    const score = format.sniff(head);
    if (score > bestScore) {
      best = format;
      bestScore = score;
    }
  }
  return bestScore < OWN_LAYOUT && findForeignFormat(head) ? undefined : best;
}

/** Throws `unknown-format` with a sentence that says what was seen and what could be read. */
export function requireFormat(head: Uint8Array, formats: readonly AnyFormat[]): AnyFormat {
  const format = findFormat(head, formats);
  if (format) return format;
  const known = formats.map((each) => each.name).join(', ');
  const message = `${describeUnknown(head)} Argus reads ${known}, also inside gzip, zstd, zip and tar.`;
  throw new ParseError('unknown-format', message);
}
