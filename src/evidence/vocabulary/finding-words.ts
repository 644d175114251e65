import type { FaultRole, OtaPhase, OutcomeMarker, PhaseEvent } from '../file-evidence.ts';

const ROLES: Readonly<Record<FaultRole, true>> = { cause: true, symptom: true, consequence: true };
const STATES: Readonly<Record<PhaseEvent['state'], true>> = { started: true, succeeded: true, failed: true };
const PHASES: Readonly<Record<OtaPhase, true>> = {
  check: true,
  download: true,
  verify: true,
  install: true,
  activate: true,
  reboot: true,
  'health-check': true,
  commit: true,
  rollback: true,
};
const MARKERS: Readonly<Record<OutcomeMarker['marker'], true>> = {
  'slot-booted': true,
  'version-seen': true,
  committed: true,
  'rolled-back': true,
  'update-applied': true,
  'update-failed': true,
  'up-to-date': true,
};

const isIn =
  <K extends string>(words: Readonly<Record<K, true>>) =>
  (word: unknown): word is K =>
    typeof word === 'string' && Object.hasOwn(words, word);

export const isRole = isIn(ROLES);
export const isState = isIn(STATES);
export const isPhase = isIn(PHASES);
export const isMarker = isIn(MARKERS);

const listed = (words: object): string => Object.keys(words).join(', ');

export const ROLE_LIST = listed(ROLES);
export const STATE_LIST = listed(STATES);
export const PHASE_LIST = listed(PHASES);
export const MARKER_LIST = listed(MARKERS);
