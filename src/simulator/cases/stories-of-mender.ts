import type { Script, Story } from './story.ts';

type Said = readonly [seconds: string, level: string, text: string];

/** The C++ client of Mender 4 and later: every line is a record of Boost.Log. */
const cpp = (...said: Said[]): string[] =>
  said.map(
    ([seconds, level, text]) =>
      `${seconds} mender-update ${level[0]} record_id={count} severity=${level} time="{clock}" name="Global" msg="${text}"`,
  );

/** The Go client: logrus. */
const go = (...said: Said[]): string[] =>
  said.map(
    ([seconds, level, text]) => `${seconds} mender ${level[0]} time="{now}" level=${level} msg="${text}" module=mender`,
  );

const toState = (seconds: string, from: string, to: string): Said => [
  seconds,
  'info',
  `State transition: ${from} -> ${to}`,
];

const IN_USE: Script = [
  '1 gw:OTAM/CAMP i TCU: running version {to}',
  '0.5 gw:OTAM/CAMP i campaign {campaign} state: committed',
];
const NOT_IN_USE: Script = [
  '2 gw:OTAM/CAMP i TCU: running version {from}',
  '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
];
const BACK_AGAIN: Script = [
  '3 gw:OTAM/CAMP w TCU: rolled back to slot {slot}, running version {from}',
  '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
];
const BOOTED = '0.2 tcu-boot i booted slot {slot}, software version {running}';

export const MENDER_STORIES: Readonly<Record<string, Story>> = {
  mender: {
    log: 'tcu',
    also: ['dmesg'],
    booted: [
      ...cpp(
        ['1.5', 'info', 'Running mender-update 5.1.0'],
        ['0.3', 'info', 'The update client daemon is now ready to handle incoming deployments'],
      ),
      BOOTED,
    ],
    idle: cpp(['1', 'debug', 'No deployment pending on server']),
    steps: {
      check: [
        ...cpp(['1', 'debug', 'Checking server for a deployment']),
        '--',
        ...cpp(['0.6', 'info', 'Deployment with ID {deployment} started.']),
      ],
      download: [
        '0.4 gw:OTAM/CAMP i campaign {campaign} state: downloading',
        ...cpp(['0.3', 'info', 'Sending status update to server'], ['0.3', 'info', 'Installing artifact...']),
        '--',
        ...cpp(['20', 'info', 'Update Module output (stdout): payload rootfs.ext4 received']),
      ],
      install: [
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: installing',
        ...cpp(
          ['0.3', 'info', 'Sending status update to server'],
          ['4*6', 'info', 'Update Module output (stdout): Blocks written: {block}'],
        ),
        '--',
        ...cpp(['1', 'info', 'Update Module output (stdout): sync done']),
      ],
      reboot: [
        ...cpp(
          ['0.5', 'info', 'Sending status update to server'],
          ['0.3', 'info', 'Calling `reboot` command and waiting for system to restart.'],
          ['0.4', 'info', 'Termination signal received, shutting down gracefully'],
        ),
        '--',
        'reboot 22 other',
      ],
      commit: [
        ...cpp(['4', 'info', 'Update Module output (stdout): commit of slot {slot}']),
        '--',
        ...cpp(
          ['1.5', 'info', 'Sending status update to server'],
          ['0.5', 'info', 'Deployment with ID {deployment} finished with status: Success'],
        ),
        ...IN_USE,
      ],
    },
    endings: {
      failed: [
        ...cpp(
          ['0.3', 'info', 'Sending status update to server'],
          ['0.3', 'info', 'Deployment with ID {deployment} finished with status: Failure'],
        ),
        ...NOT_IN_USE,
      ],
    },
    hiccup: {
      at: 'download',
      lines: cpp(
        ['5', 'error', 'Download interrupted: Connection reset by peer'],
        ['1', 'info', 'Resuming download after 60 seconds. Retry 1/10'],
        ['3', 'info', 'Update Module output (stdout): stream continues'],
      ),
    },
    healthyOutcome: 'installed',
  },
  'mender-go': {
    log: 'tcu',
    also: ['dmesg'],
    booted: [...go(['1.5', 'info', 'Running Mender client version: 3.5.2']), BOOTED],
    idle: go(toState('1', 'update-check [Sync]', 'check-wait [Idle]')),
    steps: {
      check: [
        ...go(toState('1', 'check-wait [Idle]', 'update-check [Sync]')),
        '--',
        ...go(toState('0.6', 'update-check [Sync]', 'update-fetch [Download_Enter]')),
      ],
      download: [
        '0.4 gw:OTAM/CAMP i campaign {campaign} state: downloading',
        ...go(toState('0.8', 'update-fetch [Download_Enter]', 'update-store [Download_Enter]')),
        '--',
        ...go(toState('20', 'update-store [Download_Enter]', 'update-after-store [Download_Leave]')),
      ],
      install: [
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: installing',
        ...go(toState('0.3', 'mender-update-control [none]', 'update-install [ArtifactInstall]')),
        '--',
        ...go(['14', 'info', 'Enabling partition with new image installed to be a boot candidate: {otherRoot}']),
      ],
      reboot: [
        ...go(toState('0.5', 'update-install [ArtifactInstall]', 'reboot [ArtifactReboot_Enter]')),
        '--',
        'reboot 22 other',
      ],
      commit: [
        ...go(
          toState('3', 'init [none]', 'after-reboot [ArtifactReboot_Leave]'),
          toState('1', 'update-verify [ArtifactReboot_Leave]', 'update-commit [ArtifactCommit_Enter]'),
        ),
        '--',
        ...go(
          ['1', 'info', 'Committing update'],
          toState('1', 'update-commit [ArtifactCommit_Enter]', 'update-after-commit [ArtifactCommit_Leave]'),
        ),
        ...IN_USE,
      ],
    },
    endings: {
      failed: [
        ...go(
          toState('0.4', 'update-error [ArtifactFailure]', 'cleanup [Error]'),
          toState('0.3', 'cleanup [Error]', 'update-status-report [none]'),
        ),
        ...NOT_IN_USE,
      ],
      rolledBack: [
        ...go(
          ['0.4', 'info', 'performing rollback'],
          toState('0.3', 'rollback [ArtifactRollback]', 'rollback-reboot [ArtifactRollbackReboot_Enter]'),
        ),
        'reboot 23 other',
        ...BACK_AGAIN,
      ],
    },
    hiccup: {
      at: 'download',
      lines: go(
        ['5', 'error', 'Download connection broken: read tcp: connection reset by peer'],
        ['1', 'info', 'Resuming download after 1m0s, {n:2-9}00000 bytes so far'],
      ),
    },
    healthyOutcome: 'installed',
  },
};
