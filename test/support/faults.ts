import type { Fault } from './evidence-builder.ts';

/** Faults in the words of the detectors, for the lines of sessions that are built by hand. */

/** The error that update_engine ends with, by name and number: `kDownloadTransferError (9)`. */
export const otaError = (fault: Pick<Fault, 'role' | 'facts'> & { code: string }): Fault => ({
  kind: 'ota-error',
  vocabulary: 'update_engine',
  title: `update_engine ended with ${fault.code}`,
  ...fault,
});

export const invalidSignature = (fault: Pick<Fault, 'vocabulary' | 'title'>): Fault => ({
  kind: 'signature-invalid',
  role: 'cause',
  ...fault,
});

/** A diagnostic request, named by `request`, that an ECU refused. */
export const refusal = ({ request, facts = {} }: Pick<Fault, 'facts'> & { request: string }): Fault => ({
  kind: 'uds-negative-response',
  vocabulary: 'uds',
  role: 'consequence',
  code: 'NRC 0x31',
  title: `${request} was refused with NRC 0x31 (requestOutOfRange)`,
  facts,
});

/** A line that only repeats that something failed. */
export const abort: Fault = {
  kind: 'ota-aborted',
  vocabulary: 'dlt',
  role: 'consequence',
  title: 'The update was reported as failed',
};

export const storageError: Fault = {
  kind: 'storage-error',
  vocabulary: 'kernel',
  role: 'cause',
  code: 'EIO',
  title: 'A storage device reported an input/output error',
};

export const lowVoltage: Fault = {
  kind: 'low-voltage',
  vocabulary: 'kernel',
  role: 'cause',
  title: 'The supply voltage was too low',
};
