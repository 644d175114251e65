import { plainText } from '#src/report/plain-text.ts';
import type { EvidencePack } from './evidence-pack.ts';
import type { Finding } from './finding.ts';

const MAX_QUOTED_CHARS = 160;
/** A shorter statement ("denied") tells nothing without the line around it. */
const MIN_CLAUSE_CHARS = 24;
/** From here on the words of a line say more than the kind of fault that a vocabulary knows. */
const TELLING = 46;

/** What Argus says of a line that no rule knows: what its words say, and the words. */
export function unexplainedTitle(finding: Finding, { items, idOf }: EvidencePack): string {
  const quote = items.find(({ id }) => id === idOf.get(finding))?.quote?.text ?? '';
  return `${sentenceOf(finding)}: ${quoted(finding, quote)}`;
}

/** "Access was denied"; "A failure" where the words say no more. */
export function sentenceOf({ category, reading, text }: Finding): string {
  if (category === 'fault' && (reading?.reason == null || reading.weight < TELLING)) return text;
  const says = reading?.reason?.says ?? 'a line that only says that something is wrong';
  return says.charAt(0).toUpperCase() + says.slice(1);
}

function quoted({ reading }: Finding, text: string): string {
  const clause = reading !== null && reading.clause.length >= MIN_CLAUSE_CHARS ? reading.clause : text;
  return `“${plainText(clause, MAX_QUOTED_CHARS).trim()}”`;
}
