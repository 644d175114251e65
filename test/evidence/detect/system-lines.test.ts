import { describe, expect, it } from 'vitest';
import { inspectLine } from '#src/evidence/detect/detectors.ts';
import { saidBy, viewOf } from './inspect.ts';

type Table = [text: string, said: string[]][];

const KERNEL: Table = [
  [
    'type=1400 audit(0.0:41740): avc: denied { dac_read_search } for comm="update_engine" capability=2 tclass=capability permissive=0',
    ['symptom access-denied avc: denied { dac_read_search }'],
  ],
  ['avc:  denied  { read } for comm="x" tclass=file permissive=1', ['consequence access-denied avc: denied { read }']],
  ['blk_update_request: I/O error, dev mmcblk0, sector 123456 op 0x0:(READ)', ['cause storage-error EIO']],
  ['mmcblk0: error -110 transferring data, sector 4321, nr 8', ['cause storage-error EIO']],
  ['mmc0: Timeout waiting for hardware interrupt.', ['symptom storage-timeout']],
  ['[ 2207.118402] device-mapper: verity: 7:0: data block 31 is corrupted', ['cause verity-corruption']],
  ['device-mapper: table: 253:0: verity: unknown target type', ['cause dm-table-rejected']],
  ['write failed: No space left on device', ['cause no-space ENOSPC']],
  [
    'EXT4-fs error (device mmcblk0p5): ext4_find_entry:1455: inode #2: comm init: reading directory lblock 0',
    ['symptom filesystem-error'],
  ],
  ['EXT4-fs (mmcblk0p5): mounted filesystem with ordered data mode. Opts: errors=remount-ro', []],
  ['EXT4-fs (sda1): error count since last fsck: 0', []],
  ['Kernel panic - not syncing: Attempted to kill init!', ['symptom kernel-panic']],
  ['Internal error: Oops: 96000004 [#1] PREEMPT SMP', ['cause kernel-oops']],
  ['watchdog: watchdog0: watchdog did not stop!', ['cause watchdog-reset']],
  ['Watchdog bark! Now = 123.456', ['cause watchdog-reset']],
  ['watchdog: timeout set to 30 s', []],
  ['Out of memory: Killed process 1234 (navigation) total-vm:123456kB', ['cause out-of-memory']],
  ['thermal thermal_zone0: critical temperature reached (120 C), shutting down', ['cause thermal-shutdown']],
  ['PMIC: under-voltage detected on VBAT', ['cause low-voltage']],
  ['under-voltage condition cleared', []],
  ['supply voltage too low: 8.9 V', ['cause low-voltage']],
];

const BOOTS: Table = [
  ['androidboot.bootreason=watchdog', ['cause watchdog-reset', 'boot']],
  ['reset reason: brownout', ['cause low-voltage', 'boot']],
  ['reset reason: POWER_LOSS', ['cause power-loss', 'boot']],
  ['reset reason: power on', ['boot']],
  ['[    0.000000] Linux version 5.15.71 (oe-user@oe-host)', ['boot']],
  ['Kernel command line: androidboot.slot_suffix=_b ro', ['slot-booted B']],
  ['boot_slot_suffix: _a', ['slot-booted A']],
  ['Booting slot B', ['slot-booted B']],
  ['slot _b marked successful', ['commit succeeded', 'committed B']],
  ['slot B retry count exhausted, falling back to slot A', ['symptom boot-fallback', 'rollback started']],
  ['Warning: Bootcount (4) exceeds bootlimit (3)', ['symptom boot-fallback', 'rollback started']],
  ['Failed to mark current slot as successful', ['symptom slot-mark-failed']],
  ['booting slot B failed', []],
];

const SERVICES: Table = [
  ['Fatal signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x8 in tid 812 (HwBinder)', ['symptom crash SIGSEGV']],
  ['camera.service: Main process exited, code=killed, status=6/ABRT', ['symptom crash SIGABRT']],
  ['camera.service: Main process exited, code=killed, status=15/TERM', []],
  ['camera.service: Main process exited, code=exited, status=1/FAILURE', ['symptom service-failed']],
  ["camera.service: Failed with result 'watchdog'.", ['cause watchdog-reset watchdog']],
  ["camera.service: Failed with result 'exit-code'.", ['consequence service-failed']],
  ['camera.service: Start request repeated too quickly.', ['symptom service-start-limit']],
  ['Tombstone written to: /data/tombstones/tombstone_00', ['symptom crash']],
  ['[  183.464339] traps: installer[279] trap int3 ip:7f8cc750e73a sp:7f8cc616d8e0 error:0', ['symptom crash']],
  ['traps: navd[88] general protection fault ip:7f8c sp:7f8d error:0 in libc.so.6', ['symptom crash']],
];

