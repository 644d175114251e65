import { isProbing } from '#src/evidence/kinds/finding-traits.ts';
import type { Candidate } from './candidate.ts';
import { compareFindings, type Finding } from './finding.ts';
import { isNotable } from './line-weight.ts';
import type { ObservedOutcome } from './observe-outcome.ts';

/** 48 items in all: the rest is for negative facts. */
export const MAX_FINDINGS = 44;

export interface Selected {
  finding: Finding;
  why: string;
}

export interface Chosen {
  /** Known and unexplained, the best first. */
  candidates: readonly Candidate[];
  /** What a reader should look at himself. */
  lookAt: readonly Finding[];
  outcome: ObservedOutcome;
}

/** The findings worth an engineer's eyes, each with the reason; in order of time. */
export function selectFindings(findings: readonly Finding[], { candidates, lookAt, outcome }: Chosen): Selected[] {
  const chosen = new Map<Finding, string>();
  const take = (why: string, limit: number, from: readonly Finding[]): void => {
    for (const finding of from.slice(0, limit))
      if (chosen.size < MAX_FINDINGS && !chosen.has(finding)) chosen.set(finding, why);
  };
  for (const { core, proposer, support } of candidates.slice(0, 4)) {
    take(
      proposer === 'rules' ? 'A known cause has this finding' : 'Its words and its place may tell the cause',
      4,
      core,
    );
    if (proposer === 'unexplained') take('It goes with a line that may tell the cause', 4, support);
  }
  take('It shows how the update ended', 4, outcome.support);
  if (outcome.failure) take('The first thing of the update that went wrong', 1, [outcome.failure]);
  for (const finding of lookAt) take(whyLookAt(finding), 1, [finding]);
  for (const { sources } of candidates.slice(0, 2))
    take('An independent source that goes with a known cause', 4, sources);
  for (const { contradicting } of candidates) take('It contradicts a possible cause', 2, contradicting);
  const faults = findings.filter((finding) => finding.category === 'fault' && !isProbing(finding));
  take('It names a cause', 6, byRole(faults, 'cause'));
  take('It names a step that failed', 4, byRole(faults, 'symptom'));
  take('Where the update stood', 4, stepsBefore(findings, outcome));
  take('What the ECU did afterwards', 4, aftermath(findings, outcome));
  take('It repeats that something failed', 2, byRole(faults, 'consequence'));
  return [...chosen].map(([finding, why]) => ({ finding, why })).sort((a, b) => compareFindings(a.finding, b.finding));
}

const whyLookAt = (finding: Finding): string =>
  `No rule knows it, and its ${isNotable(finding) ? 'words tell of a failure' : 'writer calls it an error'}`;

const byRole = (faults: readonly Finding[], role: Finding['role']): Finding[] =>
  faults.filter((finding) => finding.role === role);

function stepsBefore(findings: readonly Finding[], { start, failure }: ObservedOutcome): Finding[] {
  if (start === null) return [];
  const before = failure === null ? findings : findings.slice(0, findings.indexOf(failure));
  const steps = before.filter((finding) => finding.category === 'phase' && compareFindings(finding, start) >= 0);
  return steps
    .slice(-3)
    .reverse()
    .concat(start.category === 'phase' ? start : []);
}

function aftermath(findings: readonly Finding[], { failure, start }: ObservedOutcome): Finding[] {
  const from = failure ?? start;
  if (from === null) return [];
  return findings
    .slice(findings.indexOf(from) + 1)
    .filter(({ category }) => category === 'boot' || category === 'marker');
}
