import { describe, expect, it } from 'vitest';
import { logReport } from '#test/support/log-report.ts';

const at = (second: number, writer: string, text: string) =>
  `Mar 04 10:00:${String(second).padStart(2, '0')} hub ${writer}: ${text}`;
const findingOf = async (lines: readonly string[]) => (await logReport([...lines])).finding;

describe('words of a failure of a drive', () => {
  const k = (seconds: number, text: string) => `[    ${seconds.toFixed(6)}] ${text}`;
  const boot = [k(0.1, 'Linux version 6.6.63'), k(0.2, 'Machine model: Sledge')];
  const failed = k(2.1, 'nvme nvme0: failed to allocate host memory buffer.');
  const mounted = (drive: string, at = 3) => k(at, `EXT4-fs (${drive}): mounted filesystem with ordered data mode`);
  const init = k(4, 'Run /sbin/init as init process');

  it.each<[promise: string, lines: string[], finding: 'fault' | 'unknown']>([
    ['are none where it is mounted later', [...boot, failed, mounted('nvme0n1p2'), init], 'unknown'],
    ['are none where its partitions are read later', [...boot, failed, k(3, ' nvme0n1: p1 p2'), init], 'unknown'],
    ['stand where another drive is mounted', [...boot, failed, mounted('nvme1n1p2'), init], 'fault'],
    ['stand where it had been mounted before', [...boot, mounted('nvme0n1p2', 1), failed, init], 'fault'],
    ['stand where it is never mounted', [...boot, failed, init], 'fault'],
    [
      'stand where they are known to be a fault of it',
      [...boot, k(2.1, 'blk_update_request: I/O error, dev nvme0n1, sector 2048'), mounted('nvme0n1p2'), init],
      'fault',
    ],
  ])('%s', async (_, lines, finding) => {
    expect(await findingOf(lines)).toBe(finding);
  });
});

describe('a known fault is no fault of the vehicle', () => {
  it.each<[promise: string, lines: string[], finding: 'fault' | 'unknown']>([
    [
      'where the same line says the opposite later',
      [at(1, 'ptp4l', 'port 7: link down'), at(9, 'ptp4l', 'port 7: link up')],
      'unknown',
    ],
    ['unless that came before it', [at(1, 'ptp4l', 'port 7: link up'), at(9, 'ptp4l', 'port 7: link down')], 'fault'],
    [
      'unless another writer says so',
      [at(1, 'ptp4l', 'port 7: link down'), at(9, 'switchd', 'port 7: link up')],
      'fault',
    ],
    [
      'unless it says so of another port',
      [at(1, 'ptp4l', 'port 7: link down'), at(9, 'ptp4l', 'port 8: link up')],
      'fault',
    ],
    [
      'unless it is another image that was found in order',
      [
        at(1, 'sysupgrade', 'zone-left.bin: Image signature verification failed'),
        at(9, 'sysupgrade', 'zone-right.bin: Checks complete, image is valid.'),
      ],
      'fault',
    ],
    [
      'unless it names an image, and what was found in order has no name',
      [
        at(1, 'sysupgrade', 'zone-left.bin: Image signature verification failed'),
        at(9, 'sysupgrade', 'Checks complete, image is valid.'),
      ],
      'fault',
    ],
    [
      'unless it is another image that was written and found in order',
      [
        at(1, 'owut', 'zone-left.bin: Image signature verification failed'),
        at(5, 'owut', 'Downloading image zone-right.bin'),
        at(9, 'owut', 'zone-right.bin: Checks complete, image is valid.'),
      ],
      'fault',
    ],
    [
      'where the same image was fetched anew and found in order',
      [
        at(1, 'owut', 'zone-left.bin: Image signature verification failed'),
        at(5, 'owut', 'Downloading image zone-left.bin'),
        at(9, 'owut', 'zone-left.bin: Checks complete, image is valid.'),
      ],
      'unknown',
    ],
    [
      'where an image was fetched once more in the same words and found in order',
      [
        at(1, 'owut', 'Downloading image zone-left.bin'),
        at(2, 'owut', 'Image signature verification failed'),
        at(5, 'owut', 'Downloading image zone-left.bin'),
        at(9, 'owut', 'Checks complete, image is valid.'),
      ],
      'unknown',
    ],
    [
      'unless a signature does not verify, and some image is found in order',
      [
        at(1, 'sysupgrade', 'Image signature verification failed'),
        at(9, 'sysupgrade', 'Checks complete, image is valid.'),
      ],
      'fault',
    ],
    [
      'where a signature is missing, and the image is found in order all the same',
      [at(1, 'owut', 'Image signature not present'), at(9, 'owut', 'Checks complete, image is valid.')],
      'unknown',
    ],
    [
      'where it left the state that it had entered',
      [
        at(1, 'ptp4l', 'port 7: LISTENING to FAULTY on FAULT_DETECTED (FT_UNSPECIFIED)'),
        at(9, 'ptp4l', 'port 7: FAULTY to LISTENING on INIT_COMPLETE'),
      ],
      'unknown',
    ],
    [
      'unless it entered that again',
      [
        at(1, 'ptp4l', 'port 7: LISTENING to FAULTY on FAULT_DETECTED (FT_UNSPECIFIED)'),
        at(5, 'ptp4l', 'port 7: FAULTY to LISTENING on INIT_COMPLETE'),
        at(9, 'ptp4l', 'port 7: LISTENING to FAULTY on FAULT_DETECTED (FT_UNSPECIFIED)'),
      ],
      'fault',
    ],
    [
      'where the program that ended succeeds later',
      [
        at(1, 'systemd[1]', 'ledgerd.service: Main process exited, code=exited, status=4/NOPERMISSION'),
        at(7, 'ledgerd[78]', 'pages were handed over successfully'),
      ],
      'unknown',
    ],
    [
      'unless another program does',
      [
        at(1, 'systemd[1]', 'ledgerd.service: Main process exited, code=exited, status=4/NOPERMISSION'),
        at(7, 'mapd[78]', 'tiles were handed over successfully'),
      ],
      'fault',
    ],
    [
      'where the part came up after all',
      [
        '[    1.2] mmc4: Timeout waiting for hardware interrupt.',
        '[    2.9] mmc4: new high speed SDHC card at address 7',
      ],
      'unknown',
    ],
    [
      'unless another part did',
      [
        '[    1.2] mmc4: Timeout waiting for hardware interrupt.',
        '[    2.9] mmc5: new high speed SDHC card at address 7',
      ],
      'fault',
    ],
    [
      'where metadata that was stored is only out of date',
      [
        at(1, 'aktualizr', 'Image repo Snapshot verification failed: its digest is not the hash that matches'),
        at(2, 'aktualizr', 'asking for more'),
      ],
      'unknown',
    ],
    [
      'unless the update ends with it',
      [
        at(1, 'aktualizr', 'Image repo Snapshot verification failed: wrong digest'),
        at(2, 'aktualizr', 'Failed to update Image repo metadata'),
      ],
      'fault',
    ],
    [
      'where healthy vehicles have it too, and nothing came of it',
      [
        at(1, 'seedd', 'cannot create /opt/seeds: Read-only file system'),
        at(2, 'seedd', 'looking for seeds elsewhere'),
      ],
      'unknown',
    ],
    [
      'unless a unit ended with it',
      [
        at(1, 'seedd', 'cannot create /opt/seeds: Read-only file system'),
        at(2, 'systemd[1]', 'seedd.service: Main process exited, code=exited, status=1/FAILURE'),
      ],
      'fault',
    ],
  ])('%s', async (_, lines, finding) => {
    expect(await findingOf(lines)).toBe(finding);
  });
});

