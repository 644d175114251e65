import type { Candidate } from './candidate.ts';
import { compareFindings, type Finding } from './finding.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isHarmless } from './row-findings.ts';

/** 40 items in all: the rest is for negative facts and gaps. */
export const MAX_FINDINGS = 32;

export interface Selected {
  finding: Finding;
  why: string;
}

/** The findings worth an engineer's eyes, each with the reason; in order of time. */
export function selectFindings(
  findings: readonly Finding[],
  candidates: readonly Candidate[],
  outcome: ObservedOutcome,
): Selected[] {
  const chosen = new Map<Finding, string>();
  const take = (why: string, limit: number, from: readonly Finding[]): void => {
    for (const finding of from.slice(0, limit))
      if (chosen.size < MAX_FINDINGS && !chosen.has(finding)) chosen.set(finding, why);
  };
  for (const { core } of candidates.slice(0, 4)) take('A known cause has this finding', 4, core);
  take('It shows how the update ended', 4, outcome.support);
  if (outcome.failure) take('The first thing of the update that went wrong', 1, [outcome.failure]);
  for (const { sources } of candidates.slice(0, 2))
    take('An independent source that agrees with a known cause', 4, sources);
  for (const { contradicting } of candidates) take('It contradicts a possible cause', 2, contradicting);
  const faults = findings.filter((finding) => finding.category === 'fault' && !isHarmless(finding));
  take('It names a cause that no knowledge row describes', 6, byRole(faults, 'cause'));
  take('It names a step that failed', 4, byRole(faults, 'symptom'));
  take('Where the update stood', 4, stepsBefore(findings, outcome));
  take('What the ECU did afterwards', 4, aftermath(findings, outcome));
  take('It repeats that something failed', 2, byRole(faults, 'consequence'));
  return [...chosen].map(([finding, why]) => ({ finding, why })).sort((a, b) => compareFindings(a.finding, b.finding));
}

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
