import type { Finding } from './finding.ts';
import { TELLING } from './line-weight.ts';

/** Lines of one chain are up to this far apart by clock. */
export const CHAIN_GAP_US = 60_000_000;

/** Kinds of reasons that only say that something went wrong. */
const BARE = new Set(['failure', 'warning', 'contradiction', 'ended', 'step-not-done']);

export const isBare = ({ reading }: Finding): boolean => BARE.has(reading?.reason?.kind ?? 'failure');

/** Another writer that gives the same reason of the same thing, at about the same time where clocks tell. */
export function isSameReason(other: Finding, finding: Finding): boolean {
  const kind = finding.reading?.reason?.kind;
  if (other === finding || kind === undefined || isBare(finding) || other.reading?.reason?.kind !== kind) return false;
  return other.reading.weight >= TELLING && !areApart(other, finding) && sharedSubjects(finding, other) > 0;
}

/** By clocks that can be compared. */
export const areApart = ({ place: a }: Finding, { place: b }: Finding): boolean =>
  a.clock === 'shared' && b.clock === 'shared' && Math.abs((a.timeUs ?? 0) - (b.timeUs ?? 0)) > CHAIN_GAP_US;

/** How many things both lines name. */
export function sharedSubjects(a: Finding, b: Finding): number {
  const others = new Set(subjectsOf(b));
  return subjectsOf(a).filter((word) => others.has(word)).length;
}

/** Words of a masked line that name things: what every failure line says is left out. */
const subjectsOf = ({ row }: Finding): string[] =>
  (row?.template.toLowerCase().match(/[a-z][a-z0-9_]{3,}/g) ?? []).filter((word) => !COMMON.test(word));
const COMMON =
  /^(?:fail\w*|err\w*|unable|could|cannot|with|from|that|this|have|been|while|when|after|before|into|refus\w*|reject\w*|denied|found|time\w*|valid|invalid|unexpected|connect\w*|connection|response|request|message|device|file|data|exception|java|null|path|name|hex|time|uuid)$/;
