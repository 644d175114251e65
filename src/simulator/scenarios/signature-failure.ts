import { FILES, type Vehicle } from '../vehicle.ts';
import type { Scenario, Truth } from './scenario.ts';

/** The head unit's payload was signed with a key its image does not know: it arrives whole and is refused. */
export const signatureFailure: Scenario = {
  summary: 'the head unit downloads its update and refuses its signature',
  play(vehicle) {
    announce(vehicle);
    download(vehicle);
    refuse(vehicle);
    vehicle.session.advance(6);
    const whole = { fromUs: vehicle.session.startUs, toUs: vehicle.session.nowUs };
    vehicle.addBackground();
    vehicle.addAdasBackground(vehicle.adas, whole);
    return TRUTH;
  },
};

const TRUTH: Truth = {
  finding: 'fault',
  outcome: 'failed',
  claimedOutcome: 'failure',
  firmware: { from: '4.1.0', to: '4.2.0' },
  causeCodes: ['signature-invalid'],
  ecu: 'IVI',
  decisive: [
    { file: FILES.headUnit, text: 'None of the 1 signatures is correct' },
    { file: FILES.headUnit, text: 'kDownloadPayloadVerificationError' },
    { file: FILES.gateway, text: 'signature verification failed' },
  ],
};

function announce(vehicle: Vehicle): void {
  vehicle.session.advance(8);
  vehicle.master('campaign OTA-2026-1042 state: downloading');
  vehicle.master('package ivi-4.2.0.zip for ECU IVI, size 734003200 bytes, running version 4.1.0');
  vehicle.session.advance(2);
}

function download(vehicle: Vehicle): void {
  vehicle.updateEngine('INFO', 'update_attempter_android.cc(301)', 'Using this install plan:');
  vehicle.updateEngine('INFO', 'action_processor.cc(46)', 'ActionProcessor: starting InstallPlanAction');
  vehicle.updateEngine(
    'INFO',
    'action_processor.cc(116)',
    'ActionProcessor: finished InstallPlanAction with code ErrorCode::kSuccess',
  );
  vehicle.updateEngine('INFO', 'action_processor.cc(143)', 'ActionProcessor: starting DownloadAction');
  vehicle.updateEngine(
    'ERROR',
    'prefs.cc(122)',
    'prefs->GetInt64(kPrefsUpdateStatePayloadIndex, &payload_index) failed.',
  );
  for (let percent = 10; percent <= 100; percent += 10) {
    vehicle.session.advance(3);
    vehicle.updateEngine(
      'INFO',
      'delta_performer.cc(211)',
      `Completed ${percent * 11}/1100 operations (${percent}%), ${percent * 7_340_032}/734003200 bytes downloaded (${percent}%), overall progress ${percent}%`,
    );
  }
}

function refuse(vehicle: Vehicle): void {
  vehicle.updateEngine(
    'ERROR',
    'payload_verifier.cc(122)',
    'None of the 1 signatures is correct. Expected hash before padding:',
  );
  vehicle.updateEngine('ERROR', 'delta_performer.cc(1670)', 'Public key verification failed, thus update failed.');
  vehicle.updateEngine(
    'ERROR',
    'download_action.cc(222)',
    'Download of http://169.254.3.1/ivi-4.2.0.zip failed due to payload verification error.',
  );
  vehicle.updateEngine(
    'INFO',
    'action_processor.cc(116)',
    'ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadPayloadVerificationError',
  );
  vehicle.updateEngine('INFO', 'action_processor.cc(121)', 'ActionProcessor: Aborting processing due to failure.');
  vehicle.updateEngine('INFO', 'update_attempter_android.cc(566)', 'Processing Done.');
  vehicle.headUnitSays(
    'OtaService',
    'onPayloadApplicationComplete(ErrorCode::kDownloadPayloadVerificationError (12))',
    'W',
  );
  vehicle.session.advance(0.8);
  vehicle.master('IVI: signature verification failed for package ivi-4.2.0.zip, result 12', 'info', 'INST');
  vehicle.master('IVI: slot A stays active, running version 4.1.0');
  vehicle.master('campaign OTA-2026-1042 state: failed');
}
