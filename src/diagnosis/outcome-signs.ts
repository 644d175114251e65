import type { Sign } from './sign.ts';

/** Phases that only an update has; `check`, `commit` and `health-check` also run on every boot. */
const UPDATE_STEPS = ['download', 'verify', 'install', 'activate', 'rollback'];

/** A new try begins with one of these; `activate` alone may be the way back to the old slot. */
const RETRY = /^phase:(?:download|verify|install):(?:started|succeeded)$/;

/** A transfer that ended so was refused, not cut off. */
const REFUSED_ENDINGS = new Set(['negative response', 'transfer exit']);

/** Faults that only an update can have, whatever their code. */
const OWN_FAULT = /^(?:ota-|uds-transfer|uds-block|signature-invalid$)/;

const isStep = (sign: Sign, state: string): boolean => {
  const [category, phase, actual] = sign.name.split(':');
  return category === 'phase' && UPDATE_STEPS.includes(phase) && actual === state;
};

export const isRetry = (sign: Sign): boolean => RETRY.test(sign.name);

const ATTEMPT_MARKERS = new Set(['marker:update-applied', 'marker:update-failed', 'marker:rolled-back']);

export const isAttempt = (sign: Sign): boolean =>
  isStep(sign, 'started') ||
  isStep(sign, 'succeeded') ||
  isStep(sign, 'failed') ||
  ATTEMPT_MARKERS.has(sign.name) ||
  (sign.category === 'fault' && OWN_FAULT.test(sign.name));

export const isFailure = (sign: Sign): boolean =>
  sign.name === 'marker:update-failed' ||
  isStep(sign, 'failed') ||
  /^phase:(?:commit|health-check):failed$/.test(sign.name);

export const isRollback = (sign: Sign): boolean =>
  sign.name === 'marker:rolled-back' || /^phase:rollback:(?:started|succeeded)$/.test(sign.name);

/** The update was cut off rather than refused. */
export const isInterruption = ({ name, facts }: Sign): boolean =>
  name === 'power-loss' || (name === 'uds-transfer-incomplete' && !REFUSED_ENDINGS.has(String(facts['endedBy'])));

export const isCommit = (sign: Sign): boolean =>
  sign.name === 'marker:committed' || sign.name === 'phase:commit:succeeded';

/** New software is in place. */
export const isInstalled = (sign: Sign): boolean =>
  sign.name === 'marker:update-applied' || sign.name === 'phase:install:succeeded';

/** New software is in place and waits to be proven. */
export const isDone = (sign: Sign): boolean => isInstalled(sign) || sign.name === 'phase:activate:succeeded';

/** A writer without a name may be any ECU. */
export const isSameEcu = (a: { ecu: string }, b: { ecu: string }): boolean =>
  a.ecu === b.ecu || a.ecu === '' || b.ecu === '';
