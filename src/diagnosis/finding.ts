import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import type { Report } from '#src/report/report.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isHarmless } from './row-signs.ts';
import type { Sign } from './sign.ts';

/**
 * Whether there is a fault to explain. An update that arrived is no fault, whatever noise its logs hold; without a known
 * end, a fault is what the logs name as cause or symptom.
 */
export function findFinding(
  signs: readonly Sign[],
  { observed, support }: ObservedOutcome,
  { records }: BatchEvidence,
): Report['finding'] {
  if (observed === 'updated') return 'no-fault';
  if (observed === 'rolled-back' || observed === 'failed' || observed === 'interrupted') return 'fault';
  const isFaulty = signs.some((sign) => sign.category === 'fault' && sign.role !== 'consequence' && !isHarmless(sign));
  if (isFaulty) return 'fault';
  const isUpToDate = observed === 'not-attempted' && support.length > 0 && records > 0;
  return isUpToDate ? 'no-fault' : 'unknown';
}
