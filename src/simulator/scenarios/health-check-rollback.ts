import type { DltBoot } from '../session.ts';
import { FILES, type Vehicle } from '../vehicle.ts';
import type { Scenario, Truth } from './scenario.ts';

/** The new driver-assistance software boots, its perception service dies of its watchdog, and the ECU goes back. */
export const healthCheckRollback: Scenario = {
  summary:
    'the driver-assistance ECU boots its update, fails its health check and rolls back; success is claimed too early',
  play(vehicle) {
    const { session } = vehicle;
    const first = vehicle.adas;
    install(vehicle);
    const boots = [span(first, session.startUs, session.nowUs)];
    vehicle.rebootAdas(9);
    const secondFrom = session.nowUs;
    failHealthCheck(vehicle);
    boots.push(span(vehicle.adas, secondFrom, session.nowUs));
    vehicle.rebootAdas(8);
    const thirdFrom = session.nowUs;
    comeBack(vehicle);
    boots.push(span(vehicle.adas, thirdFrom, session.nowUs));
    vehicle.addBackground();
    for (const { boot, fromUs, toUs } of boots) vehicle.addAdasBackground(boot, { fromUs, toUs });
    return TRUTH;
  },
};

const TRUTH: Truth = {
  finding: 'fault',
  outcome: 'rolled-back',
  claimedOutcome: 'success',
  firmware: { from: '4.1.0', to: '4.2.0' },
  causeCodes: ['health-check-failed', 'service-watchdog', 'service-crash', 'watchdog-reset', 'crash'],
  ecu: 'ADAS',
  decisive: [
    { file: FILES.adas, text: "Failed with result 'watchdog'" },
    { file: FILES.adas, text: 'health check failed' },
    { file: FILES.gateway, text: 'rolled back to slot A' },
  ],
};

const span = (boot: DltBoot, fromUs: number, toUs: number) => ({ boot, fromUs, toUs });

function install(vehicle: Vehicle): void {
  vehicle.session.advance(6);
  vehicle.master('campaign OTA-2026-1042 state: downloading');
  vehicle.session.advance(12);
  vehicle.master('campaign OTA-2026-1042 state: installing');
  vehicle.adasSays('UCM', 'MAIN', 'installation of adas-4.2.0.raucb to slot B started');
  vehicle.adasSays('UCM', 'MAIN', 'signature verification passed, signer CN=OTA Release 2026');
  for (let percent = 20; percent <= 100; percent += 20) {
    vehicle.session.advance(4);
    vehicle.adasSays('UCM', 'PROG', `copying image to rootfs.1, ${percent} %`, 'debug');
  }
  vehicle.adasSays('UCM', 'MAIN', 'installation of adas-4.2.0.raucb to slot B finished');
  vehicle.adasSays('UCM', 'MAIN', 'switched active slot to B');
  vehicle.master('ADAS: activation requested, reporting SUCCESS to backend');
  vehicle.adasSays('UCM', 'MAIN', 'reboot requested');
}

function failHealthCheck(vehicle: Vehicle): void {
  vehicle.adasSays('SYS', 'BOOT', 'boot reason: reboot,ota');
  vehicle.adasSays('SYS', 'BOOT', 'booted slot B, software version 4.2.0');
  vehicle.adasSays('EM', 'STAT', 'starting process group default');
  vehicle.adasSays('UCM', 'HLTH', 'health check started, timeout 30 s');
  vehicle.session.advance(5);
  vehicle.adasSays('PERC', 'CAM', 'calibration file /opt/perc/calib_v3.bin has schema 3, expected 4', 'warn');
  vehicle.session.advance(10);
  vehicle.adasSays('SYS', 'JOUR', 'systemd[1]: perception.service: Watchdog timeout (limit 10s)!');
  vehicle.adasSays('SYS', 'JOUR', 'systemd[1]: perception.service: Main process exited, code=dumped, status=6/ABRT');
  vehicle.adasSays('SYS', 'JOUR', "systemd[1]: perception.service: Failed with result 'watchdog'.");
  vehicle.session.advance(12);
  vehicle.adasSays('UCM', 'HLTH', 'health check failed: perception not running, 3 of 4 services ok');
  vehicle.adasSays('UCM', 'MAIN', 'rolling back to slot A');
  vehicle.adasSays('UCM', 'MAIN', 'reboot requested');
}

function comeBack(vehicle: Vehicle): void {
  vehicle.adasSays('SYS', 'BOOT', 'boot reason: reboot,rollback');
  vehicle.adasSays('SYS', 'BOOT', 'booted slot A, software version 4.1.0');
  vehicle.adasSays('UCM', 'MAIN', 'slot B marked unbootable');
  vehicle.session.advance(2);
  vehicle.master('ADAS: rolled back to slot A, running version 4.1.0');
  vehicle.master('campaign OTA-2026-1042 state: failed');
  vehicle.session.advance(8);
}
