import type { Traits } from './traits.ts';

interface Kind extends Traits {
  /** For who writes a vocabulary or a knowledge row. */
  means: string;
}

/** What a failed update leaves behind, whatever stopped it. */
const update = { updateClient: true } as const;

const UPDATE = {
  'ota-aborted': { ...update, wrapper: true, generic: true, means: 'the client gave up or reported failure' },
  'ota-step-failed': {
    ...update,
    wrapper: true,
    generic: true,
    means: 'a step of the client failed, without a reason',
  },
  'ota-error': { ...update, means: 'an error code of an update client; the code says what it means' },
  'ota-check-failed': { ...update, wrapper: true, means: 'the check for updates failed' },
  'ota-download-failed': { ...update, wrapper: true, means: 'the download failed' },
  'ota-verify-failed': { ...update, wrapper: true, means: 'the verification step failed, without a reason' },
  'ota-install-failed': { ...update, wrapper: true, means: 'an image could not be written' },
  'ota-activate-failed': { ...update, wrapper: true, means: 'the new software could not be activated' },
  'ota-reboot-failed': { ...update, wrapper: true, means: 'the reboot into the new software failed' },
  'ota-health-check-failed': { ...update, wrapper: true, means: 'the check of the new software failed' },
  'ota-commit-failed': { ...update, wrapper: true, means: 'the new software could not be committed' },
  'ota-rollback-failed': { ...update, wrapper: true, means: 'the way back to the old software failed' },
  'ota-hook-failed': { ...update, wrapper: true, means: 'a script or handler of the update failed' },
  'ota-module-failed': { ...update, wrapper: true, means: 'an update module failed' },
  'ota-postinstall-failed': { ...update, wrapper: true, means: 'the post-install step failed' },
  'ota-slot-failed': { ...update, wrapper: true, means: 'a slot could not be written or activated' },
  'ota-mount-failed': { ...update, wrapper: true, means: 'the bundle or a slot could not be mounted' },
  'ota-operation-failed': { ...update, wrapper: true, means: 'an operation of the payload could not be applied' },
  'ota-deploy-failed': { ...update, wrapper: true, means: 'a deployment could not be written or finalised' },
  'ota-cleanup-failed': { ...update, means: 'an old deployment or image could not be removed' },
  'ota-partition-setup-failed': { ...update, wrapper: true, means: 'the target partitions could not be prepared' },
  'ota-partition-missing': { ...update, means: 'there is no partition to write the update to' },
  'ota-package-unreadable': { ...update, wrapper: true, means: 'the update package could not be opened' },
  'ota-target-mounted': { ...update, means: 'the slot to be written is in use' },
  'ota-transfer-error': { ...update, wrapper: true, means: 'the transfer of the update broke off' },
  'ota-transfer-incomplete': { ...update, wrapper: true, means: 'the download ended before all bytes had come' },
  'ota-client-died': { ...update, midTry: true, means: 'the update client ended in the middle of its work' },
  'ota-report-failed': { ...update, means: 'the client could not report its state to the server' },
  'ota-busy': { ...update, means: 'another update is under way' },
  'ota-precondition': { ...update, means: 'the device was not in a state that allows an update' },
  'ota-cancelled': { ...update, means: 'a person or the server cancelled the update' },
} as const satisfies Record<string, Kind>;

const PACKAGE = {
  'signature-invalid': { ...update, ofData: true, means: 'a signature does not verify' },
  'signature-missing': { ...update, means: 'the update is not signed' },
  'signature-too-large': { ...update, means: 'the signature is larger than the device accepts' },
  'keyring-missing': { means: 'the device has no key to check the update against' },
  'decryption-failed': { means: 'the update could not be decrypted' },
  'hash-mismatch': { ofData: true, means: 'data differs from its hash' },
  'source-hash-mismatch': { means: 'the installed software is not what the delta was made for' },
  'bundle-damaged': { ofData: true, means: 'the update is incomplete or damaged' },
  'bundle-filesystem-missing': { means: 'the kernel does not know the file system of the bundle' },
  'image-metadata-missing': { means: 'the image lacks the metadata that describes it' },
  'boot-image-invalid': {
    means: 'a bootloader refused an image',
    reached: 'by-anything',
    consequenceOf: ['storage-error'],
  },
  'incompatible-bundle': { means: 'the update is made for another device or other software' },
  'unsupported-payload': { means: 'the device has no installer for this kind of update' },
  'downgrade-refused': { means: 'the update is older than what is installed' },
  'metadata-expired': { means: 'the update metadata has expired' },
  'metadata-invalid': { means: 'the update metadata failed its security check' },
  'metadata-unverified': {
    commonplace: true,
    means: 'update metadata failed a check: stored ones do so before every update, which fetches newer ones',
  },
  'partition-mismatch': { means: 'the booted partition is not the one the client expects' },
  'overlayfs-enabled': { means: 'an overlay over verified partitions prevents snapshots' },
  'configuration-invalid': { means: 'a setting or an argument is wrong or missing' },
} as const satisfies Record<string, Kind>;

