import { flash } from '../diagnostics.ts';
import type { Vehicle } from '../vehicle.ts';
import type { Scenario, Truth } from './scenario.ts';

/** Head unit, driver assistance and brake ECU are updated and committed; the usual harmless errors are all there. */
export const healthyUpdate: Scenario = {
  summary: 'three ECUs are updated, pass their health checks and commit',
  play(vehicle) {
    const { session } = vehicle;
    const first = vehicle.adas;
    session.advance(5);
    vehicle.master('campaign OTA-2026-1042 state: downloading');
    updateHeadUnit(vehicle);
    vehicle.master('campaign OTA-2026-1042 state: installing');
    flash(session, vehicle.brake, { sizeBytes: 32 * 1024 });
    vehicle.brake.exchange([0x22, 0xf1, 0x8c], [0x7f, 0x22, 0x31]);
    vehicle.brake.exchange([0x19, 0x02, 0xff], [0x59, 0x02, 0xff]);
    vehicle.adasSays('UCM', 'MAIN', 'installation of adas-4.2.0.raucb to slot B finished');
    vehicle.adasSays('UCM', 'MAIN', 'switched active slot to B');
    const rebootUs = session.nowUs;
    vehicle.rebootAdas(9);
    const secondFrom = session.nowUs;
    commit(vehicle);
    vehicle.addBackground();
    vehicle.addAdasBackground(first, { fromUs: session.startUs, toUs: rebootUs });
    vehicle.addAdasBackground(vehicle.adas, { fromUs: secondFrom, toUs: session.nowUs });
    return TRUTH;
  },
};

const TRUTH: Truth = {
  finding: 'no-fault',
  outcome: 'updated',
  claimedOutcome: 'success',
  firmware: { from: '4.1.0', to: '4.2.0' },
  causeCodes: [],
  ecu: null,
  decisive: [],
};

function updateHeadUnit(vehicle: Vehicle): void {
  vehicle.updateEngine('INFO', 'action_processor.cc(46)', 'ActionProcessor: starting InstallPlanAction');
  vehicle.updateEngine(
    'ERROR',
    'prefs.cc(122)',
    'prefs->GetInt64(kPrefsUpdateStatePayloadIndex, &payload_index) failed.',
  );
  for (const action of ['InstallPlanAction', 'DownloadAction', 'FilesystemVerifierAction', 'PostinstallRunnerAction']) {
    vehicle.session.advance(5);
    vehicle.updateEngine(
      'INFO',
      'action_processor.cc(116)',
      `ActionProcessor: finished ${action} with code ErrorCode::kSuccess`,
    );
  }
  vehicle.updateEngine('INFO', 'update_attempter_android.cc(566)', 'Update successfully applied, waiting to reboot.');
  vehicle.session.advance(14);
  vehicle.headUnitSays(
    'bootstat',
    'Service started: /system/bin/bootstat --set_system_boot_reason, boot reason: reboot,ota',
  );
  vehicle.headUnitSays('update_verifier', 'Booted slot _b, marked slot _b as successful');
}

function commit(vehicle: Vehicle): void {
  vehicle.adasSays('SYS', 'BOOT', 'boot reason: reboot,ota');
  vehicle.adasSays('SYS', 'BOOT', 'booted slot B, software version 4.2.0');
  vehicle.adasSays('UCM', 'HLTH', 'health check started, timeout 30 s');
  vehicle.session.advance(11);
  vehicle.adasSays('UCM', 'HLTH', 'health check passed, 4 of 4 services ok');
  vehicle.adasSays('UCM', 'MAIN', 'slot B marked good');
  vehicle.master('ADAS: running version 4.2.0');
  vehicle.master('BRK: running version 4.2.0');
  vehicle.master('campaign OTA-2026-1042 state: committed');
  vehicle.session.advance(6);
}
