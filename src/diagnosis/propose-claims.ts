import type { Candidate } from './candidate.ts';
import { type EvidencePack, evidenceIds } from './evidence-pack.ts';
import type { ProposedClaim } from './gate.ts';
import { independentSources } from './independent-sources.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isClearlyAfter, isOrderKnown } from './place.ts';
import { type Sign, writerName } from './sign.ts';

/** An engineer reads a handful of sentences per cause. */
const MAX_CORROBORATIONS = 3;

interface Draft {
  text: string;
  signs: readonly Sign[];
  knowledge?: string[];
  /** The signs are named in the order they happened in. */
  isInOrder?: boolean;
}

/** What the rules say for a cause, one checkable sentence each: what was seen, what it means, what came of it, who agrees. */
export function proposeClaims(
  hypothesisId: string,
  candidate: Candidate,
  { pack, outcome }: { pack: EvidencePack; outcome: ObservedOutcome },
): ProposedClaim[] {
  const core = candidate.core.filter((sign) => pack.idOf.has(sign));
  const [first] = core;
  if (first === undefined) return [];
  const drafts: Draft[] = [
    seen(first),
    ...candidate.rows.slice(0, 1).map(({ cause, id }) => ({ text: cause, signs: core.slice(0, 4), knowledge: [id] })),
    ...cameBefore(first, outcome).filter(({ signs }) => !isOneRecord(signs, pack)),
    ...corroborations(first, candidate, pack),
  ];
  const claims = drafts.map((draft) => toClaim(draft, pack));
  if (pack.negativeIds.length > 0) claims.push(negativeClaim(pack));
  return claims.map((claim, i) => ({ id: `${hypothesisId}.${i + 1}`, ...claim }));
}

const seen = (sign: Sign): Draft => ({ text: `${sign.text}, as ${writerName(sign)} logged.`, signs: [sign] });

function cameBefore(first: Sign, { failure }: ObservedOutcome): Draft[] {
  if (failure === null || failure === first) return [];
  if (!isOrderKnown(first.place, failure.place) || isClearlyAfter(first.place, failure.place)) return [];
  const text = `It was logged no later than this: ${failure.text}, as ${writerName(failure)} logged.`;
  return [{ text, signs: [first, failure], isInOrder: true }];
}

const isOneRecord = (signs: readonly Sign[], pack: EvidencePack): boolean => evidenceIds(signs, pack).length < 2;

function corroborations(first: Sign, { support }: Candidate, pack: EvidencePack): Draft[] {
  const known = support.filter((sign) => sign !== first && pack.idOf.has(sign));
  return independentSources([first, ...known])
    .slice(1, MAX_CORROBORATIONS + 1)
    .map((sign) => ({
      text: `An independent source agrees: ${sign.text}, as ${writerName(sign)} logged.`,
      signs: [sign],
    }));
}

function negativeClaim({ items, negativeIds }: EvidencePack): Omit<ProposedClaim, 'id'> {
  const text = items.filter(({ id }) => negativeIds.includes(id)).map((item) => item.text);
  return { text: text.join(' '), evidence: negativeIds, knowledge: [] };
}

function toClaim({ text, signs, knowledge = [], isInOrder }: Draft, pack: EvidencePack): Omit<ProposedClaim, 'id'> {
  const evidence = evidenceIds(signs, pack);
  return { text, evidence, knowledge, ...(isInOrder && { order: evidence }) };
}
