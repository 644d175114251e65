import type { Finding } from './finding.ts';
import { isSameStream } from './place.ts';

/**
 * A greatest set, taken in order of time, of findings that do not repeat one another. Two named ECUs are independent; so are
 * two files of different format or writer. Rotated files of one logger are one source, and so is one file.
 */
export function independentSources(findings: readonly Finding[]): Finding[] {
  const chosen: Finding[] = [];
  for (const finding of findings) if (chosen.every((other) => areIndependent(finding, other))) chosen.push(finding);
  return chosen;
}

export function areIndependent(a: Finding, b: Finding): boolean {
  if (a.ecu !== '' && b.ecu !== '' && a.ecu !== b.ecu) return true;
  return !isSameStream(a.place, b.place) && (a.format !== b.format || a.app !== b.app);
}
