import { plainWords, withoutNames } from '#src/evidence/failure-language/plain-words.ts';
import { plainText } from '#src/report/plain-text.ts';
import { isNameless, isOfProcess } from './crash-words.ts';
import type { EvidencePack } from './evidence-pack.ts';
import type { Finding } from './finding.ts';
import { isToldByKind, sentenceOf } from './finding-sentence.ts';

const MAX_QUOTED_CHARS = 160;
/** A shorter statement ("denied") tells nothing without the line around it. */
const MIN_CLAUSE_CHARS = 24;

/** What Argus says of a line that no rule knows: what its words say, and the words. */
export function unexplainedTitle(finding: Finding, { items, idOf }: EvidencePack): string {
  if (isToldByKind(finding) || (isOfProcess(finding) && !isNameless(finding))) return finding.text;
  const quote = items.find(({ id }) => id === idOf.get(finding))?.quote?.text ?? '';
  return `${sentenceOf(finding)}: ${quoted(finding, quote)}`;
}

function quoted({ reading }: Finding, text: string): string {
  const clause = reading !== null && reading.clause.length >= MIN_CLAUSE_CHARS ? reading.clause : text;
  return `“${plainText(tellingPart(clause, reading?.reason?.pattern), MAX_QUOTED_CHARS).trim()}”`;
}

/** Of a statement that is too long to quote whole, its end where only that says what went wrong. */
function tellingPart(clause: string, reason: RegExp | undefined): string {
  if (clause.length <= MAX_QUOTED_CHARS || reason === undefined) return clause;
  const end = clause.slice(-MAX_QUOTED_CHARS).replace(/^\S*\s/, '… ');
  const says = (text: string): boolean => reason.test(plainWords(withoutNames(text)));
  return says(end) && !says(clause.slice(0, MAX_QUOTED_CHARS)) ? end : clause;
}
