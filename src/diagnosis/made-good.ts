import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import { driveInUse, isArrival } from './choose-lines.ts';
import { subjectOf } from './crash-words.ts';
import { type Attempt, awaitsUse, wentWrong } from './episodes.ts';
import type { Finding } from './finding.ts';
import { isSameStream, pointersEqual, streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';
import { isWell } from './striking.ts';

/** What the logs show besides a fault. */
export interface Aftermath {
  attempts: readonly Attempt[];
  /** In order of time. */
  findings: readonly Finding[];
  templates: readonly TemplateRow[];
  logs: Logs;
  /** The record that shows a finding. */
  textOf: (finding: Finding) => string;
}

/** A line has only what was said later to speak for it. */
export const isHarmless = (finding: Finding, after: Aftermath): boolean =>
  finding.category === 'fault' ? isMadeGood(finding, after) : isOver(finding, after);

/** The logs go on to show that a known fault did no harm. An ECU that is not sound is not made so by words. */
export function isMadeGood(fault: Finding, after: Aftermath): boolean {
  if (isOvercome(fault, after.attempts)) return true;
  if (traitsOf(fault.name, fault.traits).unsound === true) return false;
  return isOver(fault, after) || [isGoneThrough, isBackInService, isWithoutEffect].some((each) => each(fault, after));
}

/** Its own writer, or the part that it is about, says later that it is over. */
const isOver = (failure: Finding, after: Aftermath): boolean =>
  isTakenBack(failure, after) || isPartBack(failure, after);

/** It made a try fail that its client then went through with. */
const isOvercome = (fault: Finding, attempts: readonly Attempt[]): boolean =>
  awaitsUse(attempts) &&
  attempts.filter(wentWrong).some(({ findings }) => findings.some((step) => areOne(step, fault)));

const areOne = (a: Finding, b: Finding): boolean =>
  a.pointers.some((one) => b.pointers.some((other) => pointersEqual(one, other)));

/** Who told of it went on to finish a step that it would have stopped, of the same image where both name theirs. */
function isGoneThrough(fault: Finding, { attempts, findings, logs, textOf }: Aftermath): boolean {
  const isEndBy = ({ end }: Attempt): boolean => end !== null && areOne(end, fault);
  if (!attempts.filter(wentWrong).every(isEndBy)) return false;
  const last = lastOffset(fault, logs);
  const files = filesOf(textOf(fault));
  const isOfOther = (step: Finding): boolean =>
    files.length > 0 && !filesOf(textOf(step)).every((name) => files.includes(name));
  const steps = findings.filter(({ name }) => STEP_DONE.test(name) || RENEWS.test(name));
  const own = steps.filter((step) => !isOfOther(step));
  const passes = (step: Finding): boolean =>
    passesFor(fault, step, textOf) || isRenewed(fault, step, { findings: own, logs });
  return own.some(
    (step) =>
      STEP_DONE.test(step.name) &&
      passes(step) &&
      step.app === fault.app &&
      step.ecu === fault.ecu &&
      isSameStream(step.place, fault.place) &&
      step.place.offset > last,
  );
}
/**
 * It is about the same image: by its name, where the fault names one. A check that found what it looked for is no less true
 * where somebody forced it, and bad data are as bad once other data, which nobody names, were found good.
 */
function passesFor(fault: Finding, step: Finding, textOf: Aftermath['textOf']): boolean {
  if (fault.role === 'cause' && FORCED.test(textOf(step))) return false;
  if (filesOf(textOf(fault)).length > 0) return filesOf(textOf(step)).length > 0;
  return traitsOf(fault.name, fault.traits).ofData !== true || step.name !== 'phase:verify:succeeded';
}
const FORCED = /\bforced?\b/i;

/** The data were fetched or written anew between the last time that the fault was told and this step. */
const isRenewed = (fault: Finding, step: Finding, { findings, logs }: Pick<Aftermath, 'findings' | 'logs'>): boolean =>
  findings.some(
    (again) =>
      RENEWS.test(again.name) &&
      again.ecu === fault.ecu &&
      isSameStream(again.place, fault.place) &&
      offsetsOf(again, logs).some((offset) => offset > lastOffset(fault, logs) && offset < step.place.offset),
  );

const RENEWS = /^phase:(?:download|install):started$/;
const STEP_DONE = /^phase:(?:verify|install|activate):succeeded$/;

/** Names of files, but for those of sources, scripts and units, which say who tells of it. */
const filesOf = (text: string): readonly string[] =>
  (text.match(/(?<![\w-])[\w-]{1,80}\.[a-z][a-z0-9]{1,7}\b/gi) ?? []).filter((name) => !TELLER.test(name));
const TELLER = /\.(?:cc|cpp|cxx|hpp|rs|go|py|js|ts|sh|so|ko|service|socket|target|mount|timer|conf|cfg|ini|log)$/i;

/** The same line with the opposite word, or the way out of the state that was entered. */
function isTakenBack(fault: Finding, { findings, logs, templates, textOf }: Aftermath): boolean {
  const said = fault.row?.template;
  if (said === undefined) return false;
  const opposites = OPPOSITES.filter(([bad]) => bad.test(said)).map(([bad, good]) => said.replace(bad, good));
  const state = ENTERED.exec(said)?.[1];
  const last = lastOffset(fault, logs);
  const parts = partsOf(textOf(fault));
  /** Templates mask which part it is: it has to be read. */
  const isOfParts = (row: TemplateRow): boolean =>
    parts.length === 0 ||
    findings.some((other) => {
      if (other.row !== row || other.place.offset <= last) return false;
      const named = partsOf(textOf(other));
      return parts.every((part) => named.includes(part));
    });
  return templates.some(
    (row) =>
      row.ecu === fault.ecu &&
      row.app === fault.app &&
      isOfParts(row) &&
      (opposites.includes(row.template) || (state !== undefined && row.template.includes(`${state} to `))) &&
      lastOf(row, fault, logs) > last,
  );
}
const OPPOSITES: readonly (readonly [bad: RegExp, good: string])[] = [
  [/\bdown\b/, 'up'],
  [/\b[Dd]isconnected\b/, 'connected'],
  [/\bnot ready\b/, 'ready'],
  [/\boffline\b/, 'online'],
  [/\bunavailable\b/, 'available'],
  [/\bnot available\b/, 'available'],
  [/\bunreachable\b/, 'reachable'],
  [/\blost\b/, 'restored'],
  [/\bstopped\b/, 'started'],
];
/** `port 7`, `eth1`, `can_0`. */
const partsOf = (text: string): readonly string[] => text.match(/\b[A-Za-z]{2,16}[ _-]?\d{1,3}\b/g) ?? [];
/** `SLAVE to FAULTY on …`: states as machines of states call them. */
const ENTERED = /\bto ([A-Z][A-Z_]{3,20})\b/;

/** `disk4: timeout …` and later `disk4: new high speed card …`: the part came up after all. */
function isPartBack(failure: Finding, { findings, logs, textOf }: Aftermath): boolean {
  const part = NUMBERED.exec(textOf(failure))?.[1];
  if (part === undefined || failure.app !== 'kernel') return false;
  const last = lastOffset(failure, logs);
  /** A known fault of a drive is none the less one because it could be mounted. */
  const isOnlyWords = failure.category === 'line';
  return findings.some((other) => {
    const text = other.category === 'line' && other.place.offset > last ? textOf(other) : '';
    const isBack = NUMBERED.exec(text)?.[1] === part && isArrival(text);
    return isSameStream(other.place, failure.place) && (isBack || (isOnlyWords && driveInUse(text) === part));
  });
}
/** The kernel's name of a part, with its number, at the head of what it says. */
const NUMBERED = /^(?:\[ {0,8}\d{1,7}\.\d{3,9}\] )?(?:[\w:.-]{1,40} )?([a-z]{2,12}\d{1,3}): /;

/** The program that ended was at work again, and says that it succeeded. */
function isBackInService(fault: Finding, { logs, templates }: Aftermath): boolean {
  const subject = traitsOf(fault.name, fault.traits).wrapper === true ? subjectOf(fault.facts) : undefined;
  if (subject === undefined) return false;
  const last = lastOffset(fault, logs);
  return templates.some(
    (row) => row.app === subject && row.ecu === fault.ecu && isWell(row) && lastOf(row, fault, logs) > last,
  );
}

/** Healthy vehicles log it, too, and nothing came of it: no other fault, no step and no whole that failed. */
export function isWithoutEffect(fault: Finding, { findings }: Aftermath): boolean {
  const commonplace = findings
    .filter(({ name, traits }) => traitsOf(name, traits).commonplace === true)
    .flatMap((each) => each.pointers);
  const isCommonplace = ({ pointers }: Finding): boolean =>
    pointers.every((own) => commonplace.some((at) => pointersEqual(at, own)));
  return isCommonplace(fault) && !findings.some((other) => isEffect(other) && !isCommonplace(other));
}

function isEffect(finding: Finding): boolean {
  const { fails, rollsBack } = traitsOf(finding.name, finding.traits);
  const isFault = finding.category === 'fault' && !isProbing(finding);
  return isFault || fails === true || rollsBack === true || finding.reading?.role === 'wrapper';
}

/** Of all records that say it, in its log. */
const offsetsOf = ({ place, row }: Finding, logs: Logs): readonly number[] => [
  place.offset,
  ...(row === null ? [] : (logs.placesOf(row).get(streamKey(place)) ?? [])),
];

const lastOffset = (finding: Finding, logs: Logs): number => Math.max(...offsetsOf(finding, logs));

const lastOf = (row: TemplateRow, { place }: Finding, logs: Logs): number =>
  Math.max(-1, ...(logs.placesOf(row).get(streamKey(place)) ?? []));
