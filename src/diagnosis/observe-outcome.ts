import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { BatchContext, Report } from '#src/report/report.ts';
import type { Attempt } from './episodes.ts';
import type { Finding } from './finding.ts';
import { isAttempt, isCommit, isFailure, isInterruption, isRollback } from './outcome-findings.ts';
import { isClearlyAfter, isSameStream } from './place.ts';
import { findReturnToOldSlot, isVersion, UpdateHistory } from './update-history.ts';

export type Observed = Report['outcome']['observed'];

export interface ObservedOutcome {
  observed: Observed;
  /** What shows it, in order of time. */
  support: Finding[];
  /** The first thing of the update that went wrong and was not made good later. */
  failure: Finding | null;
  /** When the end was decided: what shows clearly later is no cause. A rollback ends checks that may fail several times. */
  decided: Finding | null;
  /** The first step of the first attempt. */
  start: Finding | null;
  /** Was the version that the update was to bring seen running? Null when it is not known which one that is. */
  isTargetSeen: boolean | null;
  /** Facts by absence, as sentences without their full stop. */
  negatives: string[];
}

/** No line that Argus knows tells of an update. */
export const isUpdateUnseen = ({ observed, start }: ObservedOutcome): boolean =>
  start === null && observed === 'unknown';

/**
 * What the vehicle did, from what its logs show, never from what it claims. `findings` are in order of time. A failure is
 * made good only by a later try of the same ECU; a commit without a try before it is what every boot logs.
 */
export function observeOutcome(
  all: readonly Finding[],
  attempts: readonly Attempt[],
  context: BatchContext,
): ObservedOutcome {
  const to = context.firmware?.to ?? null;
  const targetVersion = to === null ? null : plainText(to, 64);
  const findings = withoutIdle(all, attempts);
  const startAt = findings.findIndex(isAttempt);
  if (startAt < 0) return withoutAttempt(all, targetVersion);
  const history = new UpdateHistory(findings.slice(startAt), targetVersion);
  const end = judge(history, { returned: findReturnToOldSlot(findings), attempts });
  const negatives = end.observed === 'updated' ? [] : negativesOf(history, targetVersion);
  const decided = history.open(isRollback)[0] ?? endOf(end.failure, attempts);
  return {
    ...end,
    decided,
    start: findings[startAt],
    isTargetSeen: seesVersion(history.findings, targetVersion),
    negatives,
  };
}

/** A try that fails says so more than once: it is over with the last word. */
const endOf = (failure: Finding | null, attempts: readonly Attempt[]): Finding | null =>
  (failure && attempts.find(({ findings }) => findings.includes(failure))?.end) ?? failure;

/** A check that found nothing to do cannot fail, whatever its client calls its end. */
function withoutIdle(findings: readonly Finding[], attempts: readonly Attempt[]): readonly Finding[] {
  const idle = new Set(
    attempts.filter(({ outcome }) => outcome === 'nothing-to-do').flatMap((attempt) => attempt.findings),
  );
  return idle.size === 0 ? findings : findings.filter((finding) => !idle.has(finding));
}

type EndOfUpdate = Pick<ObservedOutcome, 'observed' | 'support' | 'failure'>;

function judge(
  history: UpdateHistory,
  { attempts, returned }: { attempts: readonly Attempt[]; returned: Finding[] },
): EndOfUpdate {
  const rollbacks = history.open(isRollback).filter((rollback) => !isFailedSince(rollback, attempts));
  const stands = (finding: Finding): boolean => isFailure(finding) && !isOutweighed(finding, attempts);
  const failures = history.open(stands);
  const interruptions = history.open(isInterruption);
  const failure = history.open((finding) => isRollback(finding) || stands(finding))[0] ?? interruptions[0] ?? null;
  if (rollbacks.length + returned.length > 0) {
    return { observed: 'rolled-back', support: [...rollbacks, ...returned], failure: failure ?? returned[1] };
  }
  const cuts = interruptions.filter(({ place }) => failure !== null && !isClearlyAfter(place, failure.place));
  if (cuts.length > 0) return { observed: 'interrupted', support: cuts, failure };
  if (failure !== null) return { observed: 'failed', support: failures, failure };
  const proven = history.findings.filter((_, i) => history.arrivals.has(i));
  const arrivals = proven.length > 0 ? proven : committed(attempts);
  return arrivals.length > 0 ? { observed: 'updated', support: arrivals, failure } : unfinished(history.findings);
}

