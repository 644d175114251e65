import { readAttempt } from '#src/evidence/failure-language/read-attempt.ts';
import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Candidate } from './candidate.ts';
import type { Attempt } from './episodes.ts';
import type { Finding } from './finding.ts';
import { hasRoutineReason, isSevere } from './line-weight.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isSameStream, streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';
import { isStriking, type LogFacts } from './striking.ts';
import type { Unexplained } from './unexplained.ts';

/** A client that gives up still cleans up behind itself: so many lines may follow that tell of no failure. */
const CLOSING_LINES = 4;

interface Around {
  /** The best first. */
  candidates: readonly (Candidate | Unexplained)[];
  size: LogFacts;
  templates: BatchEvidence['templates'];
}

interface Lines {
  templates: BatchEvidence['templates'];
  logs: Logs;
}

interface Ended {
  outcome: ObservedOutcome;
  attempts: Attempt[];
}

/**
 * An update whose log ends in a failure has failed, although no line says so of the whole: nothing but closing words
 * comes after it, and no step of the update.
 */
export function endOpenTry({ outcome, attempts }: Ended, around: Around): Ended {
  const open = attempts.findLast((attempt) => attempt.outcome === 'unknown' && attempt.end === null);
  const steps = open?.findings ?? (attempts.length === 0 ? onlyWord(outcome) : []);
  if (outcome.observed !== 'unknown' || steps.length === 0) return { outcome, attempts };
  const failure = failureAtEnd(steps, around);
  if (failure === undefined) return { outcome, attempts };
  return {
    outcome: { ...outcome, observed: 'failed', support: [failure], failure },
    attempts: attempts.map((attempt) => (attempt === open ? { ...attempt, outcome: 'failed', end: failure } : attempt)),
  };
}

/** A fault in words that only update clients have is the only word of a try, unless any boot has it. */
const onlyWord = ({ start }: ObservedOutcome): Finding[] =>
  start === null || traitsOf(start.name, start.traits).everyBoot === true ? [] : [start];

function failureAtEnd(findings: readonly Finding[], { candidates, size, templates }: Around): Finding | undefined {
  const last = findings[findings.length - 1];
  const isClosed = (finding: Finding): boolean => linesBehind(finding, templates, size.logs) <= CLOSING_LINES;
  if (isFaultOfClient(last) && isClosed(last)) return last;
  const lastStepAt = lastPlaceOf(findings, last, { templates, logs: size.logs });
  const isBehind = ({ place }: Finding): boolean => isSameStream(place, last.place) && place.offset >= lastStepAt;
  const broken = candidates.filter((candidate) => breaksOff(candidate, size)).map(({ core: [finding] }) => finding);
  return broken.find((finding) => isBehind(finding) && isClosed(finding) && isOfWriter(finding, findings));
}

/** What others log at the end of a log that was cut off is no end of the update. */
const isOfWriter = ({ app }: Finding, steps: readonly Finding[]): boolean =>
  steps.some((step) => step.app === app || step.app === '');

/** Where the log of `last` has a step for the last time, also one that is no finding because a like one came before it. */
function lastPlaceOf(findings: readonly Finding[], last: Finding, { templates, logs }: Lines): number {
  const own = findings.filter(({ place }) => isSameStream(place, last.place)).map(({ place }) => place.offset);
  const steps = new Set(own);
  const again = templates
    .map((row) => ({ row, offsets: logs.placesOf(row).get(streamKey(last.place)) ?? [] }))
    .filter(({ row, offsets }) => offsets.some((offset) => steps.has(offset)) || isStep(row));
  return Math.max(...own, ...again.flatMap(({ offsets }) => offsets));
}

const isStep = ({ template, failure }: TemplateRow): boolean =>
  failure === null && readAttempt(template, 'info') !== null;

/** Of each template the first and the last eight records are known: enough to tell few from more. */
function linesBehind({ place }: Finding, templates: BatchEvidence['templates'], logs: Logs): number {
  const offsets = templates
    .filter(({ failure }) => failure === null)
    .flatMap((row) => logs.placesOf(row).get(streamKey(place)) ?? []);
  return offsets.filter((offset) => offset > place.offset).length;
}

const isFaultOfClient = (finding: Finding): boolean =>
  finding.category === 'fault' && finding.role !== 'consequence' && !isProbing(finding);

/** Not what a healthy client looks for in vain on its way. */
function breaksOff(candidate: Candidate | Unexplained, size: LogFacts): boolean {
  const [finding] = candidate.core;
  if (candidate.proposer === 'rules') return isFaultOfClient(finding);
  return isStriking(candidate as Unexplained, size) && (isSevere(finding) || !hasRoutineReason(finding));
}
