import type { Candidate } from './candidate.ts';
import { consequenceOf } from './crash-consequence.ts';
import { isOfProcess, processSentence } from './crash-words.ts';
import { type EvidencePack, evidenceIds } from './evidence-pack.ts';
import { type Finding, writerName } from './finding.ts';
import { sentenceOf } from './finding-sentence.ts';
import type { ProposedClaim } from './gate.ts';
import { independentSources } from './independent-sources.ts';
import type { Investigation } from './investigation.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isLoggedBefore } from './place.ts';
import type { Ranked } from './rank-hypotheses.ts';
import type { Unexplained } from './unexplained.ts';

/** An engineer reads a handful of sentences per cause. */
const MAX_CORROBORATIONS = 3;

interface ClaimDraft {
  text: string;
  findings: readonly Finding[];
  knowledge?: string[];
  /** The findings are named in the order they happened in. */
  isInOrder?: boolean;
}

/** What the rules say for a cause, one checkable sentence each: what was seen, what it means, what came of it, who agrees. */
export function proposeClaims(
  hypothesisId: string,
  { candidate, status }: Pick<Ranked, 'candidate' | 'status'>,
  { findings, input, pack, outcome }: Pick<Investigation, 'findings' | 'input' | 'pack' | 'outcome'>,
): ProposedClaim[] {
  const core = candidate.core.filter((finding) => pack.idOf.has(finding));
  const [first] = core;
  if (first === undefined) return [];
  const drafts: ClaimDraft[] = [
    ...(candidate.proposer === 'unexplained' ? unexplained(candidate as Unexplained) : [seen(first)]).toSpliced(
      1,
      0,
      ...consequences(first, { findings, input, outcome }),
    ),
    ...candidate.rows
      .slice(0, 1)
      .map(({ cause, id }) => ({ text: cause, findings: core.slice(0, 4), knowledge: [id] })),
    ...cameBefore(first, outcome),
    ...corroborations(first, candidate, pack),
  ];
  const told = drafts.filter((draft) => !draft.isInOrder || !isOneRecord(draft.findings, pack));
  const claims = told.map((draft) => toClaim(draft, pack));
  if (status === 'leading' && pack.negativeIds.length > 0) claims.push(negativeClaim(pack));
  return claims.map((claim, i) => ({ id: `${hypothesisId}.${i + 1}`, ...claim }));
}

function unexplained({ core: [first], consequences, lead, standing }: Unexplained): ClaimDraft[] {
  const often = first.count > 1 ? ` ${first.count} times` : '';
  const drafts: ClaimDraft[] = [
    first.category === 'fault'
      ? seen(first)
      : {
          text: `${sentenceOf(first)}, by the words of a line that no rule knows, as ${writerName(first)} logged${often}.`,
          findings: [first],
        },
  ];
  if (lead.length > 0) {
    drafts.push({ text: 'Its writer logged this right before it.', findings: [...lead, first], isInOrder: true });
  }
  if (standing === 'specific') {
    drafts.push({ text: 'Nothing that went well has such a line.', findings: [first] });
  }
  if (consequences.length > 0) {
    drafts.push({
      text: 'These failure lines came after it in the same log.',
      findings: [first, ...consequences],
      isInOrder: true,
    });
  }
  return drafts;
}

const seen = (finding: Finding): ClaimDraft => ({
  text: isOfProcess(finding) ? `${processSentence(finding)}.` : `${finding.text}, as ${writerName(finding)} logged.`,
  findings: [finding],
});

/** Of a program that ended: an update that failed with it is told by `cameBefore`. */
function consequences(
  first: Finding,
  { findings, input, outcome }: Pick<Investigation, 'findings' | 'input' | 'outcome'>,
): ClaimDraft[] {
  if (!isOfProcess(first)) return [];
  const { shownBy, text } = consequenceOf(first, { findings, outcome, templates: input.evidence.templates });
  return [{ text: `${text}.`, findings: [first, ...shownBy] }];
}

function cameBefore(first: Finding, { failure }: ObservedOutcome): ClaimDraft[] {
  if (failure === null || failure === first) return [];
  if (!isLoggedBefore(first.place, failure.place)) return [];
  const text = `It was logged no later than this: ${failure.text}, as ${writerName(failure)} logged.`;
  return [{ text, findings: [first, failure], isInOrder: true }];
}

const isOneRecord = (findings: readonly Finding[], pack: EvidencePack): boolean =>
  evidenceIds(findings, pack).length < 2;

/** What only goes with the cause, such as what came of it, is no agreement on it. */
function corroborations(first: Finding, { core, sources }: Candidate, pack: EvidencePack): ClaimDraft[] {
  const known = sources.filter((finding) => finding !== first && pack.idOf.has(finding));
  return independentSources([first, ...known])
    .slice(1, MAX_CORROBORATIONS + 1)
    .map((finding) => {
      const isSame = core.includes(finding) || finding.name === first.name;
      const what = isSame ? 'An independent source agrees' : 'An independent source shows what goes with it';
      return { text: `${what}: ${sentenceOf(finding)}, as ${writerName(finding)} logged.`, findings: [finding] };
    });
}

function negativeClaim({ items, negativeIds }: EvidencePack): Omit<ProposedClaim, 'id'> {
  const text = items.filter(({ id }) => negativeIds.includes(id)).map((item) => item.text);
  return { text: text.join(' '), evidence: negativeIds, knowledge: [] };
}

function toClaim(
  { text, findings, knowledge = [], isInOrder }: ClaimDraft,
  pack: EvidencePack,
): Omit<ProposedClaim, 'id'> {
  const evidence = evidenceIds(findings, pack);
  return { text, evidence, knowledge, ...(isInOrder && { order: evidence }) };
}
