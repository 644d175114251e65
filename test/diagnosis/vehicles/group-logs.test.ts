import { describe, expect, it } from 'vitest';
import { groupLogs } from '#src/diagnosis/vehicles/group-logs.ts';
import { logOwners } from '#src/diagnosis/vehicles/log-owner.ts';
import type { FileEvidence } from '#src/evidence/file-evidence.ts';
import { fileEvidence } from '#test/support/file-evidence.ts';

const DAY_US = 86_400_000_000;
const NOON_US = Date.UTC(2026, 4, 13, 12) * 1000;

interface Log extends Partial<Pick<FileEvidence, 'format' | 'timeInferred' | 'lifecycles'>> {
  host?: string;
  apps?: string[];
  vin?: string;
  device?: string;
  day?: number;
}

function evidenceOf(logs: Readonly<Record<string, Log>>) {
  const files = Object.entries(logs).map(([name, log], index) => {
    const { apps = ['systemd'], day, device, host = '', vin, ...fields } = log;
    const fromUs = day === undefined ? null : NOON_US + day * DAY_US;
    const identities = [
      ...(vin ? [{ name: 'vin', digest: vin }] : []),
      ...(device ? [{ name: 'device-id mender', digest: device }] : []),
    ];
    const file = { index, name, member: null, sha256: '', sizeBytes: 1, streamBytes: 1 };
    const sources = apps.map((app) => ({ ecu: host, app, context: '', records: 1 }));
    const times = { firstTimeUs: fromUs, lastTimeUs: fromUs };
    return fileEvidence(index, { file, format: 'syslog', sources, identities, ...times, ...fields });
  });
  return {
    files,
    lifecycles: files.flatMap((each) => each.lifecycles.map((boot) => ({ ...boot, file: each.file.index }))),
  };
}

const pathsOf = (logs: Readonly<Record<string, Log>>): string[][] =>
  groupLogs(logOwners(evidenceOf(logs))).groups.map((group) => group.logs.map(({ path }) => path));

const unset = (file: number): FileEvidence['lifecycles'] => [
  {
    ecu: 'adas',
    ordinal: 0,
    records: 1,
    bootTimeUs: null,
    firstTimeUs: null,
    lastTimeUs: null,
    firstUptimeUs: null,
    lastUptimeUs: null,
    clock: 'unset',
    clockStepUs: 0,
    lostMessages: 0,
    at: { file, member: null, sha256: '', offset: 0, length: 1, digest: '' },
  },
];

describe('logs of one vehicle stay together', () => {
  it.each<[promise: string, logs: Record<string, Log>]>([
    [
      'whatever its ECUs are called',
      { 'a.log': { host: 'gateway' }, 'b.log': { host: 'ivi' }, 'c.log': { host: 'adas-soc0' } },
    ],
    ['with one serial in all names', { 'a.log': { host: 'gw-0041' }, 'b.log': { host: 'ivi-0041' } }],
    ['with numbered places', { 'a.log': { host: 'zone-1' }, 'b.log': { host: 'zone-2' }, 'c.log': { host: 'cam12' } }],
    ['with parts of one ECU', { 'a.log': { host: 'gw-can' }, 'b.log': { host: 'gw-eth' }, 'c.log': { host: 'gw' } }],
    [
      'with one update client on several ECUs',
      { 'a.log': { host: 'hpc', apps: ['rauc'] }, 'b.log': { host: 'zcu', apps: ['rauc'] } },
    ],
    [
      'where a clock was never set',
      { 'a.log': { host: 'gw', day: 0 }, 'b.log': { host: 'adas', day: -300, lifecycles: unset(1) } },
    ],
    [
      'where a clock began on a first of January',
      { 'a.log': { host: 'gw', day: 0 }, 'b.log': { host: 'adas', day: -132.5 } },
    ],
    [
      'where times were completed from outside',
      { 'a.log': { host: 'gw', day: 0 }, 'b.log': { host: 'ivi', day: -200, timeInferred: true } },
    ],
    [
      'over months of one host',
      { 'a.log': { host: 'gw', day: 0 }, 'b.log': { host: 'gw', day: -90 }, 'c.log': { host: 'gw', day: -200 } },
    ],
    [
      'with an ECU that was last driven weeks ago',
      { 'a.log': { host: 'gw', day: 0 }, 'b.log': { host: 'ivi', day: -20 } },
    ],
    ['where each ECU has an id of its own', { 'gw/m.log': { device: '1' }, 'ivi/m.log': { device: '2' } }],
    ['where one log is a list of VINs', { 'a.log': { vin: 'V1' }, 'b.log': {} }],
    [
      'with a single desktop program on the head unit',
      { 'a.log': { host: 'gw' }, 'b.log': { host: 'ivi', apps: ['chromium'] } },
    ],
    [
      'when they name buses and parts',
      { 'a.blf': { host: 'CAN0041', format: 'blf' }, 'b.blf': { host: 'CAN0042', format: 'blf' } },
    ],
    [
      'with the names of images that nobody named',
      { 'a.log': { host: 'localhost.localdomain' }, 'b.log': { host: '10.0.0.4' } },
    ],
  ])('%s', (_, logs) => {
    expect(pathsOf(logs)).toEqual([Object.keys(logs)]);
  });
});

