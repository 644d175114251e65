import type { Claim, EvidenceItem } from '#src/report/report.ts';
import { statementsIn, statementsOf } from './grounding.ts';

type GateFault =
  | 'no-evidence'
  | 'unknown-evidence'
  | 'unverified-quote'
  | 'ungrounded-number'
  | 'ungrounded-code'
  | 'unfiltered-knowledge'
  | 'time-order';

/** `order` names evidence in the order the claim says it happened in. */
export interface ProposedClaim extends Claim {
  order?: string[];
}

/** What claims are held against. */
export interface ClaimBasis {
  evidence: ReadonlyMap<string, EvidenceItem>;
  /** Ids of the knowledge rows that passed the filters. */
  knowledge: ReadonlySet<string>;
  /** True when the logs prove that the first happened after the second. */
  isClearlyAfter(earlierId: string, laterId: string): boolean;
  /** What the rules read in one item by itself: the logs name a cause, or the version that the update was to bring runs. */
  shows(id: string): 'cause' | 'target-in-use' | undefined;
}

/**
 * Undefined when the claim stands: it cites evidence, all of it exists and its quotes were read back, every number and
 * code it states occurs in what it cites, its knowledge rows passed the filters, and the logs do not contradict its order.
 * The same check holds for the rules' claims and for a model's.
 */
export function findGateFault(claim: ProposedClaim, basis: ClaimBasis): GateFault | undefined {
  if (claim.evidence.length === 0) return 'no-evidence';
  const cited = claim.evidence.map((id) => basis.evidence.get(id));
  if (!cited.every((item) => item !== undefined)) return 'unknown-evidence';
  if (cited.some(({ quote }) => quote !== null && !quote.verified)) return 'unverified-quote';
  if (!claim.knowledge.every((id) => basis.knowledge.has(id))) return 'unfiltered-knowledge';
  return findUngrounded(claim, cited) ?? findOrderFault(claim, basis);
}

function findUngrounded(claim: ProposedClaim, cited: readonly EvidenceItem[]): GateFault | undefined {
  const said = statementsIn(claim.text);
  const shown = cited.map(statementsOf);
  if (![...said.references].every((id) => claim.evidence.includes(id))) return 'unknown-evidence';
  if (![...said.numbers].every((number) => shown.some(({ numbers }) => numbers.has(number))))
    return 'ungrounded-number';
  if (![...said.codes].every((code) => shown.some(({ codes }) => codes.has(code)))) return 'ungrounded-code';
  return undefined;
}

function findOrderFault({ order = [], evidence }: ProposedClaim, basis: ClaimBasis): GateFault | undefined {
  if (!order.every((id) => evidence.includes(id))) return 'unknown-evidence';
  const isBackwards = order.some((id, i) => order.slice(i + 1).some((later) => basis.isClearlyAfter(id, later)));
  return isBackwards ? 'time-order' : undefined;
}

interface Gated {
  kept: Claim[];
  dropped: { id: string; fault: GateFault }[];
}

export function gateClaims(claims: readonly ProposedClaim[], basis: ClaimBasis): Gated {
  const gated: Gated = { kept: [], dropped: [] };
  for (const claim of claims) {
    const fault = findGateFault(claim, basis);
    const { order, ...plain } = claim;
    if (fault === undefined) gated.kept.push(plain);
    else gated.dropped.push({ id: claim.id, fault });
  }
  return gated;
}
