import { isFailure, readFailure } from '#src/evidence/failure-language/read-failure.ts';
import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';
import { GRAVE, isSevere, TELLING, weightOf } from './line-weight.ts';
import { isClearlyAfter, isRightBefore, isSameStream } from './place.ts';
import { areApart, isBare, sharedSubjects } from './same-thing.ts';

/** What is said so often is no answer to one failure. */
const RARE = 2;
/** One word in common is chance. */
const SAME_THING = 2;

/** Of two lines about one failure, the one that says why ranks before the one that says what became of it. */
export function putReasonsFirst(candidates: readonly Candidate[]): void {
  raise(candidates, isBare, isEarlierErrorOf);
  raise(candidates, isCrashReport, isReasonOfCrash);
  raise(candidates, saysOnlyACode, isWordBeforeCode(candidates));
  raise(candidates, isBareStep, isCallRightBefore);
  raise(candidates, isUnanswered, isMissingRightBefore);
  raise(candidates, isBareStep, isGraveElsewhere);
  raise(candidates, isExit, isSaidBeforeExit);
  raiseWhoWasNamed(candidates);
}

/**
 * `Failed to change state for node: map_server` says whose failure it was: what that program said of it right before ranks
 * before what others said meanwhile. Of several such words the last ones count.
 */
function raiseWhoWasNamed(candidates: readonly Told[]): void {
  const words = new Set(candidates.flatMap(({ consequences = [] }) => consequences));
  const namings = [...words].filter((word) => candidates.some((candidate) => isNamedBy(word, candidate)));
  const last = namings.reduce<Finding | undefined>(
    (a, b) => (a === undefined || (isSameStream(a.place, b.place) && b.place.offset > a.place.offset) ? b : a),
    undefined,
  );
  if (last === undefined) return;
  const named = candidates.filter((candidate) => isNamedBy(last, candidate));
  const others = candidates.filter(
    ({ core: [other] }) => isSameStream(other.place, last.place) && !isOfNamed(other, last),
  );
  for (const candidate of named) candidate.score = Math.max(candidate.score, ...others.map(({ score }) => score + 1));
}

interface Told extends Candidate {
  consequences?: readonly Finding[];
}

/** By another program, right behind a failure that gives a reason. */
const isNamedBy = (word: Finding, { core: [finding] }: Candidate): boolean =>
  word.app !== finding.app &&
  !isBare(finding) &&
  weightOf(finding) >= TELLING &&
  isRightBefore(finding.place, word.place) &&
  isOfNamed(finding, word);

/** As programs are named, `map_server`, or at the end behind a colon: `network` alone may be any word of the line. */
function isOfNamed({ app }: Finding, { row }: Finding): boolean {
  const name = app.replace(/-\d{1,3}$/, '');
  const said = row?.template ?? '';
  if (name.length < LONG_NAME || !said.split(/[^\w.-]+/).includes(name)) return false;
  return PROGRAM.test(name) || said.endsWith(`: ${name}`);
}
const PROGRAM = /\w[._-]\w/;
const LONG_NAME = 6;

function raise(
  candidates: readonly Candidate[],
  isTold: (finding: Finding) => boolean,
  isReason: (reason: Finding, told: Finding) => boolean,
): void {
  for (const told of candidates.filter(({ core: [finding] }) => isTold(finding))) {
    for (const reason of candidates.filter(({ core: [finding] }) => isReason(finding, told.core[0]))) {
      reason.score = Math.max(reason.score, told.score + 1);
    }
  }
}

/** An error about the same thing that was logged shortly before a line that gives no reason of its own. */
const isEarlierErrorOf = (earlier: Finding, later: Finding): boolean =>
  earlier.ecu === later.ecu &&
  earlier.count <= RARE &&
  isSevere(earlier) &&
  !areApart(earlier, later) &&
  isClearlyAfter(later.place, earlier.place) &&
  sharedSubjects(earlier, later) >= SAME_THING;

