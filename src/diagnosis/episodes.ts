import { isInterruption, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Finding } from './finding.ts';
import { isEveryBoots } from './outcome-findings.ts';
import { isSameStream, streamKey } from './place.ts';

export type AttemptOutcome =
  | 'installed'
  | 'waiting-for-reboot'
  | 'nothing-to-do'
  | 'failed'
  | 'rolled-back'
  | 'interrupted'
  | 'unknown';

/** One try of an update of one ECU, from the first word of it to the last. */
export interface Attempt {
  ecu: string;
  outcome: AttemptOutcome;
  /** In order of time. */
  findings: Finding[];
  /** What decided the outcome; null while it is open. */
  end: Finding | null;
}

/** Steps in the order in which an update takes them: an earlier one than the last begins a new try. */
const ORDER = ['check', 'download', 'verify', 'install', 'activate', 'reboot', 'health-check', 'commit'];

/** A try that went well, as far as its logs tell. */
const GOOD: readonly AttemptOutcome[] = ['installed', 'waiting-for-reboot', 'nothing-to-do'];
export const wentWell = ({ outcome }: Attempt): boolean => GOOD.includes(outcome);

/** It took the steps of an update: what a poll that found nothing does not log is no wonder. */
export const wasDone = (attempt: Attempt): boolean => wentWell(attempt) && attempt.outcome !== 'nothing-to-do';

/** The last try of each ECU went well, and of one at least no boot into what it wrote is seen. */
export function awaitsUse(attempts: readonly Attempt[]): boolean {
  const tries = attempts.filter((attempt) => !isOnlyLook(attempt));
  const last = [...Map.groupBy(tries, ({ ecu }) => ecu).values()].flatMap((own) => own.at(-1) ?? []);
  return last.every(wentWell) && last.some(({ outcome }) => outcome === 'waiting-for-reboot');
}

/** A client that waits for the reboot still asks whether there is more. */
const isOnlyLook = ({ findings, outcome }: Attempt): boolean =>
  outcome === 'unknown' && findings.length > 0 && findings.every(({ name }) => name.startsWith('phase:check:'));

const BAD: readonly AttemptOutcome[] = ['failed', 'rolled-back', 'interrupted'];
export const wentWrong = ({ outcome }: Attempt): boolean => BAD.includes(outcome);

/**
 * Cuts the findings, in order of time, into tries of updates per ECU: by steps and markers of vocabularies, and by the
 * words of updating that `readAttempt` knows where there is none. Findings that no update has begin none.
 */
export function observeAttempts(findings: readonly Finding[]): Attempt[] {
  const attempts: Attempt[] = [];
  const openOf = new Map<string, Attempt>();
  for (const finding of findings) {
    if (!speaksOfUpdate(finding)) continue;
    const open = openOf.get(finding.ecu);
    if (open !== undefined && !beginsAnew(finding, open)) take(open, finding);
    else if (opens(finding)) openOf.set(finding.ecu, begin(attempts, finding));
  }
  return attempts;
}

const speaksOfUpdate = (finding: Finding): boolean =>
  finding.category === 'phase' ||
  finding.category === 'marker' ||
  (finding.category === 'boot' && finding.name === 'boot') ||
  traitsOf(finding.name, finding.traits).updateClient === true ||
  isInterruption(finding);

function opens(finding: Finding): boolean {
  const { category, name, traits } = finding;
  if (category === 'marker')
    return ['marker:up-to-date', 'marker:update-applied', 'marker:update-failed', 'marker:rolled-back'].includes(name);
  return (traitsOf(name, traits).updateClient === true && !isEveryBoots(finding)) || name.startsWith('phase:check:');
}

function begin(attempts: Attempt[], finding: Finding): Attempt {
  const attempt: Attempt = { ecu: finding.ecu, outcome: 'unknown', findings: [], end: null };
  attempts.push(attempt);
  take(attempt, finding);
  return attempt;
}

