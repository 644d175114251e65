import type { Finding } from './finding.ts';

/** Phases that only an update has; `check`, `commit` and `health-check` also run on every boot. */
const UPDATE_STEPS = ['download', 'verify', 'install', 'activate', 'rollback'];

/** A new try begins with one of these; `activate` alone may be the way back to the old slot. */
const RETRY = /^phase:(?:download|verify|install):(?:started|succeeded)$/;

/** A transfer that ended so was refused, not cut off. */
const REFUSED_ENDINGS = new Set(['negative response', 'transfer exit']);

/** Faults that only an update can have, whatever their code. */
const OWN_FAULT = /^(?:ota-|uds-transfer|uds-block|signature-invalid$)/;

const isStep = (finding: Finding, state: string): boolean => {
  const [category, phase, actual] = finding.name.split(':');
  return category === 'phase' && UPDATE_STEPS.includes(phase) && actual === state;
};

export const isRetry = (finding: Finding): boolean => RETRY.test(finding.name);

const ATTEMPT_MARKERS = new Set(['marker:update-applied', 'marker:update-failed', 'marker:rolled-back']);

export const isAttempt = (finding: Finding): boolean =>
  isStep(finding, 'started') ||
  isStep(finding, 'succeeded') ||
  isStep(finding, 'failed') ||
  ATTEMPT_MARKERS.has(finding.name) ||
  (finding.category === 'fault' && OWN_FAULT.test(finding.name));

export const isFailure = (finding: Finding): boolean =>
  finding.name === 'marker:update-failed' ||
  isStep(finding, 'failed') ||
  /^phase:(?:commit|health-check):failed$/.test(finding.name);

export const isRollback = (finding: Finding): boolean =>
  finding.name === 'marker:rolled-back' || /^phase:rollback:(?:started|succeeded)$/.test(finding.name);

/** The update was cut off rather than refused. */
export const isInterruption = ({ name, facts }: Finding): boolean =>
  name === 'power-loss' || (name === 'uds-transfer-incomplete' && !REFUSED_ENDINGS.has(String(facts['endedBy'])));

export const isCommit = (finding: Finding): boolean =>
  finding.name === 'marker:committed' || finding.name === 'phase:commit:succeeded';

/** New software is in place. */
export const isInstalled = (finding: Finding): boolean =>
  finding.name === 'marker:update-applied' || finding.name === 'phase:install:succeeded';

/** New software is in place and waits to be proven. */
export const isDone = (finding: Finding): boolean =>
  isInstalled(finding) || finding.name === 'phase:activate:succeeded';

/** A writer without a name may be any ECU. */
export const isSameEcu = (a: { ecu: string }, b: { ecu: string }): boolean =>
  a.ecu === b.ecu || a.ecu === '' || b.ecu === '';
