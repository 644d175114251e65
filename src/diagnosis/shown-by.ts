import { isProbing } from '#src/evidence/kinds/finding-traits.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { BatchContext } from '#src/report/report.ts';
import type { Finding } from './finding.ts';
import type { ClaimBasis } from './gate.ts';
import { isVersion } from './update-history.ts';

/** What a finding shows by itself, whatever else is in the logs. */
export function shownBy(finding: Finding | undefined, { firmware }: BatchContext): ReturnType<ClaimBasis['shows']> {
  if (finding === undefined) return undefined;
  if (firmware?.to && isVersion(finding, plainText(firmware.to, 64))) return 'target-in-use';
  return finding.category === 'fault' && finding.role === 'cause' && !isProbing(finding) ? 'cause' : undefined;
}
