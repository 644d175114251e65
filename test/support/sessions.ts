import type { OtaPhase } from '#src/evidence/file-evidence.ts';
import { type Fault, SessionBuilder } from './evidence-builder.ts';
import { abort, invalidSignature, lowVoltage, otaError, refusal, storageError } from './faults.ts';

/** Sessions of one vehicle as detectors would see them, built by hand: two or three ECUs, one story each. */

/** update_engine refuses the payload's signature, and the gateway's own check of it says the same. */
export function signatureFailure(): SessionBuilder {
  const byClient = invalidSignature({
    vocabulary: 'update_engine',
    title: 'The signature of the update payload is not valid',
  });
  const end = otaError({
    role: 'cause',
    code: 'kDownloadPayloadPubKeyVerificationError (18)',
    facts: { code: 18, action: 'DownloadAction' },
  });
  const byGateway = invalidSignature({ vocabulary: 'dlt', title: 'A signature verification failed' });
  const session = new SessionBuilder();
  session
    .file('ivi/logcat.txt', { format: 'logcat' })
    .phase(10, 'download', 'started')
    .fault(70, 'E update_engine: Public key verification failed, thus update failed.', byClient)
    .fault(71, 'finished DownloadAction with code ErrorCode::kDownloadPayloadPubKeyVerificationError', end)
    .phase(71, 'download', 'failed')
    .outcome(72, 'update-failed');
  session
    .file('gateway/gw.dlt', { ecu: 'GWAY' })
    .phase(5, 'install', 'started')
    .fault(73, 'OTA: signature check of payload failed', byGateway)
    .fault(75, 'Campaign 4711 failed', abort);
  return session;
}

/** The new slot boots, a health check fails, and both the ECU and the gateway see the old slot come back. */
export function healthCheckRollback(): SessionBuilder {
  const session = new SessionBuilder();
  session
    .file('adas/adas.dlt', { ecu: 'ADAS' })
    .boot(0)
    .outcome(1, 'slot-booted', 'A')
    .phase(20, 'install', 'started')
    .phase(90, 'install', 'succeeded')
    .outcome(91, 'update-applied')
    .boot(120)
    .outcome(121, 'slot-booted', 'B')
    .phase(125, 'health-check', 'started')
    .fault(150, 'health check camera_ready failed', {
      kind: 'health-check-failed',
      vocabulary: 'dlt',
      role: 'symptom',
      title: 'A health check failed',
    })
    .phase(150, 'health-check', 'failed')
    .phase(151, 'rollback', 'started')
    .boot(180)
    .outcome(181, 'slot-booted', 'A')
    .outcome(182, 'committed', 'A');
  session
    .file('gateway/gw.log', { format: 'syslog', ecu: 'GWAY' })
    .phase(15, 'install', 'started')
    .outcome(185, 'rolled-back')
    .outcome(186, 'version-seen', '7.1.0');
  return session;
}

/** The transfer to the brake ECU stops in the middle, and the ECU comes back telling of a power loss. */
export function powerLossDuringFlash(): SessionBuilder {
  const session = new SessionBuilder();
  session
    .file('can/can0.log', { format: 'candump', ecu: 'can0' })
    .phase(100, 'install', 'started')
    .fault(100, 'can0 713#0734004408000000', {
      kind: 'uds-transfer-incomplete',
      vocabulary: 'uds',
      role: 'symptom',
      title: 'A download ended by end of log after 20480 of 81920 bytes',
      facts: { announcedBytes: 81920, transferredBytes: 20480, endedBy: 'end of log' },
    })
    .phase(130, 'install', 'failed');
  session
    .file('brake/brk.dlt', { ecu: 'BRKE' })
    .boot(0)
    .boot(170)
    .fault(171, 'reset reason: power_loss', {
      kind: 'power-loss',
      vocabulary: 'system',
      role: 'cause',
      title: 'The ECU came back from a power loss',
      facts: { reason: 'power_loss' },
    });
  return session;
}

/** Installed, booted, committed; a refused read and one stray input/output error on the way. */
export function healthyUpdate(): SessionBuilder {
  const session = new SessionBuilder();
  session
    .file('adas/adas.dlt', { ecu: 'ADAS' })
    .boot(0)
    .outcome(1, 'slot-booted', 'A')
    .phase(20, 'download', 'started')
    .phase(50, 'download', 'succeeded')
    .phase(51, 'install', 'started')
    .phase(90, 'install', 'succeeded')
    .boot(120)
    .outcome(121, 'slot-booted', 'B')
    .phase(140, 'health-check', 'succeeded')
    .outcome(150, 'committed', 'B')
    .outcome(151, 'version-seen', '7.2.0');
  session
    .file('gateway/gw.log', { format: 'syslog', ecu: 'GWAY' })
    .fault(30, 'NRC 0x31', refusal({ request: 'A diagnostic request', facts: { service: 34 } }))
    .fault(35, 'mmc1: error -110', storageError)
    .outcome(155, 'committed');
  return session;
}

/** No update at all: a lidar reports its supplier's code, and a controller misses it on the bus. */
export function fieldFault(): SessionBuilder {
  const session = new SessionBuilder();
  session.file('adas/adas.dlt', { ecu: 'ADAS' }).fault(40, 'lidar front error code 0x8004', {
    kind: 'sensor-fault',
    vocabulary: 'sensor',
    role: 'cause',
    code: '0x8004',
    title: 'A sensor reported the code 0x8004',
  });
  session.file('gateway/dtc.log', { format: 'syslog', ecu: 'GWAY' }).fault(45, 'DTC U0122-87 status 0x2F', {
    kind: 'dtc',
    vocabulary: 'dtc',
    role: 'symptom',
    code: 'U0122-87',
    title: 'The ECU logged the trouble code U0122-87',
    facts: { status: 47 },
  });
  return session;
}

interface FailedStep {
  step: OtaPhase;
  line: string;
  fault: Fault;
  faultSecond: number;
  failedSecond: number;
}

/** The head unit begins one step of an update, writes one fault, and the step fails. */
export function failedStep({ step, line, fault, faultSecond, failedSecond }: FailedStep): SessionBuilder {
  const session = new SessionBuilder();
  session
    .file('ivi/logcat.txt', { format: 'logcat' })
    .phase(10, step, 'started')
    .fault(faultSecond, line, fault)
    .phase(failedSecond, step, 'failed');
  return session;
}

/** Lines that only repeat that something failed. */
export function onlyWrapperLines(): SessionBuilder {
  const session = new SessionBuilder();
  session.file('gw.log', { format: 'syslog' }).fault(10, 'Update failed', abort).outcome(11, 'update-failed');
  return session;
}

/** The write fails; the storage and the supply both have something to say about it. */
export function rivalCauses(): SessionBuilder {
  const session = new SessionBuilder();
  session
    .file('ivi/kernel.log', { format: 'syslog', ecu: 'IVI' })
    .phase(10, 'install', 'started')
    .fault(40, 'mmcblk0: I/O error', storageError)
    .phase(50, 'install', 'failed');
  session.file('gateway/gw.dlt', { ecu: 'GWAY' }).fault(38, 'supply voltage too low', lowVoltage);
  return session;
}