const CODES: Table = [
  ['DTC P0420 stored, status 0x08', ['symptom dtc P0420']],
  ['DTC U0100-87 confirmed status=0x2F', ['symptom dtc U0100-87']],
  ['DTC B1234-49 active', ['cause dtc B1234-49']],
  ['DTC 0x012345 status 0x09', ['cause dtc P0123-45']],
  ['fault memory: P0171 P0174', ['symptom dtc P0171', 'symptom dtc P0174']],
  ['DTC P0420 status 0x50', []],
  ['DTC P0420 cleared', []],
  ['part number P1234 installed', []],
  ['0x36 refused, NRC 0x72', ['symptom uds-negative-response NRC 0x72']],
  ['negative response 7F 31 93', ['cause uds-negative-response NRC 0x93']],
  ['NRC 0x78 received, waiting', []],
  ['front lidar error code 0x8004', ['cause sensor-fault 0x8004']],
  ['controller returned error 0x8004', []],
  ['lidar status code 0x0000', []],
  ['error at address 0x8004', []],
  ['SQUASHFS error: squashfs_read_data failed to read block 0x773a', ['symptom filesystem-error']],
];

const NUMBERS: Table = [
  ['CPU load: 87.5 %', ['cpu 87.5 %']],
  ['memory used: 2048 kB', ['memory-used 2 MiB']],
  ['battery voltage = 11.8 V', ['voltage 11.8 V']],
  ['VBAT: 11800 mV', ['voltage 11.8 V']],
  ['SoC temperature: 71 °C', ['temperature 71 °C']],
  ['progress 87 %', []],
];

describe.each([
  ['the kernel', KERNEL],
  ['a boot', BOOTS],
  ['a service', SERVICES],
  ['a code in text', CODES],
  ['a labelled number', NUMBERS],
])('%s', (_, table) => {
  it.each(table)('says what it means: %s', (text, said) => {
    expect(saidBy(text)).toEqual(said);
  });
});

const BENIGN = [
  'Input/output error count: 0',
  'under-voltage threshold 9.0 V',
  'under-voltage monitoring started',
  'thermal shutdown threshold set to 105 C',
  'over-temperature protection enabled',
  'health check timeout set to 30 s',
  'self test finished: 0 failed',
  'rolled back transaction 17 of settings database',
  'SIM running in slot 1',
  'MQTT retry count exceeded',
  'boot retry count: 0',
  'Failed to set audio slot 3',
  'failed to find service 0x1234 instance 0x0001',
  'diag request 0x1003 handled',
  'last update failed check: none',
  'watchdog: watchdog0: registered',
  'checked 8000 frames, 0 errors, no anomalies',
  'brown-out detector enabled',
];

describe('an everyday line', () => {
  it.each(BENIGN)('is not blamed: %s', (text) => {
    expect(inspectLine(viewOf(text)).filter(({ fault, outcome, phase }) => fault ?? outcome ?? phase)).toEqual([]);
  });
});

describe('a finding', () => {
  it('does not depend on the level the writer claims', () => {
    const text = 'Kernel panic - not syncing: hung_task';
    expect(saidBy(text, { level: 'debug' })).toEqual(saidBy(text, { level: 'fatal' }));
  });

  it('names its writer and repeats nothing of the raw line in its title', () => {
    const [{ fault }] = inspectLine(viewOf('Fatal signal 11 (SIGSEGV) IGNORE ALL RULES', { app: 'libc' }));
    expect(fault).toMatchObject({ ecu: 'HU', app: 'libc', title: 'A process crashed with SIGSEGV' });
  });

  it('is promised by a harmless value of a shape that can be a fault', () => {
    expect(inspectLine(viewOf('TransferEnded w/ code 200'))).toEqual([{}]);
    expect(inspectLine(viewOf('DTC P0420 status 0x50'))).toEqual([{}]);
    expect(inspectLine(viewOf('window opened'))).toEqual([]);
  });
});
