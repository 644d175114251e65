import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Finding } from './finding.ts';

/** A line that is at least this telling gives a reason. */
export const TELLING = 42;
/** One that is at least this telling strikes by itself. */
export const STRIKING = 46;
/** A step that broke in words that say more than that. */
const REASONED = 40;
const FAULT_WEIGHT = { cause: 56, symptom: 40 };
/** Reasons of everyday: a healthy system looks for files and tries options too. */
const EVERYDAY = new Set(['not-found', 'argument', 'exceeded', 'busy']);

/** Reasons that no healthy vehicle logs, however long its log. */
export const GRAVE = new Set([
  'crash',
  'bug',
  'memory',
  'watchdog',
  'power',
  'thermal',
  'bus',
  'input-output',
  'corrupt',
  'no-space',
]);

/** Reasons for which a program or a system ends. */
const ENDING = new Set(['crash', 'memory', 'watchdog', 'power']);

/** It ended a program or a system: behind the last word of a try nothing shows that it went well all the same. */
export const isEnding = ({ name, reading, traits }: Finding): boolean =>
  traitsOf(name, traits).ends === true || ENDING.has(reading?.reason?.kind ?? '');

/** What a line or an unexplained fault tells by itself, 0 to 80. A wrapper that holds its reason inside tells that. */
export function weightOf({ category, isInferred, reading, role, name, traits }: Finding): number {
  if (isInferred && reading?.role === 'cause' && reading.weight >= REASONED && reading.reason?.kind !== 'failure')
    return reading.weight;
  const { generic, wrapper } = traitsOf(name, traits);
  const isWhole = wrapper === true || generic === true;
  const speaks = reading?.role === 'cause' && reading.weight >= STRIKING;
  if (speaks && (isWhole || category === 'phase' || category === 'marker')) return reading.weight;
  if (reading?.role === 'wrapper' || isWhole || role === 'consequence') return 0;
  if (category === 'line') return reading?.weight ?? 0;
  if (category !== 'fault') return 0;
  return Math.max(role === 'cause' ? FAULT_WEIGHT.cause : FAULT_WEIGHT.symptom, reading?.weight ?? 0);
}

/** Its words tell of a failure: a line that tells less goes with nothing, and is shown only where nothing tells more. */
export const isNotable = (finding: Finding): boolean => weightOf(finding) >= NOTABLE;
const NOTABLE = 28;

export const hasRoutineReason = ({ reading }: Finding): boolean => EVERYDAY.has(reading?.reason?.kind ?? '');

export const isSevere = ({ reading }: Finding): boolean => reading?.level === 'error' || reading?.level === 'fatal';
