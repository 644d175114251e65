import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { subjectOf } from './crash-words.ts';
import type { Finding } from './finding.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isSameEcu } from './outcome-findings.ts';
import { isClearlyAfter, isOrderKnown, isSameStream } from './place.ts';

interface CrashConsequence {
  /** A sentence without its full stop. */
  text: string;
  /** What shows it besides the crash. */
  shownBy: Finding[];
}

export interface AfterCrash {
  findings: readonly Finding[];
  outcome: ObservedOutcome;
  templates: readonly TemplateRow[];
}

const NOT_RESTARTED = /\b(?:not|never|no|too (?:many|quickly)|refus\w*|without|unless|if)\b.{0,40}\bre?start/i;
const RESTART = /\b(?:restart|respawn|relaunch|start(?:ing|ed) again)/i;
/** A reset that comes this soon after a crash came of it, or with it. */
const SOON_US = 120_000_000;

const ENDINGS: Partial<Record<ObservedOutcome['observed'], string>> = {
  failed: 'the update failed after it',
  'rolled-back': 'the update was rolled back after it',
  interrupted: 'the update was cut off after it',
};

/** What came of the end of a program: who started it again, what was given up, and whether an update ended with it. */
export function consequenceOf(crash: Finding, { findings, outcome, templates }: AfterCrash): CrashConsequence {
  const subject = subjectOf(crash.facts);
  const later = findings.filter((other) => other !== crash && isSameEcu(other, crash) && !isBefore(other, crash));
  const ofSubject = (name: string): Finding | undefined =>
    later.find((other) => other.name === name && subject !== undefined && subjectOf(other.facts) === subject);
  const shown: [text: string, by: Finding | null | undefined][] = [
    ['its watchdog ended it', crash.name === 'watchdog-reset' ? undefined : ofSubject('watchdog-reset')],
    ['it was given up after too many restarts', ofSubject('service-start-limit')],
    ['the ECU booted anew soon after it', later.find((other) => other.name === 'boot' && isSoonAfter(other, crash))],
    [ENDINGS[outcome.observed] ?? '', outcome.observed in ENDINGS ? failureAfter(crash, outcome) : null],
  ];
  const seen = shown.flatMap(([text, by]) => (by ? [{ text, by }] : []));
  const restarts = subject !== undefined && wasRestarted(crash, subject, templates) ? ['it was started again'] : [];
  const texts = [...restarts, ...seen.map(({ text }) => text)];
  if (texts.length === 0) return { text: 'No line that Argus knows says what came of it', shownBy: [] };
  const text = texts.join(', ');
  return { text: text.charAt(0).toUpperCase() + text.slice(1), shownBy: seen.map(({ by }) => by) };
}

const isBefore = (a: Finding, b: Finding): boolean => isClearlyAfter(b.place, a.place);

function isSoonAfter({ place }: Finding, crash: Finding): boolean {
  if (!isClearlyAfter(place, crash.place)) return false;
  const last = crash.lastTimeUs ?? crash.place.timeUs;
  return place.timeUs !== null && last !== null && place.timeUs - last <= SOON_US && place.timeUs >= last;
}

function failureAfter(crash: Finding, { failure }: ObservedOutcome): Finding | null {
  if (failure === null || failure === crash) return null;
  return isOrderKnown(crash.place, failure.place) && !isClearlyAfter(crash.place, failure.place) ? failure : null;
}

/** Init systems say so line by line, and with the name of the program; what never came behind the crash is not of it. */
function wasRestarted(crash: Finding, subject: string, templates: readonly TemplateRow[]): boolean {
  const name = subject.slice(subject.lastIndexOf('/') + 1);
  const named = new RegExp(`(?<![\\w.-])${name.replace(/[^\w]/g, '\\$&')}(?![\\w-])`, 'i');
  return templates.some(
    (row) =>
      row.ecu === crash.ecu &&
      RESTART.test(row.template) &&
      !NOT_RESTARTED.test(row.template) &&
      named.test(row.template) &&
      isSeenBehind(row, crash),
  );
}

function isSeenBehind({ count, first, lastTimeUs }: TemplateRow, { place }: Finding): boolean {
  if (lastTimeUs !== null && place.timeUs !== null) return lastTimeUs >= place.timeUs;
  return count > 1 || !isSameStream(first, place) || first.offset > place.offset;
}