const TRUST_AND_TIME = {
  'certificate-invalid': { means: 'a certificate was refused, without a reason' },
  'certificate-expired': { means: 'a certificate has expired, or the clock is ahead' },
  'certificate-not-yet-valid': { means: 'a certificate is not valid yet: mostly the clock is behind' },
  'certificate-untrusted': { means: 'a certificate is self-signed or of an unknown issuer' },
  'certificate-revoked': { means: 'a certificate was revoked' },
  'certificate-wrong-host': { means: 'a certificate belongs to another host' },
  'clock-unsynchronised': { means: 'a clock has no source, or lost it' },
  'clock-jump': { means: 'a clock was set by a large step', consequenceOf: ['clock-unsynchronised', 'ptp-fault'] },
  'ptp-fault': { means: 'a PTP port is faulty' },
} as const satisfies Record<string, Kind>;

const NETWORK = {
  'network-error': { means: 'a connection failed; the code says how', consequenceOf: ['name-resolution-failed'] },
  'name-resolution-failed': { means: 'a host name could not be resolved' },
  'server-refused': { means: 'a server answered with an error status' },
  'access-denied': { means: 'an access was not permitted' },
  'someip-service-lost': { means: 'a SOME/IP service became unavailable' },
  'someip-error': { means: 'SOME/IP communication failed' },
  'doip-activation-denied': { means: 'a DoIP entity denied routing activation' },
  'doip-nack': { means: 'a DoIP entity refused a message' },
  'doip-connection-lost': { means: 'a DoIP connection broke off' },
  'can-bus-off': { means: 'a CAN controller went bus-off', unsound: true, reached: 'by-its-part' },
  'can-error-passive': { means: 'a CAN controller counts many errors' },
  'can-tx-failed': { means: 'a CAN frame could not be sent', consequenceOf: ['can-bus-off', 'can-error-passive'] },
  'usb-error': { means: 'a USB transfer failed' },
} as const satisfies Record<string, Kind>;

const STORAGE = {
  'storage-error': {
    means: 'a storage device reported an error',
    reached: 'by-its-part',
    consequenceOf: ['verity-corruption'],
  },
  'storage-timeout': { means: 'a storage controller did not answer in time', consequenceOf: ['storage-error'] },
  'filesystem-error': { means: 'a file system is damaged', consequenceOf: ['storage-error', 'verity-corruption'] },
  'verity-corruption': { means: 'blocks differ from their signed hash', unsound: true },
  'dm-table-rejected': { means: 'the kernel refused a device-mapper table' },
  'no-space': { means: 'there is not enough space' },
  'read-only': {
    means: 'a write went to a read-only place',
    commonplace: true,
    consequenceOf: ['no-space', 'storage-error', 'filesystem-error'],
  },
  'file-missing': { means: 'a file that is needed is not there' },
  'device-missing': { means: 'a device is not there, or went away', reached: 'by-anything' },
} as const satisfies Record<string, Kind>;

const BOOT = {
  'boot-fallback': {
    means: 'the bootloader or the client fell back to the old software',
    unsound: true,
    consequenceOf: ['boot-image-invalid', 'kernel-panic', 'kernel-oops', 'watchdog-reset', 'health-check-failed'],
  },
  'slot-unbootable': { means: 'a slot was marked as not bootable' },
  'slot-mark-failed': { everyBoot: true, means: 'the boot state of a slot could not be written' },
  rollback: { means: 'the ECU goes back to its previous software', consequenceOf: ['health-check-failed'] },
  'rollback-failed': { means: 'the way back to the previous software failed' },
  'health-check-failed': { means: 'a check of the running software failed' },
  'kernel-panic': {
    means: 'the kernel panicked',
    ends: true,
    unsound: true,
    consequenceOf: ['kernel-oops', 'verity-corruption'],
  },
  'kernel-oops': { means: 'the kernel met an illegal access', ends: true, unsound: true },
  'watchdog-reset': { means: 'a watchdog expired', ends: true, restarts: true, unsound: true },
  'abnormal-reset': { means: 'an ECU reset by itself', ends: true, unsound: true },
  'hardware-error': { means: 'memory or a bus reported an uncorrectable error', unsound: true },
} as const satisfies Record<string, Kind>;