const isCrashReport = ({ reading }: Finding): boolean =>
  reading?.reason?.kind === 'crash' && CRASH_REPORT.test(reading.clause);
const CRASH_REPORT = /\b(?:has died|have died|terminate called|check fail|panic\W{0,3}$|aborted|crashed)/i;

/** What an exception of C++ says of itself, behind the line that nobody caught it. */
const LAST_WORDS = /\bwhat\(\): /;

/** That a process died is told by others; what it said itself, right before it or as its last words, is the reason. */
function isReasonOfCrash(finding: Finding, crash: Finding): boolean {
  if (isCrashReport(finding)) return false;
  const isBefore = isRightBefore(finding.place, crash.place);
  if (LAST_WORDS.test(finding.row?.template ?? '')) return isBefore || isRightBefore(crash.place, finding.place);
  return isBefore && isSevere(finding);
}

/** `probe of 7-0031 failed with error -22`, `can't start rproc: -22`: all it adds to "failed" is a number. */
const saysOnlyACode = ({ reading }: Finding): boolean =>
  reading?.codes.some(({ kind, code }) => kind === 'errno' && NUMBER.test(code)) === true &&
  FAILED.test(reading.clause) &&
  ENDS_IN_NUMBER.test(reading.clause);
const NUMBER = / \(-?\d{1,3}\)$/;
const FAILED = /\b(?:fail(?:ed|ure|s)?|can't|cannot|could not|couldn't|unable to|error)\b/i;
const ENDS_IN_NUMBER = /[ :=(]-\d{1,3}[)\].!]{0,2}$/;

/** What the same writer said in words right before it, and nothing else that failed in between. */
const isWordBeforeCode =
  (candidates: readonly Candidate[]) =>
  (word: Finding, told: Finding): boolean =>
    !saysOnlyACode(word) &&
    word.app === told.app &&
    word.ecu === told.ecu &&
    word.count <= RARE &&
    weightOf(word) >= WORDED &&
    isRightBefore(word.place, told.place) &&
    !candidates.some(
      ({ core: [other] }) => isRightBefore(word.place, other.place) && isRightBefore(other.place, told.place),
    );
const WORDED = 36;

const isBareStep = (finding: Finding): boolean => finding.reading !== null && isBare(finding);

/** `read_id() returned -125`, and right behind it `start failed`: the call is where the step broke. */
const isCallRightBefore = (call: Finding, step: Finding): boolean =>
  call.reading?.reason?.kind === 'error-returned' &&
  call.reading.role === 'cause' &&
  call.ecu === step.ecu &&
  call.count <= RARE &&
  isRightBefore(call.place, step.place);

/** Parts fail for these, programs for others. */
const isOfParts = (kind: string): boolean => GRAVE.has(kind) || kind === 'used-up';

/** What no healthy part logs, in a log whose clock cannot be compared: it may well have been at that time. */
const isGraveElsewhere = (grave: Finding, step: Finding): boolean =>
  isOfParts(grave.reading?.reason?.kind ?? '') &&
  weightOf(grave) >= TELLING &&
  grave.count <= RARE &&
  grave.place.clock !== 'shared' &&
  !isSameStream(grave.place, step.place);

/** Who ended says once more what it had failed for. */
const isExit = ({ reading }: Finding): boolean => reading?.codes.some(({ kind }) => kind === 'exit') === true;

const isSaidBeforeExit = (said: Finding, exit: Finding): boolean =>
  !isExit(said) &&
  said.reading !== null &&
  said.reading.reason?.kind === exit.reading?.reason?.kind &&
  weightOf(said) >= TELLING &&
  isRightBefore(said.place, exit.place);

/** That no answer came says nothing of why. */
const isUnanswered = ({ reading }: Finding): boolean => reading?.reason?.kind === 'no-answer';