/** A first step behind an end, or a step that comes before one that was already done. */
function beginsAnew({ name, category }: Finding, { end, findings }: Attempt): boolean {
  const [, step, state] = name.split(':');
  if (category !== 'phase' || state !== 'started') return false;
  const place = ORDER.indexOf(step);
  if (place < 0 || place > ORDER.indexOf('install')) return false;
  if (end !== null) return true;
  const furthest = Math.max(...findings.map((finding) => ORDER.indexOf(finding.name.split(':')[1])));
  return place < furthest && furthest >= ORDER.indexOf('activate');
}

/** A later end outranks an earlier one only where it may: what found nothing to do cannot fail at it. */
function take(attempt: Attempt, finding: Finding): void {
  attempt.findings.push(finding);
  const outcome = outcomeBy(finding, attempt);
  if (outcome === null || attempt.outcome === 'rolled-back') return;
  if (attempt.outcome === 'nothing-to-do' && outcome === 'failed') return;
  if (attempt.outcome === 'failed' && (outcome === 'interrupted' || isOnlyStep(finding, attempt, outcome))) return;
  attempt.outcome = outcome;
  attempt.end = finding;
}

/**
 * Some clients close a try that failed with the success of a step; it takes a marker to make it good. A commit that the
 * client tells of in its own words outweighs a failure that only words of everybody tell of.
 */
const isOnlyStep = (finding: Finding, { end }: Attempt, outcome: AttemptOutcome): boolean =>
  finding.category === 'phase' &&
  GOOD.includes(outcome) &&
  !(end?.isInferred === true && outcome === 'installed' && finding.isInferred !== true);

function outcomeBy(finding: Finding, attempt: Attempt): AttemptOutcome | null {
  const traits = traitsOf(finding.name, finding.traits);
  if (finding.name === 'marker:up-to-date') return 'nothing-to-do';
  if (traits.rollsBack) return 'rolled-back';
  if (traits.fails) return 'failed';
  if (traits.commits) return attempt.findings.length > 1 ? 'installed' : null;
  if (traits.installs) return 'waiting-for-reboot';
  if (isInterruption(finding) && attempt.end === null) return 'interrupted';
  return finding.name === 'boot' && isMidStep(attempt) ? 'interrupted' : null;
}

/** The last step had begun, and the reboot is not what was waited for. */
function isMidStep({ end, findings }: Attempt): boolean {
  const last = findings.findLast(({ category }) => category === 'phase');
  return (
    end === null &&
    last !== undefined &&
    last.name.endsWith(':started') &&
    last.name !== 'phase:reboot:started' &&
    !last.isInferred
  );
}

/** A client that ended behind the last word of its last try, in the same log, ended nothing. */
export function isBehindTry(finding: Finding, attempts: readonly Attempt[]): boolean {
  if (traitsOf(finding.name, finding.traits).midTry !== true) return false;
  const { place } = finding;
  const isBefore = (each: Finding): boolean => isSameStream(each.place, place) && each.place.offset < place.offset;
  const last = attempts.findLast(({ findings }) => findings.some(isBefore));
  return last !== undefined && last.end !== null && last.end !== finding && isBefore(last.end);
}

/** Bytes of one stream that an episode covers. */
export interface Span {
  stream: string;
  from: number;
  to: number;
  /** Only what this writer logged (`ECU\0app`); all that stands there where it is not given. */
  writer?: string;
}

/** Where each try was logged, up to where the next one begins in the same stream. */
export function spansOf(attempts: readonly Attempt[], tailBytes = TAIL_BYTES): Map<Attempt, Span[]> {
  const spans = new Map(attempts.map((attempt) => [attempt, ownSpans(attempt)]));
  const starts = [...spans.values()].flat();
  for (const own of spans.values()) {
    for (const span of own) {
      const next = starts.filter(({ stream, from }) => stream === span.stream && from > span.from);
      const limit = Math.min(...next.map(({ from }) => from), Number.POSITIVE_INFINITY);
      span.to = Math.min(limit, span.to + tailBytes);
    }
  }
  return spans;
}

/** What a try brings with it is also logged shortly after its last step. */
const TAIL_BYTES = 4_096;

function ownSpans({ findings }: Attempt): Span[] {
  return [...Map.groupBy(findings, ({ place }) => streamKey(place))].map(([stream, own]) => {
    const offsets = own.map(({ place }) => place.offset);
    return { stream, from: Math.min(...offsets), to: Math.max(...offsets) };
  });
}
