import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import type { EvidenceItem, Hypothesis } from '#src/report/report.ts';
import { type Candidate, findCandidates } from './candidate.ts';
import type { Investigation } from './diagnose.ts';
import { evidenceIds } from './evidence-pack.ts';
import type { Finding } from './finding.ts';
import { type Ground, gateClaims } from './gate.ts';
import { independentSources } from './independent-sources.ts';
import { isClearlyAfter } from './place.ts';
import { proposeClaims } from './propose-claims.ts';
import { type Ranked, rankCandidates } from './rank-hypotheses.ts';
import { findingsOfRow, isHarmless } from './row-findings.ts';
import { shownBy } from './shown-by.ts';
import { unseenRivals } from './unseen-rivals.ts';

/** A page holds a handful; further ones only repeat how little is known. */
const MAX_HYPOTHESES = 8;
const MAX_NOVEL_FINDINGS = 6;

export interface Hypotheses {
  list: Hypothesis[];
  ranked: Ranked[];
  claimsDropped: number;
}

/** Weighs only what stands in the pack: what was not read back supports nothing. A cause without a claim left is dropped. */
export function formHypotheses(investigation: Investigation): Hypotheses {
  if (investigation.finding !== 'fault') return { list: [], ranked: [], claimsDropped: 0 };
  const { input, outcome, pack, selection } = investigation;
  const proven = investigation.findings.filter((finding) => pack.idOf.has(finding));
  const known = findCandidates(selection.matched, proven, outcome);
  const candidates = [...known, ...novelCandidate(proven, known, selection.matched)];
  const formed: Hypotheses = { list: [], ranked: [], claimsDropped: 0 };
  for (const ranked of rankCandidates(candidates, outcome).slice(0, MAX_HYPOTHESES)) {
    const { candidate, reason, status } = ranked;
    const lookAlike = status === 'leading' ? unseenRivals(candidate, candidates, input.knowledge.rows) : '';
    addHypothesis(formed, { candidate, status, reason: reason + lookAlike }, investigation);
  }
  return formed;
}

function addHypothesis(formed: Hypotheses, ranked: Ranked, investigation: Investigation): void {
  const id = `H${formed.list.length + 1}`;
  const proposed = proposeClaims(id, ranked.candidate, investigation);
  const { kept, dropped } = gateClaims(proposed, groundOf(investigation));
  formed.claimsDropped += dropped.length;
  if (kept.length === 0) return;
  formed.ranked.push(ranked);
  formed.list.push({ ...hypothesisOf(ranked, investigation), id, claims: kept });
}

export function groundOf({ input, pack, selection }: Investigation): Ground {
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
    title: row?.title ?? 'A fault that no knowledge row describes',
    ecu: candidate.core[0].ecu,
    status,
    reason,
    score: candidate.score,
    evidence: idsOf(candidate.support),
    against: idsOf(candidate.contradicting),
    knowledge: candidate.rows.map(({ id }) => id),
  };
}

/**
 * What the logs name as a cause (else as a failed step) and no row knows. Where rows do apply, only an unknown cause that
 * came before all of them is worth a hypothesis of its own.
 */
function novelCandidate(
  findings: readonly Finding[],
  known: readonly Candidate[],
  matched: readonly KnowledgeRow[],
): Candidate[] {
  const described = new Set(matched.flatMap((row) => findingsOfRow(row, findings).direct));
  const explained = new Set(known.flatMap(({ support }) => support));
  const faults = findings.filter(
    (finding) =>
      finding.category === 'fault' && !isHarmless(finding) && !explained.has(finding) && !described.has(finding),
  );
  const causes = faults.filter(({ role }) => role === 'cause');
  const core = causes.length > 0 ? causes : faults.filter(({ role }) => role === 'symptom');
  const isFirst = known.every(({ core: [other] }) => causes.length > 0 && isClearlyAfter(other.place, causes[0].place));
  if (core.length === 0 || !isFirst) return [];
  const own = core.slice(0, MAX_NOVEL_FINDINGS);
  const sources = independentSources(own);
  return [{ causeCode: 'NOVEL', rows: [], core: own, support: own, contradicting: [], sources, score: 0 }];
}