describe('logs are apart', () => {
  it.each<[promise: string, logs: Record<string, Log>, groups: string[][]]>([
    ['that name different VINs', { 'a.log': { vin: 'V1' }, 'b.log': { vin: 'V2' } }, [['a.log'], ['b.log']]],
    [
      'of one host that names different VINs',
      { 'a.log': { host: 'gw', vin: 'V1' }, 'b.log': { host: 'gw', vin: 'V2' } },
      [['a.log'], ['b.log']],
    ],
    [
      'of hosts that differ in a serial',
      { 'a.log': { host: 'tcu-0041' }, 'b.log': { host: 'tcu-0077' } },
      [['a.log'], ['b.log']],
    ],
    [
      'of hosts that differ in a MAC',
      { 'a.log': { host: 'edge-3fa2b1' }, 'b.log': { host: 'edge-88c0de' } },
      [['a.log'], ['b.log']],
    ],
    ['of two vehicles by name', { 'a.log': { host: 'car-a' }, 'b.log': { host: 'car-b' } }, [['a.log'], ['b.log']]],
    ['of two gateways', { 'a.log': { host: 'veh1-gw' }, 'b.log': { host: 'veh2-gw' } }, [['a.log'], ['b.log']]],
    [
      'of one role with one update client',
      { 'a.log': { host: 'tcu-north', apps: ['rauc'] }, 'b.log': { host: 'tcu-south', apps: ['rauc'] } },
      [['a.log'], ['b.log']],
    ],
    [
      'of one client with different ids',
      { 'a.log': { device: '1' }, 'b.log': { device: '2' } },
      [['a.log'], ['b.log']],
    ],
    [
      'of one host with different ids',
      { 'a.log': { host: 'gw', device: '1' }, 'b.log': { host: 'gw', device: '2' } },
      [['a.log'], ['b.log']],
    ],
    [
      'that lie months apart',
      { 'a.log': { host: 'gw', day: 0 }, 'b.log': { host: 'ivi', day: -90 } },
      [['a.log'], ['b.log']],
    ],
    [
      'of a desktop computer, from all ECUs',
      { 'a.log': { host: 'gw' }, 'b.log': { host: 'mint', apps: ['gnome-shell', 'gdm'] }, 'c.log': { host: 'ivi' } },
      [['a.log', 'c.log'], ['b.log']],
    ],
  ])('%s', (_, logs, groups) => {
    expect(pathsOf(logs)).toEqual(groups);
  });

  it('and take along what has their serial, their folder or their time', () => {
    const logs = {
      'x/gw.log': { host: 'gw-0041', day: 0 },
      'y/gw.log': { host: 'gw-0077', day: 3 },
      'ivi.log': { host: 'ivi-0077' },
      'x/can.log': {},
      'adas.log': { day: 3 },
    };
    expect(pathsOf(logs)).toEqual([
      ['x/gw.log', 'x/can.log'],
      ['y/gw.log', 'ivi.log', 'adas.log'],
    ]);
  });

  it('and what fits both is of neither', () => {
    const logs = { 'a.log': { host: 'gw-0041' }, 'b.log': { host: 'gw-0077' }, 'can.log': {} };
    expect(pathsOf(logs)).toEqual([['a.log'], ['b.log'], ['can.log']]);
  });
});
