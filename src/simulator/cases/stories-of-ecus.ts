import type { Story } from './story.ts';

const action = (name: string, state: 'starting' | 'finished'): string =>
  state === 'starting'
    ? `0.2 update_engine i [INFO:action_processor.cc(143)] ActionProcessor: starting ${name}`
    : `0.2 update_engine i [INFO:action_processor.cc(116)] ActionProcessor: finished ${name} with code ErrorCode::kSuccess`;

/** The head unit's update_engine, the driver-assistance computer's UCM, an ECU flashed over UDS, and one that only drives. */
export const ECU_STORIES: Readonly<Record<string, Story>> = {
  'update-engine': {
    log: 'ivi',
    booted: [
      '0.5 bootstat i Service started: /system/bin/bootstat --set_system_boot_reason, boot reason: reboot',
      '0.5 update_verifier i Booted slot _{lowerSlot}, marked slot _{lowerSlot} as successful',
    ],
    idle: ['1 OtaService i check finished, system is up to date'],
    steps: {
      plan: [
        '1 gw:OTAM/CAMP i campaign {campaign} state: downloading',
        action('InstallPlanAction', 'starting'),
        '0.1 update_engine e [ERROR:prefs.cc(122)] prefs->GetInt64(kPrefsUpdateStatePayloadIndex, &payload_index) failed.',
        '--',
        action('InstallPlanAction', 'finished'),
      ],
      download: [
        action('DownloadAction', 'starting'),
        '0.2 update_engine i [INFO:download_action.cc(199)] Marking new slot as unbootable',
        '2.4*10 update_engine i [INFO:delta_performer.cc(211)] Completed {n:100-1100}/1100 operations, overall progress {percent}%',
        '--',
        action('DownloadAction', 'finished'),
      ],
      verify: [
        action('FilesystemVerifierAction', 'starting'),
        '--',
        '9 update_engine i [INFO:filesystem_verifier_action.cc(230)] Hash of system: {x:24}',
        action('FilesystemVerifierAction', 'finished'),
      ],
      postinstall: [
        action('PostinstallRunnerAction', 'starting'),
        '--',
        '6 otapreopt i dexopt of 41 packages done',
        action('PostinstallRunnerAction', 'finished'),
      ],
      activate: [
        '0.4 update_engine i [INFO:update_attempter_android.cc(566)] Update successfully applied, waiting to reboot.',
        '--',
        '4 OtaService i reboot requested',
      ],
      reboot: ['--', 'reboot 26 other'],
      commit: [
        '3 gw:OTAM/CAMP i IVI: running version {to}',
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: committed',
        '--',
      ],
    },
    endings: {
      failed: [
        '0.1 update_engine i [INFO:action_processor.cc(121)] ActionProcessor: Aborting processing due to failure.',
        '0.1 update_engine i [INFO:update_attempter_android.cc(522)] Processing Done.',
        '1.5 gw:OTAM/CAMP i IVI: running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
    },
    hiccup: {
      at: 'download',
      lines: [
        '4 update_engine e [ERROR:libcurl_http_fetcher.cc(417)] Transfer resulted in an error (28), {n:100-900} bytes downloaded',
        '0.2 update_engine i [INFO:libcurl_http_fetcher.cc(447)] Connection dropped, resuming in 10 s (attempt 1)',
        '10 update_engine i [INFO:libcurl_http_fetcher.cc(129)] Transfer resumed at offset {n:10000000-90000000}',
      ],
    },
    healthyOutcome: 'installed',
  },
  ucm: {
    log: 'adas',
    booted: [
      '0.3 SYS/BOOT i booted slot {slot}, software version {running}',
      '0.3 EM/STAT i starting process group default',
    ],
    idle: ['1 UCM/MAIN i no update available'],
    steps: {
      transfer: [
        '1 gw:OTAM/CAMP i campaign {campaign} state: downloading',
        '0.3 UCM/XFER i TransferStart of adas-{to}.swcl, {n:40000000-90000000} bytes',
        '2*8 UCM/XFER d TransferData block {block}, {percent} %',
        '--',
        '0.4 UCM/XFER i TransferExit succeeded',
      ],
      process: [
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: installing',
        '0.3 UCM/MAIN i ProcessSwPackage adas-{to}.swcl, dependency check started',
        '--',
        '9 UCM/MAIN i installation of adas-{to}.swcl to slot {otherSlot} finished',
      ],
      activate: ['0.3 UCM/MAIN i activation requested', '--', '0.3 UCM/MAIN i switched active slot to {otherSlot}'],
      reboot: ['--', 'reboot 12 other'],
      health: [
        '1 UCM/HLTH i health check started, timeout 30 s',
        '--',
        '11 UCM/HLTH i health check passed, 4 of 4 services ok',
      ],
      commit: [
        '0.5 UCM/MAIN i slot {slot} marked good',
        '1 gw:OTAM/CAMP i ADAS: running version {to}',
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: committed',
        '--',
      ],
    },
    endings: {
      failed: [
        '0.3 UCM/MAIN e update of adas-{to}.swcl aborted',
        '1.5 gw:OTAM/CAMP i ADAS: running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
      rolledBack: [
        '0.3 UCM/MAIN w rolling back to slot {otherSlot}',
        '0.2 UCM/MAIN i reboot requested',
        'reboot 11 other',
        '2 gw:OTAM/CAMP w ADAS: rolled back to slot {slot}, running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
    },
    hiccup: {
      at: 'transfer',
      lines: [
        '1 UCM/XFER w TransferData block refused: kServiceBusy, repeating in 500 ms',
        '0.5 UCM/XFER i repeated block accepted',
      ],
    },
    healthyOutcome: 'installed',
  },
  uds: {
    log: 'can',
    also: ['gw'],
    booted: [],
    idle: ['1 gw:OTAM/CAMP i BRK: no update available'],
    steps: {
      session: [
        '1 gw:OTAM/CAMP i campaign {campaign} state: installing',
        '0.3 gw:FLSH/BRK i flashing of BRK over can0 started, 12288 bytes',
        '0.3 can:BRK i 22f195 > 62f195343130',
        '0.1 can:BRK i 1003 > 5003003201f4',
        '0.1 can:BRK i 8502 > c502',
        '0.1 can:BRK i 280301 > 6803',
        '0.2 can:BRK i 1002 > 7f1078 5002003201f4',
        '--',
      ],
      security: [
        '0.1 can:BRK i 2711 > 6711{x:8}',
        '0.1 gw:FLSH/BRK i security access of BRK, level 0x11',
        '--',
        '0.1 can:BRK i 2712{x:8} > 6712',
      ],
      erase: [
        '0.2 gw:FLSH/BRK i erasing BRK',
        '0.1 can:BRK i 2ef15a261014010203040506 > 6ef15a',
        '--',
        '0.1 can:BRK i 3101ff004400080000 > 7f3178 7101ff0000',
      ],
      download: [
        '0.2 gw:FLSH/BRK i requesting download to BRK',
        '--',
        '0.1 can:BRK i 34004400080000{x:2}003000 > 74200102',
      ],
      transfer: [
        '0.2 gw:FLSH/BRK i transferring to BRK',
        '0.03*24 can:BRK i 36{block}{x:240} > 76{block}',
        '--',
        '0.03*24 can:BRK i 36{block2}{x:240} > 76{block2}',
        '0.1 can:BRK i 37 > 77',
      ],
      check: [
        '0.2 gw:FLSH/BRK i checking memory of BRK',
        '--',
        '0.1 can:BRK i 31010202 > 7f3178 7101020200',
        '0.1 can:BRK i 3101ff01 > 7101ff0100',
      ],
      reset: [
        '0.1 can:BRK i 1101 > 5101',
        '1.8 can:BRK i 1001 > 5001003201f4',
        '0.2 can:BRK i 22f195 > 62f195343230',
        '0.3 gw:OTAM/CAMP i BRK: running version {to}',
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: committed',
        '--',
      ],
    },
    endings: {
      failed: ['0.5 gw:FLSH/BRK e flashing of BRK aborted', '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed'],
    },
    hiccup: { at: 'session', lines: ['0.2 can:BRK i 22f18c > 7f2221', '0.4 can:BRK i 22f18c > 62f18c30303432'] },
    healthyOutcome: 'installed',
  },
  drive: {
    log: 'adas',
    also: ['gw'],
    booted: [
      '0.3 SYS/BOOT i booted slot {slot}, software version {running}',
      '0.3 EM/STAT i starting process group default',
    ],
    idle: ['1 DIAG/SELF i self test passed, 0 errors'],
    steps: {
      sensing: [
        '1 EM/STAT i driving function active',
        '2*14 PERC/LIDR i lidar front: {n:28000-30000} points in frame {block}',
        '--',
        '2*14 PERC/LIDR i lidar front: {n:28000-30000} points in frame {block}',
      ],
      parking: ['8 EM/STAT i driving function inactive, vehicle parked', '--'],
    },
    endings: {
      failed: ['0.5 EM/STAT w driving function degraded to manual', '0.3 gw:HMI/MSG w shown to driver: take over now'],
    },
    hiccup: {
      at: 'sensing',
      lines: [
        '1 PERC/LIDR w lidar front: frame {n:100-900} late by 12 ms, one frame dropped',
        '0.1 PERC/LIDR i lidar front: in time again',
      ],
    },
    healthyOutcome: 'not-attempted|not-seen|unknown',
  },
};
