import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import type { Finding } from './finding.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isHarmless } from './row-findings.ts';

/**
 * Whether there is a fault to explain. An update that arrived is no fault, whatever noise its logs hold; without a known
 * end, a fault is what the logs name as cause or symptom.
 */
export function seeFault(
  findings: readonly Finding[],
  { observed, support }: ObservedOutcome,
  { records }: BatchEvidence,
): Report['finding'] {
  if (observed === 'updated') return 'no-fault';
  if (observed === 'rolled-back' || observed === 'failed' || observed === 'interrupted') return 'fault';
  const isFaulty = findings.some(
    (finding) => finding.category === 'fault' && finding.role !== 'consequence' && !isHarmless(finding),
  );
  if (isFaulty) return 'fault';
  const isUpToDate = observed === 'not-attempted' && support.length > 0 && records > 0;
  return isUpToDate ? 'no-fault' : 'unknown';
}
