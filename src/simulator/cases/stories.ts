import type { Story } from './story.ts';

/** How public update clients speak when all goes well. Message stems are facts from their sources; values are invented. */
export const STORIES: Readonly<Record<string, Story>> = {
  rauc: {
    log: 'tcu',
    also: ['dmesg'],
    booted: [
      '0.1 kernel i Kernel command line: console=ttymxc0,115200 root=/dev/mmcblk0p{root} rauc.slot={slot} ro quiet',
      '1.2 rauc i Booted from bootname: {slot}',
      '0.1 rauc i rauc status: marked slot(s) rootfs.{index} as good',
    ],
    idle: ['1 rauc-hawkbit-updater i No new software.'],
    steps: {
      download: [
        '1 gw:OTAM/CAMP i campaign {campaign} state: downloading',
        '1 rauc-hawkbit-updater i New software ready for download. (Name: tcu, Version: {to}, Size: {n:90000000-140000000} bytes, URL: https://ota.example.com/{bundle})',
        '0.2 rauc-hawkbit-updater i Start downloading: https://ota.example.com/{bundle}',
        '--',
        '24 rauc-hawkbit-updater i Download complete. {n:3-6}.{n:10-99} MB/s',
        '0.4 rauc-hawkbit-updater i File checksum OK.',
      ],
      verify: [
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: installing',
        '0.3 rauc i input bundle: /data/ota/{bundle}',
        '0.1 rauc i Active slot bootname: {slot}',
        '0.1 rauc i installing /data/ota/{bundle}: started',
        '0.1 rauc i installing /data/ota/{bundle}: Checking and mounting bundle...',
        '0.1 rauc i Reading bundle: /data/ota/{bundle}',
        '0.2 rauc i Verifying bundle signature...',
        '--',
        "0.6 rauc i Verified inline signature by 'O=Example Cars, CN=OTA Release {n:3-9}'",
        "0.2 rauc i Mounting bundle '/data/ota/{bundle}' to '/run/rauc/bundle'",
      ],
      install: [
        '0.4 rauc i Checking slot rootfs.{other} (/dev/mmcblk0p{otherRoot})',
        '0.2 rauc i Slot needs to be updated with rootfs.ext4',
        '0.2 rauc i opening slot device /dev/mmcblk0p{otherRoot}',
        '0.1 rauc i writing data to device /dev/mmcblk0p{otherRoot}',
        '--',
        '31 rauc i Updating slot rootfs.{other} status',
        '0.5 rauc i Installing `/data/ota/{bundle}` succeeded',
      ],
      activate: [
        '0.3 rauc i marked slot rootfs.{other} as active',
        '0.3 rauc-hawkbit-updater i Software bundle installed successfully.',
        '--',
        '4 systemd i Reached target System Reboot.',
      ],
      reboot: ['--', 'reboot 19 other'],
      commit: [
        '3 gw:OTAM/CAMP i TCU: running version {to}',
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: committed',
        '--',
      ],
    },
    endings: {
      failed: [
        '0.1 rauc e Installing `/data/ota/{bundle}` failed',
        '0.2 rauc-hawkbit-updater e Failed to install software bundle.',
        '2 gw:OTAM/CAMP i TCU: running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
      rolledBack: [
        'reboot 14 this',
        '3 gw:OTAM/CAMP w TCU: rolled back to slot {slot}, running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
      cut: [
        'reboot 34 this',
        '0.2 systemd-journald w File /var/log/journal/{x:32}/system.journal corrupted or uncleanly shut down, renaming and replacing.',
        '4 gw:OTAM/CAMP w TCU: running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
    },
    hiccup: {
      at: 'download',
      lines: [
        '6 rauc-hawkbit-updater e Download failed. Error: Timeout was reached, {n:21-60} MB received',
        '1 rauc-hawkbit-updater i Resuming download, attempt 2 of 5',
      ],
    },
    healthyOutcome: 'installed',
  },
  swupdate: {
    log: 'tcu',
    also: ['dmesg'],
    booted: [
      '1.4 swupdate i [INFO ] : SWUPDATE running :  [main] : Running on tcu Revision d1',
      '0.3 tcu-boot i booted slot {slot}, software version {running}',
    ],
    idle: ['1 swupdate i [TRACE] : SWUPDATE running :  [server_get_deployment_info] : No pending action on server.'],
    steps: {
      download: [
        '1 gw:OTAM/CAMP i campaign {campaign} state: downloading',
        '0.5 swupdate i [INFO ] : SWUPDATE started :  Software Update started !',
        '0.2 swupdate d [TRACE] : SWUPDATE running :  [extract_sw_description] : Found file',
        '0.1 swupdate d [TRACE] : SWUPDATE running :  [extract_sw_description] :        filename sw-description',
        '0.2 swupdate d [TRACE] : SWUPDATE running :  [swupdate_verify_file] : Verify signed image: Read {n:900-4000} bytes',
        '--',
        '0.1 swupdate d [TRACE] : SWUPDATE running :  [swupdate_verify_file] : Verified OK',
        '0.2 swupdate d [TRACE] : SWUPDATE running :  [get_common_fields] : Version {to}',
      ],
      check: [
        '0.1 swupdate d [TRACE] : SWUPDATE running :  [check_hw_compatibility] : Hardware tcu Revision: d1',
        '--',
        '0.1 swupdate d [TRACE] : SWUPDATE running :  [check_hw_compatibility] : Hardware compatibility verified',
      ],
      install: [
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: installing',
        '0.2 swupdate d [TRACE] : SWUPDATE running :  [install_single_image] : Found installer for stream rootfs.ext4.gz raw',
        '3*9 swupdate d [DEBUG] : SWUPDATE running :  [installer] : Installing rootfs.ext4.gz into /dev/mmcblk0p{otherRoot}: {percent}%',
        '--',
        '1 swupdate d [TRACE] : SWUPDATE running :  [install_single_image] : Found installer for stream modem.bin rawfile',
      ],
      scripts: [
        '0.3 swupdate d [TRACE] : SWUPDATE running :  [run_prepost_scripts] : Running post-installation scripts...',
        '--',
        '1.2 swupdate d [TRACE] : SWUPDATE running :  [run_system_cmd] : /tmp/scripts/post.sh  command returned 0',
      ],
      activate: [
        '0.2 swupdate d [TRACE] : SWUPDATE running :  [update_bootloader_env] : Updating bootloader environment',
        '--',
        '0.3 swupdate i [INFO ] : SWUPDATE successful !  SWUPDATE successful !',
        '3 systemd i Reached target System Reboot.',
      ],
      reboot: ['--', 'reboot 21 other'],
      commit: [
        '3 gw:OTAM/CAMP i TCU: running version {to}',
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: committed',
        '--',
      ],
    },
    endings: {
      failed: [
        '0.1 swupdate e [ERROR] : SWUPDATE failed [1] Image invalid or corrupted. Not installing ...',
        '0.2 swupdate i [INFO ] : No SWUPDATE running :  Waiting for requests...',
        '2 gw:OTAM/CAMP i TCU: running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
    },
    hiccup: {
      at: 'download',
      lines: [
        '5 swupdate e [ERROR] : SWUPDATE failed [0] ERROR corelib/channel_curl.c : channel_get_file : 1210 : Channel get operation failed (28): Timeout was reached',
        '2 swupdate i [INFO ] : SWUPDATE running :  [channel_get_file] : Retrying after 10 s, attempt 1 of 5',
      ],
    },
    healthyOutcome: 'installed',
  },
  aktualizr: {
    log: 'tcu',
    also: ['dmesg'],
    booted: [
      '1.2 aktualizr i Aktualizr version 2020.10 starting',
      '0.2 aktualizr i Use existing SQL storage: "/var/sota/sql.db"',
      '0.2 tcu-boot i booted slot {slot}, software version {running}',
    ],
    idle: ['1 aktualizr i got CheckUpdates command', '0.5 aktualizr i No new updates found in Uptane metadata.'],
    steps: {
      metadata: [
        '1 gw:OTAM/CAMP i campaign {campaign} state: downloading',
        '0.3 aktualizr i got SendDeviceData command',
        '0.3 aktualizr i got CheckUpdates command',
        '--',
        '0.7 aktualizr i 1 new update found in both Director and Image repository metadata.',
      ],
      download: [
        '0.2 aktualizr i Event: DownloadProgressReport, Progress 0%',
        '3*8 aktualizr i Event: DownloadProgressReport, Progress {percent}%',
        '--',
        '0.5 aktualizr i Event: AllDownloadsComplete',
      ],
      install: [
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: installing',
        '0.3 aktualizr i Event: InstallStarted, ecu tcu-{x:8}',
        '0.5 aktualizr i Installing package using ostree package manager',
        '--',
        '14 aktualizr i Event: AllInstallsComplete',
        '1 aktualizr i About to reboot in order to apply pending updates...',
      ],
      reboot: ['--', 'reboot 20 other'],
      commit: [
        '2 aktualizr i Pending update installed successfully: tcu-{to}',
        '1 gw:OTAM/CAMP i TCU: running version {to}',
        '0.5 gw:OTAM/CAMP i campaign {campaign} state: committed',
        '--',
      ],
    },
    endings: {
      failed: [
        '0.5 aktualizr i got SendManifest command',
        '2 gw:OTAM/CAMP i TCU: running version {from}',
        '0.4 gw:OTAM/CAMP w campaign {campaign} state: failed',
      ],
    },
    hiccup: {
      at: 'metadata',
      lines: [
        '2 aktualizr w curl error 28 (http code 0): Timeout was reached',
        '3 aktualizr i Retrying the request to the director, attempt 2 of 3',
      ],
    },
    healthyOutcome: 'installed',
  },
};
