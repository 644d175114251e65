import type { Claim, EvidenceItem, Hypothesis } from '#src/report/report.ts';
import { titleWithSubject } from './crash-words.ts';
import { evidenceIds } from './evidence-pack.ts';
import type { Finding } from './finding.ts';
import { type ClaimBasis, gateClaims } from './gate.ts';
import type { Investigation } from './investigation.ts';
import { isClearlyAfter } from './place.ts';
import { proposeClaims } from './propose-claims.ts';
import { type Ranked, rankCandidates } from './rank-hypotheses.ts';
import { shownBy } from './shown-by.ts';
import { unexplainedTitle } from './unexplained-words.ts';
import { unseenRivals } from './unseen-rivals.ts';

/** A page holds a handful; further ones only repeat how little is known. */
const MAX_HYPOTHESES = 8;

export interface Hypotheses {
  list: Hypothesis[];
  ranked: Ranked[];
  claimsDropped: number;
}

/** Weighs only what stands in the pack. A cause without a claim left is dropped. */
export function formHypotheses(investigation: Investigation): Hypotheses {
  const { candidates, input, pack } = investigation;
  const shown = candidates.filter(({ core }) => core.some((finding) => pack.idOf.has(finding)));
  const formed: Hypotheses = { list: [], ranked: [], claimsDropped: 0 };
  for (const ranked of rankCandidates(shown, investigation).slice(0, MAX_HYPOTHESES)) {
    const { candidate, reason, status } = ranked;
    const lookAlike = status === 'leading' ? unseenRivals(candidate, candidates, input.knowledge.rows) : '';
    addHypothesis(formed, { candidate, status, reason: reason + lookAlike }, investigation);
  }
  return formed;
}

function addHypothesis(formed: Hypotheses, ranked: Ranked, investigation: Investigation): void {
  const id = `H${formed.list.length + 1}`;
  const proposed = proposeClaims(id, ranked, investigation);
  const { kept, dropped } = gateClaims(proposed, basisOf(investigation));
  formed.claimsDropped += dropped.length;
  if (kept.length === 0) return;
  formed.ranked.push(ranked);
  formed.list.push({ ...hypothesisOf(ranked, investigation), id, claims: saidOnce(kept, formed.list) });
}

/** What a better cause has said is not said again, unless a cause would have nothing to say. */
function saidOnce(claims: readonly Claim[], better: readonly Hypothesis[]): Claim[] {
  const said = new Set(better.flatMap((each) => each.claims.map(({ text }) => text)));
  const fresh = claims.filter(({ text }) => !said.has(text));
  return fresh.length > 0 ? fresh : claims.slice(0, 1);
}

export function basisOf({ input, pack, selection }: Investigation): ClaimBasis {
  const evidence = new Map<string, EvidenceItem>(pack.items.map((item) => [item.id, item]));
  return {
    evidence,
    knowledge: new Set(selection.matched.map(({ id }) => id)),
    isClearlyAfter: (earlierId, laterId) => {
      const [a, b] = [pack.findingOf.get(earlierId), pack.findingOf.get(laterId)];
      return a !== undefined && b !== undefined && isClearlyAfter(a.place, b.place);
    },
    shows: (id) => shownBy(pack.findingOf.get(id), input.context),
  };
}

function hypothesisOf(
  { candidate, reason, status }: Ranked,
  { pack }: Investigation,
): Omit<Hypothesis, 'id' | 'claims'> {
  const idsOf = (findings: readonly Finding[]): string[] => evidenceIds(findings, pack);
  const [row] = candidate.rows;
  return {
    causeCode: candidate.causeCode,
    title: row ? titleWithSubject(row.title, candidate.core) : unexplainedTitle(candidate.core[0], pack),
    ecu: candidate.core[0].ecu,
    status,
    reason,
    score: candidate.score,
    evidence: idsOf(candidate.support),
    against: idsOf(candidate.contradicting),
    knowledge: candidate.rows.map(({ id }) => id),
  };
}
