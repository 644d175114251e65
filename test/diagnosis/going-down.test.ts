import { describe, expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';

const findingOf = async (lines: readonly string[]) => (await logReport([...lines])).finding;

const uptime = ['hub login: root', 'root@hub:~# show lanes', 'lane 1 open', 'lane 2 open'];
const restart = ['root@hub:~# reboot', 'Stopping laned: OK', '[   81.410233] reboot: Restarting system'];
const bootloader = ['U-Boot 2021.04 (Apr 05 2021)', 'Reset cause: WDOG', 'Model: Lane hub', 'DRAM:  512 MiB'];

describe('a system that goes down because it was told to', () => {
  it('restarts by its watchdog, which is no fault', async () => {
    expect(await findingOf([...uptime, ...restart, ...bootloader])).toBe('unknown');
  });

  it('has a fault where nothing had told it to restart', async () => {
    expect(await findingOf([...uptime, ...bootloader])).toBe('fault');
  });

  it('has a fault where the watchdog comes again, long after what it was told', async () => {
    const work = Array.from({ length: 200 }, (_, i) => `[  ${100 + i}.000000] lane 1: crate ${i} is on the far side`);
    expect(await findingOf([...uptime, ...restart, ...bootloader, ...work, ...bootloader])).toBe('fault');
  });

  it.each<[what: string, between: string[]]>([
    ['a kernel that its bootloader started', ['Starting kernel ...', '[    0.000000] Linux version 5.15.71']],
    ['a kernel that said nothing', ['Starting kernel ...']],
  ])('has a fault where the watchdog comes for %s', async (_, between) => {
    const fresh = ['U-Boot 2021.04 (Apr 05 2021)', 'Reset cause: POR', 'Model: Lane hub'];
    expect(await findingOf([...uptime, ...restart, ...fresh, ...between, ...bootloader])).toBe('fault');
  });

  it.each<[promise: string, lines: string[], finding: 'fault' | 'unknown']>([
    [
      'loses who is connected',
      ['Commencing upgrade. Closing all shell sessions.', 'Connection to 10.0.0.7 closed by remote host.'],
      'unknown',
    ],
    ['loses nobody where it was told nothing', ['Connection to 10.0.0.7 closed by remote host.'], 'fault'],
    ['lets go of what it uses', [...restart.slice(0, 2), 'umount: tmpfs busy - remounted read-only'], 'unknown'],
    [
      'has a fault where a program crashes meanwhile',
      [...restart.slice(0, 2), 'laned[77]: segfault at 0 ip 00005581 sp 00007ffc error 4 in laned'],
      'fault',
    ],
    [
      'has a fault where it loses a connection once it is back',
      [...uptime, ...restart, '[    0.000000] Linux version 5.15.71', 'laned: error: connection to the far side lost'],
      'fault',
    ],
  ])('%s', async (_, lines, finding) => {
    expect(await findingOf(lines)).toBe(finding);
  });
});

describe('an update whose failed check was forced', () => {
  const check = ['root@hub:/tmp# sysupgrade -F hub.bin', 'Image metadata not found'];

  it('has not failed by it', async () => {
    const forced = 'Image check failed but --force given - will update anyway!';
    const { outcome } = await logReport([...check, forced, 'Commencing upgrade. Closing all shell sessions.']);
    expect(outcome.observed).toBe('unknown');
  });

  it('has failed where nobody forced it', async () => {
    expect((await logReport([...check, 'Image check failed.'])).outcome.observed).toBe('failed');
  });

  it('has a fault where the check had found another device', async () => {
    const forced = "Image check 'fwtool_check_image' failed but --force given - will update anyway!";
    const other = 'Device maker,hub-a not supported by this image';
    expect(await findingOf([check[0], other, forced, 'Commencing upgrade. Closing all shell sessions.'])).toBe('fault');
  });

  it('has failed where the write fails after all', async () => {
    const forced = 'Image check failed but --force given - will update anyway!';
    const { outcome } = await logReport([
      ...check,
      forced,
      'Commencing upgrade.',
      'Error fixing up TRX header',
      'Upgrade failed',
    ]);
    expect(outcome.observed).toBe('failed');
  });
});