describe('a unit that ends badly', () => {
  const BEFORE = [at(1, 'swapd[4]', 'could not open /srv/swap/table'), at(2, 'swapd[4]', 'going without a table')];
  const ENDED = [
    at(30, 'systemd[1]', 'swapd.service: Main process exited, code=killed, status=9/KILL'),
    at(30, 'systemd[1]', "swapd.service: Failed with result 'signal'."),
    at(31, 'systemd[1]', 'Stopped Swap of Tables.'),
  ];

  it('breaks nothing down where it was told to stop', async () => {
    const stopping = at(3, 'systemd[1]', 'Stopping Swap of Tables...');
    expect(await findingOf([...BEFORE, stopping, ...ENDED])).toBe('unknown');
  });

  it('shows that what failed before it was the reason where it was not', async () => {
    const stopping = at(3, 'systemd[1]', 'Stopping Swap of Tables...');
    const starting = at(4, 'systemd[1]', 'Started Swap of Tables.');
    expect(await findingOf([...BEFORE, stopping, starting, ...ENDED])).toBe('fault');
  });
});

describe('drivers that fail while a system looks for what may be plugged in', () => {
  const LOOKS = [
    'WARN  [mag4] no device on bus 3',
    'WARN  [lamp] no lamp connected',
    'WARN  [sonar] no sonar detected',
  ];
  const FAILED = 'ERROR [flow] driver start failed';

  it('are no fault', async () => {
    expect(await findingOf(['boot: hello', FAILED, ...LOOKS])).toBe('unknown');
  });

  it('are one where fewer parts were looked for', async () => {
    expect(await findingOf(['boot: hello', ...LOOKS.slice(1), FAILED])).toBe('fault');
  });

  it('are one where they give a reason', async () => {
    expect(await findingOf(['boot: hello', ...LOOKS, 'ERROR [flow] flash is corrupt'])).toBe('fault');
  });

  it('are one where somebody calls it an error that a part is missing', async () => {
    expect(await findingOf(['boot: hello', ...LOOKS, 'ERROR [pilot] no gyro found'])).toBe('fault');
  });
});

describe('a boot that comes to its end', () => {
  const LACKS = ['[    1.1] axl 4-0021: cannot find its clock', '[    1.4] axl 4-0021: probe: clock is invalid'];

  it('shows that what it met on its way was no fault', async () => {
    expect(await findingOf([...LACKS, '[    3.0] vlan: up', 'axlboard login: '])).toBe('unknown');
  });

  it('does not where it never came there', async () => {
    expect(await findingOf([...LACKS, '[    3.0] vlan: up'])).toBe('fault');
  });
});