/** What was not there, as the same writer had said right before, could not answer: a device, the firmware that it needs. */
const isMissingRightBefore = (missing: Finding, unanswered: Finding): boolean =>
  missing.reading?.reason?.kind === 'not-found' &&
  weightOf(missing) >= TELLING &&
  missing.count <= RARE &&
  missing.ecu === unanswered.ecu &&
  missing.app === unanswered.app &&
  isRightBefore(missing.place, unanswered.place);

/**
 * Right before a state that something brings about, its writer told of another failure, which no rule knows: what is known
 * may be what became of it. Not where both give the same reason, and of a part only where both name it.
 */
function isToldRightBefore(
  { core: [told], proposer }: Candidate,
  { core: [state] }: Candidate,
  findings: readonly Finding[],
): boolean {
  const reached = traitsOf(state.name, state.traits).reached;
  return (
    proposer === 'unexplained' &&
    reached !== undefined &&
    told.ecu === state.ecu &&
    told.app === state.app &&
    told.count <= RARE &&
    weightOf(told) >= TELLING &&
    !isBare(told) &&
    isRightBefore(told.place, state.place) &&
    told.reading?.reason?.kind !== reasonKindOf(state) &&
    (nameOnePart(told, state) || (reached === 'by-anything' && !isOvertaken(told, state, findings)))
  );
}

function reasonKindOf({ row }: Finding): string | undefined {
  const reading = row === null ? null : readFailure(row.template, row.level);
  return reading !== null && isFailure(reading) ? reading.reason?.kind : undefined;
}

/** `ubi0` and `UBI error`, `mmcblk0` and `dw-mmc`: a part with its number, and a word that its name begins with. */
function nameOnePart(told: Finding, state: Finding): boolean {
  const parts = templateOf(state).match(/[a-z]{3,16}(?=\d|<num>)/g) ?? [];
  const words = templateOf(told).match(/[a-z]{3,16}/g) ?? [];
  return words.some((word) => parts.some((part) => part.startsWith(word)));
}

const templateOf = ({ row }: Finding): string => row?.template.toLowerCase() ?? '';

/** Between the two its log goes on without harm, and then another fault is known, or it does so for long. Parts come up side by side. */
function isOvertaken(told: Finding, state: Finding, findings: readonly Finding[]): boolean {
  const between = (from: Finding, to: Finding): Finding[] =>
    findings.filter(
      ({ place }) =>
        isSameStream(place, from.place) && place.offset > from.place.offset && place.offset < to.place.offset,
    );
  const calmUpTo = (end: Finding): number => between(told, end).filter(isCalm).length;
  const isOther = (fault: Finding): boolean =>
    fault.category === 'fault' && fault.role !== 'consequence' && fault.name !== state.name && calmUpTo(fault) > 0;
  return calmUpTo(state) >= CALM_LINES || between(told, state).some(isOther);
}
const CALM_LINES = 3;

/** It tells of no failure. */
const isCalm = ({ category, reading }: Finding): boolean => category === 'line' && reading === null;

/** What was told right before a state was reached ranks before it. */
export function raiseWhatWasToldBefore(
  unexplained: readonly Candidate[],
  known: readonly Candidate[],
  findings: readonly Finding[],
): void {
  for (const told of unexplained) {
    const states = known.filter((state) => isToldRightBefore(told, state, findings));
    told.score = Math.max(told.score, ...states.map(({ score }) => score + 1));
  }
}

/** A negative response says which, where a line beside it only says that something was refused. */
const isStandard = (code: string | null): boolean => code?.startsWith('NRC ') === true;

/** What did not clearly come before a known cause is at best what followed from it: it ranks behind. */
export function deferToKnown(unexplained: readonly Candidate[], known: readonly Candidate[]): void {
  const causes = known.filter(
    ({ core, contradicting }) =>
      contradicting.length === 0 && core.some(({ code, role }) => role === 'cause' || isStandard(code)),
  );
  for (const candidate of unexplained) {
    const behind = causes.filter(({ core: [cause] }) => !isClearlyAfter(cause.place, candidate.core[0].place));
    candidate.score = Math.min(candidate.score, ...behind.map(({ score }) => score - 1));
  }
}
