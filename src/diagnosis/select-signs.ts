import type { Candidate } from './candidate.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isHarmless } from './row-signs.ts';
import { compareSigns, type Sign } from './sign.ts';

/** 40 items in all: the rest is for negative facts and gaps. */
export const MAX_SIGNS = 32;

export interface Selected {
  sign: Sign;
  why: string;
}

/** The signs worth an engineer's eyes, each with the reason; in order of time. */
export function selectSigns(
  signs: readonly Sign[],
  candidates: readonly Candidate[],
  outcome: ObservedOutcome,
): Selected[] {
  const chosen = new Map<Sign, string>();
  const take = (why: string, limit: number, from: readonly Sign[]): void => {
    for (const sign of from.slice(0, limit)) if (chosen.size < MAX_SIGNS && !chosen.has(sign)) chosen.set(sign, why);
  };
  for (const { core } of candidates.slice(0, 4)) take('A known cause has this sign', 4, core);
  take('It shows how the update ended', 4, outcome.support);
  if (outcome.failure) take('The first thing of the update that went wrong', 1, [outcome.failure]);
  for (const { sources } of candidates.slice(0, 2))
    take('An independent source that agrees with a known cause', 4, sources);
  for (const { contradicting } of candidates) take('It contradicts a possible cause', 2, contradicting);
  const faults = signs.filter((sign) => sign.category === 'fault' && !isHarmless(sign));
  take('It names a cause that no knowledge row describes', 6, byRole(faults, 'cause'));
  take('It names a step that failed', 4, byRole(faults, 'symptom'));
  take('Where the update stood', 4, stepsBefore(signs, outcome));
  take('What the ECU did afterwards', 4, aftermath(signs, outcome));
  take('It repeats that something failed', 2, byRole(faults, 'consequence'));
  return [...chosen].map(([sign, why]) => ({ sign, why })).sort((a, b) => compareSigns(a.sign, b.sign));
}

const byRole = (faults: readonly Sign[], role: Sign['role']): Sign[] => faults.filter((sign) => sign.role === role);

function stepsBefore(signs: readonly Sign[], { start, failure }: ObservedOutcome): Sign[] {
  if (start === null) return [];
  const before = failure === null ? signs : signs.slice(0, signs.indexOf(failure));
  const steps = before.filter((sign) => sign.category === 'phase' && compareSigns(sign, start) >= 0);
  return steps
    .slice(-3)
    .reverse()
    .concat(start.category === 'phase' ? start : []);
}

function aftermath(signs: readonly Sign[], { failure, start }: ObservedOutcome): Sign[] {
  const from = failure ?? start;
  if (from === null) return [];
  return signs.slice(signs.indexOf(from) + 1).filter(({ category }) => category === 'boot' || category === 'marker');
}