const POWER = {
  'low-voltage': { means: 'the supply voltage was too low' },
  'high-voltage': { means: 'the supply voltage was too high' },
  'over-current': { means: 'a current was too high' },
  'unclean-shutdown': { means: 'something was not closed before the last start', probing: 'always' },
  'power-loss': { means: 'power was lost', ends: true, interrupts: true },
  'thermal-shutdown': { means: 'a critical temperature was reached', ends: true },
  'thermal-throttling': { means: 'performance was lowered because of heat or current' },
} as const satisfies Record<string, Kind>;

const PROCESSES = {
  crash: { means: 'a process crashed', ends: true, consequenceOf: ['out-of-memory'] },
  'out-of-memory': { means: 'memory ran out', ends: true },
  'task-hung': { means: 'a task made no progress' },
  'app-not-responding': { means: 'an app stopped responding' },
  'service-failed': {
    means: 'a service ended with an error',
    wrapper: true,
    consequenceOf: ['crash', 'out-of-memory', 'watchdog-reset', 'service-timeout'],
  },
  'service-start-limit': {
    means: 'a service was restarted too often',
    consequenceOf: ['crash', 'out-of-memory', 'service-failed', 'service-timeout'],
  },
  'mount-failed': { means: 'a file system that the system needs was not mounted' },
  'service-timeout': { means: 'a service did not start or stop in time' },
  'service-dependency': { means: 'a service did not start because another one failed', wrapper: true },
  'library-missing': { means: 'a program or library that is needed is not there' },
} as const satisfies Record<string, Kind>;

/** The transfer was refused, not cut off. */
const REFUSED_ENDINGS = ['negative response', 'transfer exit'] as const;

const DIAGNOSTICS = {
  dtc: { means: 'a trouble code' },
  'uds-negative-response': { means: 'a diagnostic request was refused', probing: 'as-consequence' },
  'uds-response-timeout': { means: 'no response came to a diagnostic request', probing: 'as-consequence' },
  'uds-response-late': { means: 'an ECU that asked for patience took longer than it promised' },
  'uds-session-lost': { means: 'an ECU had left its diagnostic session, for nobody had spoken to it' },
  'uds-not-programmed': { means: 'an ECU says that its software is incomplete or its memory is faulty' },
  'uds-routine-failed': { means: 'a routine of a programming sequence failed' },
  'uds-response-unreadable': { means: 'a diagnostic message does not fit its description' },
  'uds-block-sequence-error': { ...update, means: 'blocks of a transfer are missing or out of order' },
  'uds-transfer-incomplete': {
    ...update,
    means: 'a transfer to an ECU ended early',
    interrupts: { fact: 'endedBy', unless: REFUSED_ENDINGS },
  },
  'can-error-frame': { means: 'an error frame was on a bus', probing: 'as-consequence' },
  'isotp-incomplete': { means: 'a message was announced and not continued', probing: 'as-consequence' },
  'sensor-fault': { means: 'a sensor or component reported a fault code' },
  'sensor-silent': { means: 'a sensor sends nothing' },
  'diagnostics-error': { means: 'a self-diagnosis reports a component in error' },
  'probe-failed': { means: 'a look for what is not there: everyday noise', probing: 'always' },
  'messages-lost': { means: 'messages are missing from the log itself', probing: 'always' },
} as const satisfies Record<string, Kind>;

/** Every kind of fault that Argus' own detectors and vocabularies tell, with what it means for a diagnosis. */
export const FAULT_KINDS = {
  ...UPDATE,
  ...PACKAGE,
  ...TRUST_AND_TIME,
  ...NETWORK,
  ...STORAGE,
  ...BOOT,
  ...POWER,
  ...PROCESSES,
  ...DIAGNOSTICS,
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

/** Fails to compile when a `consequenceOf` names a kind that is not catalogued. */
export const TRAITS_OF_KIND: Readonly<Record<FaultKind, Kind & { consequenceOf?: readonly FaultKind[] }>> = FAULT_KINDS;

export const isFaultKind = (name: string): name is FaultKind => Object.hasOwn(FAULT_KINDS, name);
