import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Hypothesis } from '#src/report/report.ts';
import type { Candidate } from './candidate.ts';
import type { Contrast } from './contrast.ts';
import { isOfProcess } from './crash-words.ts';
import { type Finding, writerName } from './finding.ts';
import { isToldByKind } from './finding-sentence.ts';
import { weightOf } from './line-weight.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isSameEcu } from './outcome-findings.ts';
import { isClearlyAfter, isLongBefore, isSameStream, usableTime } from './place.ts';
import { isNamed } from './row-findings.ts';

export interface Ranked {
  candidate: Candidate;
  status: Hypothesis['status'];
  reason: string;
}

/** An unexplained line is a rival only near the top: everything else that sounds like a failure is noise. */
const RIVAL_DISTANCE = 12;
const MAX_UNEXPLAINED_RIVALS = 2;
/** From this weight on a line that came before a known cause may have brought it about. */
const GRAVE = 50;

/** The leading one first, then rivals, then what is ruled out; by score within each. `candidates` come best first. */
export function rankCandidates(
  candidates: readonly Candidate[],
  { outcome, contrast }: { outcome: ObservedOutcome; contrast: Contrast },
): Ranked[] {
  const ownReasons = candidates.map((candidate) => ruledOutByItself(candidate, outcome, contrast));
  const leadingAt = ownReasons.indexOf(undefined);
  const leading = candidates[leadingAt];
  const ranked = candidates.flatMap((candidate, i): Ranked[] => {
    if (i === leadingAt) return [{ candidate, status: 'leading', reason: leadReason(candidate) }];
    const reason = ownReasons[i] ?? (leading && explainedBy(candidate, leading));
    if (leading && isSameFault(candidate, leading)) return [];
    if (candidate.proposer === 'unexplained' && (reason !== undefined || !isRival(candidate, leading))) return [];
    return reason === undefined
      ? [{ candidate, status: 'rival', reason: 'It has evidence of its own and nothing in the logs rules it out.' }]
      : [{ candidate, status: 'ruled-out', reason }];
  });
  const order = ['leading', 'rival', 'ruled-out'];
  const sorted = ranked.sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  let unexplained = 0;
  return sorted.filter(
    ({ candidate, status }) =>
      status === 'leading' || candidate.proposer === 'rules' || ++unexplained <= MAX_UNEXPLAINED_RIVALS,
  );
}

/** Beside a known cause only what came before it and is grave; beside a line like itself only what is nearly as telling. */
function isRival(candidate: Candidate, leading: Candidate): boolean {
  if (leading.proposer === 'unexplained') return candidate.score >= leading.score - RIVAL_DISTANCE;
  const [own] = candidate.core;
  const [cause] = leading.core;
  if (isMereSymptom(leading)) return candidate.score >= leading.score - RIVAL_DISTANCE;
  return (
    weightOf(own) >= GRAVE &&
    isClearlyAfter(cause.place, own.place) &&
    candidate.score >= leading.score - 3 * RIVAL_DISTANCE
  );
}

function leadReason({ core, proposer, sources }: Candidate): string {
  const where =
    sources.length > 1
      ? `, and independent sources agree: ${[...new Set(sources.map(writerName))].slice(0, 4).join('; ')}`
      : '';
  if (proposer === 'unexplained')
    return `By its ${isToldByKind(core[0]) || isOfProcess(core[0]) ? 'kind' : 'words'} and its place it comes first${where}.`;
  const isCause = core.some(({ role }) => role === 'cause');
  return `${isCause ? 'The logs say so in words that Argus knows' : 'It is what the logs name as failed'}${where}.`;
}

/** Why nothing else is needed to rule it out; undefined where it stands. */
export function ruledOutByItself(
  { contradicting, core }: Candidate,
  { start, decided }: ObservedOutcome,
  contrast: Contrast,
): string | undefined {
  if (contradicting.length > 0) return `The logs contradict it: ${contradicting[0].text}.`;
  const harmless = core.map((finding) => contrast.harmlessSince(finding));
  if (harmless.every((batch) => batch !== undefined)) return `An engineer found it harmless in batch ${harmless[0]}.`;
  if (core.every(({ row }) => row !== null && contrast.standingOf(row) === 'decoy')) {
    return 'The same lines stand in what went well.';
  }
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
  const leadingKinds = new Set(leading.core.map(({ name }) => name));
  if (candidate.core.every((finding) => leading.support.includes(finding))) {
    return 'The same evidence is explained more precisely by the leading cause.';
  }
  const follows = (finding: Finding): boolean =>
    leading.support.includes(finding) ||
    isNamed(finding, corroborating) ||
    (traitsOf(finding.name, finding.traits).consequenceOf ?? []).some((kind) => leadingKinds.has(kind));
  if (candidate.core.every(follows)) return 'It follows from the leading cause.';
  if (isMereSymptom(candidate) && !isMereSymptom(leading) && isBehind(candidate, leading)) {
    return 'It names the step that failed; the leading cause came before it.';
  }
  return undefined;
}

/** A row that says no more of a fault than the fault itself is neither a rival nor ruled out. */
const isSameFault = (candidate: Candidate, leading: Candidate): boolean =>
  leading.proposer === 'unexplained' &&
  candidate.proposer === 'rules' &&
  candidate.core.every((finding) => leading.core.includes(finding));

const isMereSymptom = ({ core, proposer, rows }: Candidate): boolean =>
  proposer === 'rules' && (rows[0].isSymptomOnly === true || core.every(({ role }) => role !== 'cause'));

function isBehind(candidate: Candidate, leading: Candidate): boolean {
  return candidate.core.every((finding) =>
    leading.core.some(
      (cause) =>
        (isSameEcu(finding, cause) || isSameStream(finding.place, cause.place)) &&
        !isClearlyAfter(cause.place, finding.place),
    ),
  );
}
