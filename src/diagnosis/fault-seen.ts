import { isProbing } from '#src/evidence/kinds/finding-traits.ts';
import type { Report } from '#src/report/report.ts';
import { type Attempt, wentWrong } from './episodes.ts';
import type { Finding } from './finding.ts';
import { type Aftermath, isMadeGood, isWithoutEffect } from './made-good.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isStriking, type LogFacts } from './striking.ts';
import type { Unexplained } from './unexplained.ts';

interface Seen {
  outcome: ObservedOutcome;
  attempts: readonly Attempt[];
  unexplained: readonly Unexplained[];
  size: LogFacts;
  after: Aftermath;
  /** Lines of which an engineer said that they are the cause of a fault. */
  isTaught: boolean;
}

/**
 * Whether there is a fault to explain. An update that arrived is no fault, whatever noise its logs hold; without a known
 * end, a fault is what the logs name as cause or symptom, in words that Argus knows or that strike by themselves.
 */
export function seeFault(
  findings: readonly Finding[],
  { after, outcome, attempts, isTaught, unexplained, size }: Seen,
): Report['finding'] {
  const { observed, support } = outcome;
  if (observed === 'updated') return 'no-fault';
  if (observed === 'rolled-back' || observed === 'failed' || observed === 'interrupted') return 'fault';
  const isFaulty = findings.some(
    (finding) =>
      finding.category === 'fault' &&
      finding.role !== 'consequence' &&
      !isProbing(finding) &&
      !isMadeGood(finding, after),
  );
  if (isFaulty || isTaught || unexplained.some((candidate) => isStriking(candidate, size))) return 'fault';
  /** That nothing came of it is no proof that the vehicle is well. */
  const isOpen = findings.some(
    (finding) =>
      finding.category === 'fault' &&
      finding.role === 'cause' &&
      !isProbing(finding) &&
      isWithoutEffect(finding, after),
  );
  const isUpToDate =
    !isOpen && observed === 'not-attempted' && support.length > 0 && size.records > 0 && !attempts.some(wentWrong);
  return isUpToDate ? 'no-fault' : 'unknown';
}