/** Words of everybody told of a failure in a try that the client itself then called committed. */
const isOutweighed = (finding: Finding, attempts: readonly Attempt[]): boolean =>
  finding.isInferred === true &&
  attempts.some(({ findings, outcome }) => outcome === 'installed' && findings.includes(finding));

/** The last try decides: what was rolled back before it is what it found. */
function isFailedSince(rollback: Finding, attempts: readonly Attempt[]): boolean {
  const tries = attempts.filter(({ ecu, outcome }) => ecu === rollback.ecu && outcome !== 'nothing-to-do');
  const own = tries.findIndex(({ findings }) => findings.includes(rollback));
  return own >= 0 && own < tries.length - 1 && tries[tries.length - 1].outcome === 'failed';
}

/** Every try that had something to do was committed, and one at least took steps that only an update that was written takes. */
function committed(attempts: readonly Attempt[]): Finding[] {
  const tries = attempts.filter(({ outcome }) => outcome !== 'nothing-to-do');
  const isCommitted = tries.every(({ outcome }) => outcome === 'installed');
  const isProven = tries.some(({ findings }) => findings.some(isWritten));
  return isCommitted && isProven ? tries.flatMap(({ end }) => end ?? []) : [];
}

/** The slot that booted may be the old one: only words that all clients share, or a later step than writing, tell otherwise. */
const isWritten = ({ isInferred, name, traits }: Finding): boolean =>
  isInferred === true || WRITTEN.test(name) || traitsOf(name, traits).installs === true;
/** Before anything is written there is nothing to commit. */
const isWriting = ({ name, traits }: Finding): boolean =>
  WRITING.test(name) || traitsOf(name, traits).completes === true;
const WRITING = /^phase:(?:install|activate|reboot|health-check|commit|rollback):/;
const WRITTEN = /^phase:(?:install:succeeded|(?:activate|reboot|health-check):)/;

/** A boot without a name in another log may be any ECU's. */
const isOwnBoot = (boot: Finding, step: Finding): boolean =>
  isSameStream(boot.place, step.place) || (boot.ecu !== '' && boot.ecu === step.ecu);

/** A step that began and an ECU that booted instead of ending it. */
function unfinished(findings: readonly Finding[]): EndOfUpdate {
  const step = findings.findLast(({ category }) => category === 'phase');
  if (step?.name.endsWith(':started') && step.name !== 'phase:reboot:started' && !step.isInferred) {
    const boot = findings
      .slice(findings.indexOf(step))
      .find((finding) => finding.name === 'boot' && isOwnBoot(finding, step));
    if (boot) return { observed: 'interrupted', support: [step, boot], failure: step };
  }
  return { observed: 'unknown', support: [], failure: null };
}

function withoutAttempt(findings: readonly Finding[], targetVersion: string | null): ObservedOutcome {
  const seen = findings.filter((finding) => isVersion(finding, targetVersion));
  const upToDate = findings.filter(({ name }) => name === 'marker:up-to-date');
  const support = seen.length > 0 ? seen : upToDate;
  const observed = seen.length > 0 ? 'updated' : upToDate.length > 0 ? 'not-attempted' : 'unknown';
  return {
    observed,
    support,
    failure: null,
    decided: null,
    start: null,
    isTargetSeen: seesVersion(findings, targetVersion),
    negatives: [],
  };
}

const seesVersion = (findings: readonly Finding[], version: string | null): boolean | null =>
  version === null ? null : findings.some((finding) => isVersion(finding, version));

function negativesOf({ findings }: UpdateHistory, targetVersion: string | null): string[] {
  const negatives: string[] = [];
  if (findings.some(isCommit)) negatives.push('No commit in the logs follows an installation that was not undone');
  else if (findings.some(isWriting)) negatives.push('No commit of the new software is in the logs');
  if (seesVersion(findings, targetVersion) === false)
    negatives.push('The version that the update was to bring is never seen running');
  return negatives;
}
