import type { Hypothesis } from '#src/report/report.ts';
import type { Candidate } from './candidate.ts';
import { type Finding, writerName } from './finding.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isSameEcu } from './outcome-findings.ts';
import { isClearlyAfter, isLongBefore, isSameStream, usableTime } from './place.ts';
import { isNamed } from './row-findings.ts';

export interface Ranked {
  candidate: Candidate;
  status: Hypothesis['status'];
  reason: string;
}

/** The leading one first, then rivals, then what is ruled out; by score within each. `candidates` come best first. */
export function rankCandidates(candidates: readonly Candidate[], outcome: ObservedOutcome): Ranked[] {
  const ownReasons = candidates.map((candidate) => ruledOutByItself(candidate, outcome));
  const leadingAt = ownReasons.indexOf(undefined);
  const leading = candidates[leadingAt];
  const ranked = candidates.map((candidate, i): Ranked => {
    if (i === leadingAt) return { candidate, status: 'leading', reason: leadReason(candidate) };
    const reason = ownReasons[i] ?? (leading && explainedBy(candidate, leading));
    return reason === undefined
      ? { candidate, status: 'rival', reason: 'It has evidence of its own and nothing in the logs rules it out.' }
      : { candidate, status: 'ruled-out', reason };
  });
  const order = ['leading', 'rival', 'ruled-out'];
  return ranked.sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
}

function leadReason({ core, sources }: Candidate): string {
  const what = core.some(({ role }) => role === 'cause')
    ? 'The logs name it as a cause'
    : 'It is what the failing step points to';
  const where =
    sources.length > 1
      ? `, and independent sources agree: ${[...new Set(sources.map(writerName))].slice(0, 4).join('; ')}`
      : '';
  return `${what}${where}.`;
}

function ruledOutByItself({ contradicting, core }: Candidate, { start, decided }: ObservedOutcome): string | undefined {
  if (contradicting.length > 0) return `The logs contradict it: ${contradicting[0].text}.`;
  if (decided && core.every(({ place }) => isClearlyAfter(place, decided.place))) {
    return 'It first shows after the update had already failed.';
  }
  if (start && core.every((finding) => endedBefore(finding, start))) return 'It was over long before the update began.';
  return undefined;
}

function endedBefore(finding: Finding, start: Finding): boolean {
  const last = usableTime(finding.lastTimeUs) ?? finding.place.timeUs;
  return isLongBefore({ ...finding.place, timeUs: last }, start.place);
}

/** What follows from the leading cause, or is the same thing said less precisely, does not compete with it. */
function explainedBy(candidate: Candidate, leading: Candidate): string | undefined {
  const corroborating = leading.rows.flatMap(({ corroboratedBy = [] }) => corroboratedBy);
  if (candidate.core.every((finding) => leading.support.includes(finding))) {
    return 'The same evidence is explained more precisely by the leading cause.';
  }
  if (candidate.core.every((finding) => leading.support.includes(finding) || isNamed(finding, corroborating))) {
    return 'Its findings follow from the leading cause.';
  }
  if (isMereSymptom(candidate) && !isMereSymptom(leading) && isBehind(candidate, leading)) {
    return 'It names the step that failed; the leading cause came before it.';
  }
  return undefined;
}

const isMereSymptom = ({ core, rows }: Candidate): boolean =>
  rows[0]?.isSymptomOnly === true || core.every(({ role }) => role !== 'cause');

function isBehind(candidate: Candidate, leading: Candidate): boolean {
  return candidate.core.every((finding) =>
    leading.core.some(
      (cause) =>
        (isSameEcu(finding, cause) || isSameStream(finding.place, cause.place)) &&
        !isClearlyAfter(cause.place, finding.place),
    ),
  );
}
