import { flash } from '../diagnostics.ts';
import { FILES, type Vehicle } from '../vehicle.ts';
import type { Scenario, Truth } from './scenario.ts';

const SIZE_BYTES = 96 * 1024;
const STOPPED_AFTER_BYTES = 41 * 1024;
const OUTAGE_SECONDS = 34;

/** The 12 V supply collapses while the gateway flashes the brake ECU: the download never ends, the gateway boots anew. */
export const powerLossFlash: Scenario = {
  summary: 'the supply collapses while the gateway flashes the brake ECU, which stays in its bootloader',
  play(vehicle) {
    const { session } = vehicle;
    start(vehicle);
    flash(session, vehicle.brake, { sizeBytes: SIZE_BYTES, stopAfterBytes: STOPPED_AFTER_BYTES });
    collapse(vehicle);
    const outage = { fromUs: session.nowUs, toUs: session.nowUs + OUTAGE_SECONDS * 1e6, before: vehicle.gateway };
    session.advance(OUTAGE_SECONDS);
    // Without a battery-backed clock the gateway starts near 1970, in a file of its own.
    vehicle.gateway = {
      ecu: 'GW',
      file: 'gateway-2.dlt',
      bootUs: session.nowUs,
      clockOffsetUs: 42_000_000 - session.nowUs,
    };
    comeBack(vehicle);
    vehicle.addBackground(outage);
    vehicle.addAdasBackground(vehicle.adas, { fromUs: session.startUs, toUs: outage.fromUs });
    return TRUTH;
  },
};

const TRUTH: Truth = {
  finding: 'fault',
  outcome: 'interrupted',
  claimedOutcome: null,
  firmware: { from: '3.0.7', to: '3.1.0' },
  causeCodes: ['power-loss', 'power-loss-during-flash', 'low-voltage', 'flash-interrupted'],
  ecu: 'GW',
  decisive: [
    { file: FILES.gateway, text: 'undervoltage' },
    { file: 'gateway-2.dlt', text: 'reset reason: power loss' },
    { file: FILES.bus, text: 'can0 760 ' },
  ],
};

function start(vehicle: Vehicle): void {
  vehicle.session.advance(7);
  vehicle.master('campaign OTA-2026-1057 state: downloading');
  vehicle.session.advance(9);
  vehicle.gatewaySays('PWR', 'MON', 'battery voltage 12.31 V, engine off');
  vehicle.master('campaign OTA-2026-1057 state: installing');
  vehicle.master('flashing of BRK over can0 started, 98304 bytes');
}

function collapse(vehicle: Vehicle): void {
  vehicle.gatewaySays('PWR', 'MON', 'battery voltage 9.12 V');
  vehicle.session.dlt(vehicle.gateway, {
    app: 'PWR',
    context: 'MON',
    level: 'warn',
    text: 'undervoltage detected: battery voltage 6.48 V below 9.00 V',
  });
  vehicle.session.advance(0.08);
  vehicle.session.cutDlt(
    vehicle.gateway,
    { app: 'PWR', context: 'MON', level: 'warn', text: 'battery voltage 5.02 V, entering emergency shutdown' },
    11,
  );
}

function comeBack(vehicle: Vehicle): void {
  vehicle.gatewaySays('SYS', 'BOOT', 'reset reason: power loss');
  vehicle.gatewaySays('SYS', 'BOOT', 'running software version 3.0.7');
  vehicle.session.advance(3);
  vehicle.brake.exchange([0x22, 0xf1, 0x95], [0x7f, 0x22, 0x31]);
  vehicle.brake.exchange([0x10, 0x03], [0x7f, 0x10, 0x22]);
  vehicle.session.advance(0.5);
  vehicle.master('BRK is in bootloader, application not valid');
  vehicle.master('campaign OTA-2026-1057: flashing of BRK was interrupted, waiting for workshop');
  vehicle.session.advance(5);
}
