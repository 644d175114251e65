import type { Vocabulary } from '#src/evidence/file-evidence.ts';
import { isInterruption, isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Finding } from './finding.ts';

export { isInterruption };

/** What only an update client says: a fault in its words is a fault of an update. */
const UPDATE_CLIENTS: ReadonlySet<Vocabulary> = new Set<Vocabulary>([
  'update_engine',
  'rauc',
  'swupdate',
  'mender',
  'aktualizr',
  'hawkbit',
]);

const traits = (finding: Finding) => traitsOf(finding.name, finding.traits);

/** A new try begins with it; `activate` alone may be the way back to the old slot. */
export const isRetry = (finding: Finding): boolean =>
  traits(finding).opensAttempt === true && !finding.name.endsWith(':failed');

/** Every boot verifies images and mounts partitions, too: by words that all programs share, that alone is no update. */
export const isEveryBoots = ({ isInferred, name }: Finding): boolean =>
  isInferred === true && name.startsWith('phase:verify:');

/** An update was tried: a step of one, how one ended, or a fault that only update clients tell of. */
export const isAttempt = (finding: Finding): boolean =>
  (traits(finding).updateClient === true && !isEveryBoots(finding)) ||
  (finding.category === 'fault' &&
    finding.vocabulary !== null &&
    UPDATE_CLIENTS.has(finding.vocabulary) &&
    !isProbing(finding));

export const isFailure = (finding: Finding): boolean =>
  traits(finding).fails === true && finding.name !== 'phase:rollback:failed';

export const isRollback = (finding: Finding): boolean => traits(finding).rollsBack === true;

export const isCommit = (finding: Finding): boolean => traits(finding).commits === true;

/** New software is in place. */
export const isInstalled = (finding: Finding): boolean => traits(finding).installs === true;

/** New software is in place and waits to be proven. */
export const isDone = (finding: Finding): boolean => traits(finding).completes === true;

/** A writer without a name may be any ECU. */
export const isSameEcu = (a: { ecu: string }, b: { ecu: string }): boolean =>
  a.ecu === b.ecu || a.ecu === '' || b.ecu === '';
