import type { Family } from './story.ts';

/** Faults of update clients on Linux, as these clients and the programs below them say it. */
const LINUX: Readonly<Record<string, Family>> = {
  'bundle-signature': {
    truth: 'the bundle is signed by an authority that the keyring of this unit does not hold',
    outcome: 'failed',
    terse: 'sig nok',
    known: {
      story: 'rauc',
      breaksAt: 'verify',
      cause: ['0.5 rauc e signature verification failed: Verify error: unable to get local issuer certificate'],
      effects: ['0.1 rauc e Failed to check bundle'],
      ending: 'failed',
      keywords: ['unable to get local issuer'],
    },
  },
  'bundle-for-other-device': {
    truth: 'the bundle was built for another hardware generation',
    outcome: 'failed',
    terse: 'variant nok',
    known: {
      story: 'rauc',
      breaksAt: 'install',
      cause: ["0.3 rauc e Compatible mismatch: Expected 'tcu-gen2' but bundle manifest has 'tcu-gen1'"],
      effects: ['0.1 rauc e Failed to update slots'],
      ending: 'failed',
      keywords: ['compatible mismatch', 'tcu-gen1'],
    },
  },
  'verity-corruption': {
    truth: 'blocks of the stored bundle do not match their root hash',
    outcome: 'failed',
    terse: 'tree nok',
    known: {
      story: 'rauc',
      breaksAt: 'install',
      cause: [
        '14 dmesg:kernel e device-mapper: verity: 7:0: data block {n:4000-9000} is corrupted',
        '0.1 dmesg:kernel e device-mapper: verity: 7:0: data block {n:4000-9000} is corrupted',
      ],
      effects: [
        '0.2 dmesg:kernel e SQUASHFS error: Unable to read data cache entry [{x:4}]',
        '0.3 rauc e Failed updating slot rootfs.{other}: failed to copy image: Failed splicing data: Input/output error',
      ],
      ending: 'failed',
      keywords: ['verity'],
      decoys: ['squashfs', 'storage device'],
    },
  },
  'image-hash': {
    truth: 'one image arrives damaged: its hash is not the one that the description lists',
    outcome: 'failed',
    terse: 'sum nok',
    known: {
      story: 'swupdate',
      breaksAt: 'install',
      cause: [
        '0.4 swupdate e [ERROR] : SWUPDATE failed [0] ERROR core/cpio_utils.c : copyfile : 575 : HASH mismatch : {x:64} <--> {x:64}',
      ],
      effects: [
        '0.1 swupdate e [ERROR] : SWUPDATE failed [0] ERROR core/stream_interface.c : update_transaction : 401 : Error streaming rootfs.ext4.gz',
      ],
      ending: 'failed',
      keywords: ['hash mismatch'],
    },
  },
  'postinstall-script': {
    truth: 'the post-install script calls a tool that this unit does not have',
    outcome: 'failed',
    terse: 'hook nok',
    known: {
      story: 'swupdate',
      breaksAt: 'scripts',
      cause: [
        '0.8 swupdate e [ERROR] : SWUPDATE failed [0] ERROR : /tmp/scripts/post.sh: line {n:9-40}: mkfs.ubifs: not found',
      ],
      effects: [
        '0.1 swupdate e [ERROR] : SWUPDATE failed [0] ERROR core/pctl.c : run_system_cmd : 284 : /tmp/scripts/post.sh  command returned 127',
        '0.1 swupdate e [ERROR] : SWUPDATE failed [0] ERROR corelib/installer.c : install_images : 512 : execute postinstall scripts failed',
      ],
      ending: 'failed',
      keywords: ['mkfs\\.ubifs'],
    },
  },
  'no-space': {
    truth: 'the partition to be written has no room for the image',
    outcome: 'failed',
    terse: 'no room',
    known: {
      story: 'mender',
      breaksAt: 'install',
      cause: [
        '0.6 mender-update e record_id={count} severity=error time="{clock}" name="Global" msg="Update Module output (stderr): cat: write error: No space left on device"',
      ],
      effects: [
        '0.2 mender-update e record_id={count} severity=error time="{clock}" name="Global" msg="Process returned non-zero exit status: ArtifactInstall: Process exited with status 1"',
      ],
      ending: 'failed',
      keywords: ['no space', 'enospc'],
    },
  },
  'clock-not-set': {
    truth: 'the clock stands at 1970, so the server certificate counts as not yet valid',
    outcome: 'failed|not-attempted|not-seen|unknown',
    terse: 'time nok',
    known: {
      story: 'mender',
      breaksAt: 'check',
      cause: [
        '0.4 mender-update e record_id={count} severity=error time="{clock}" name="Global" msg="Error: certificate is not yet valid: certificate verify failed (SSL routines), peer \'ota.example.com\'"',
      ],
      effects: [
        '0.3 mender-update e record_id={count} severity=error time="{clock}" name="Global" msg="Failed to fetch new deployment, will try again in 30 s"',
      ],
      ending: 'failed',
      keywords: ['not yet valid', 'clock'],
    },
  },
  'name-not-resolved': {
    truth: 'the name of the download server cannot be resolved',
    outcome: 'failed',
    terse: 'no host',
    known: {
      story: 'mender',
      breaksAt: 'download',
      cause: [
        '6 mender-update e record_id={count} severity=error time="{clock}" name="Global" msg="Download failed: Could not resolve host: artifacts.ota.example.com: Host not found (authoritative)"',
      ],
      effects: [
        '0.3 mender-update e record_id={count} severity=error time="{clock}" name="Global" msg="Giving up on resuming the download: Tried maximum number of times: Exponential backoff"',
      ],
      ending: 'failed',
      keywords: ['resolve', 'host not found', '\\bdns\\b'],
    },
  },
  'commit-not-reported': {
    truth: 'the new software runs but cannot tell the server so, and goes back',
    outcome: 'rolled-back',
    terse: 'no receipt',
    known: {
      story: 'mender-go',
      breaksAt: 'commit',
      cause: [
        '5 mender e time="{now}" level=error msg="transient error: Tried sending status report maximum number of times." module=mender',
      ],
      effects: [
        '0.2 mender i time="{now}" level=info msg="State transition: update-pre-commit-status-report-retry [ArtifactCommit_Enter] -> rollback [ArtifactRollback]" module=mender',
      ],
      ending: 'rolledBack',
      keywords: ['status report'],
    },
  },
  'metadata-expired': {
    truth: 'the signed list of targets was not renewed in time',
    outcome: 'failed|not-attempted|not-seen|unknown',
    terse: 'list stale',
    known: {
      story: 'aktualizr',
      breaksAt: 'metadata',
      cause: ['0.5 aktualizr e Failed to update Director metadata: The targets metadata was expired.'],
      effects: [
        '0.1 aktualizr e Invalid UPTANE metadata in storage',
        '0.2 aktualizr i Event: UpdateCheckComplete, result: Error',
      ],
      ending: 'failed',
      keywords: ['metadata (was |has )?expired'],
    },
  },
  'server-refuses': {
    truth: 'the image store refuses this vehicle',
    outcome: 'failed',
    terse: 'denied',
    known: {
      story: 'aktualizr',
      breaksAt: 'install',
      cause: [
        '4 aktualizr e Error while pulling image: libostree HTTP error from remote treehub for <https://treehub.example.com/objects/{x:2}/{x:62}.filez>: Server returned HTTP 403',
      ],
      effects: [
        '0.3 aktualizr e Event: InstallTargetComplete, ResultCode: INSTALL_FAILED',
        '0.2 aktualizr i Event: AllInstallsComplete',
      ],
      ending: 'failed',
      keywords: ['\\b403\\b', 'refus', 'forbidden'],
    },
  },
  'storage-io': {
    truth: 'the flash memory cannot write: the card stops answering',
    outcome: 'failed',
    terse: 'cell nok',
    known: {
      story: 'rauc',
      breaksAt: 'install',
      cause: [
        '12 dmesg:kernel e mmc0: tried to HW reset card, got error -110',
        '0.1 dmesg:kernel e blk_update_request: I/O error, dev mmcblk0, sector {n:2000000-2999999} op 0x1:(WRITE) flags 0x800 phys_seg 8 prio class 0',
        '0.1 dmesg:kernel e Buffer I/O error on dev mmcblk0p{otherRoot}, logical block {n:100000-199999}, lost async page write',
      ],
      effects: ['0.6 rauc e Failed updating slot rootfs.{other}: failed to copy image: Failed to close fd'],
      ending: 'failed',
      keywords: ['error -110', 'i/o error', 'storage', 'mmc'],
    },
  },
  'out-of-memory': {
    truth: 'the kernel kills the installer because memory ran out',
    outcome: 'failed',
    terse: 'heap nok',
    known: {
      story: 'rauc',
      breaksAt: 'install',
      cause: [
        '9 dmesg:kernel e Out of memory: Killed process {n:700-999} (rauc) total-vm:{n:400000-900000}kB, anon-rss:{n:300000-390000}kB, file-rss:0kB, shmem-rss:0kB, UID:0',
        "0.4 systemd e rauc.service: Failed with result 'oom-kill'.",
      ],
      effects: [
        '0.1 systemd e rauc.service: Main process exited, code=killed, status=9/KILL',
        '0.2 rauc-hawkbit-updater e rauc service disappeared',
      ],
      ending: 'failed',
      keywords: ['out of memory', 'oom', 'memory ran out'],
    },
  },
  'new-system-panics': {
    truth: 'the kernel of the new slot finds no root file system; the bootloader goes back after three tries',
    outcome: 'rolled-back',
    terse: 'root nok',
    known: {
      story: 'rauc',
      breaksAt: 'reboot',
      cause: [
        '9 console:kernel e [    2.{n:100000-900000}] VFS: Cannot open root device "mmcblk0p{otherRoot}" or unknown-block(179,{otherRoot}): error -6',
        '0.2 console:kernel f [    2.{n:910000-990000}] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(179,{otherRoot})',
      ],
      effects: [
        '6 console:u-boot w Warning: Bootlimit (3) exceeded. Using altbootcmd.',
        '0.3 console:u-boot i Booting slot {slot}',
      ],
      ending: 'rolledBack',
      keywords: ['root fs', 'root device', 'panic'],
    },
  },
  'power-loss': {
    truth: 'the supply collapses while the slot is written',
    outcome: 'failed',
    terse: 'supply nok',
    known: {
      story: 'rauc',
      breaksAt: 'install',
      cause: ['9 gw:PWR/MON w undervoltage detected: battery voltage {n:5-6}.{n:10-99} V below 9.00 V'],
      effects: [],
      ending: 'cut',
      keywords: ['under-?voltage', 'voltage', 'power'],
    },
  },
};

export const LINUX_FAMILIES = LINUX;
