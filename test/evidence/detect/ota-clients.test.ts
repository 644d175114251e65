import { describe, expect, it } from 'vitest';
import { saidBy } from './inspect.ts';

type Table = [text: string, said: string[]][];

const RAUC: Table = [
  [' 20% Verifying signature', ['verify started']],
  [' 40% Verifying signature done.', ['verify succeeded']],
  [' 20% Checking bundle failed.', ['symptom ota-step-failed', 'verify failed']],
  ['100% Installing failed.', ['consequence ota-aborted', 'install failed', 'update-failed']],
  ['LastError: signature verification failed: Verify error:self-signed certificate', ['cause certificate-untrusted']],
  [
    'LastError: signature verification failed: Verify error:certificate is not yet valid',
    ['cause certificate-not-yet-valid'],
  ],
  ['LastError: signature verification failed: bad signature', ['cause signature-invalid']],
  ['LastError: Signature size (1234567) exceeds bundle size', ['cause bundle-damaged']],
  [
    'Failed mounting bundle: Failed to load dm table: Invalid argument',
    ['symptom ota-mount-failed', 'cause dm-table-rejected'],
  ],
  ['Invalid bundle format: Signature size (123836) exceeds 65536', ['cause signature-too-large']],
  ['Signature size (123836) exceeds 64KiB', ['cause signature-too-large']],
  ['LastError: No keyring file or directory provided', ['cause keyring-missing']],
  ["Destination device '/dev/mmcblk0p3' already mounted", ['cause ota-target-mounted']],
  [
    'Failed mounting bundle: failed to mount bundle: No such device',
    ['cause bundle-filesystem-missing', 'symptom ota-mount-failed'],
  ],
  [
    'LastError: Failed to download bundle http://x/update.raucb: Transfer failed: Failed writing body (0 != 1448)',
    ['symptom ota-download-failed', 'download failed'],
  ],
  ['RAUC service disappeared', ['cause ota-client-died', 'install failed', 'update-failed']],
  ['Installing `/tmp/update.raucb` succeeded', ['install succeeded', 'update-applied']],
  ['rauc status: marked slot rootfs.1 as good', ['commit succeeded', 'committed rootfs.1']],
  ['rauc-Message: 10:11:12.131: Failed updating slot rootfs.1: failed to run mkfs', ['symptom ota-slot-failed']],
];

const SWUPDATE: Table = [
  ['[INFO ] : SWUPDATE running : [install_single_image] : Installer Starting', ['install started']],
  ['[INFO ] : SWUPDATE successful ! SWUPDATE successful !', ['install succeeded', 'update-applied']],
  ["[ERROR] : SWUPDATE failed [0] ERROR : Channel get operation failed (7): 'Error'", ['symptom network-error CURL 7']],
  [
    '[ERROR] : SWUPDATE failed [0] ERROR : Channel operation returned HTTP error code 401.',
    ['cause server-refused HTTP 401'],
  ],
  [
    '[ERROR] : SWUPDATE failed [0] ERROR swupdate_rsa_verify.c : verify_final : 99 : EVP_DigestVerifyFinal failed, error 0x2000077 0',
    ['cause signature-invalid'],
  ],
  ['[ERROR] : SWUPDATE failed [0] HW compatibility not verified', ['cause incompatible-bundle']],
  ['[ERROR] : SWUPDATE failed [1] ERROR handler.c : x : 12 : something odd', ['symptom ota-error']],
  [
    '[ERROR] : SWUPDATE failed [0] ERROR mtd-interface.c : scan_ubi_partitions : 392 : cannot attach mtd0 - maybe not a NAND or raw device',
    ['consequence probe-failed'],
  ],
];

const MENDER: Table = [
  ['State transition: update-fetch [Download_Enter] -> update-store [Download_Enter]', ['download started']],
  ['State transition: reboot [ArtifactReboot_Enter] -> after-reboot [ArtifactReboot_Leave]', ['reboot succeeded']],
  ['State transition: update-commit [ArtifactCommit] -> rollback [ArtifactRollback]', ['rollback started']],
  [
    'record_id=12 severity=info time="2024-Jan-02 10:00:00.1" name="Global" msg="Running state script: ArtifactInstall_Enter_01"',
    ['install started'],
  ],
  [
    'level=error msg="Artifact install failed: unsupported payload type: rootfs-image"',
    ['cause unsupported-payload', 'consequence ota-aborted', 'update-failed'],
  ],
  [
    'time="2020-01-23T10:59:22Z" level=error msg="Reboot to the new update failed. Expected \\"upgrade_available\\" flag"',
    ['symptom boot-fallback', 'rolled-back', 'consequence ota-aborted', 'update-failed'],
  ],
  ['INFO[0002] No public key was provided for authenticating the artifact', []],
  ['statescript: timeout for executing scripts is not defined; using default of 1h0m0s seconds', []],
  [
    "'UpdateControlMapExpirationTimeSeconds' is not set. Falling back to the default of 2*UpdatePollIntervalSeconds",
    [],
  ],
];

const AKTUALIZR: Table = [
  [
    'Installation failed with result code: ResultCode::Numeric::kVERIFICATION_FAILED',
    ['consequence ota-aborted', 'update-failed', 'cause ota-error VERIFICATION_FAILED'],
  ],
  ['aktualizr-lite exited with code 70', ['cause hash-mismatch DownloadFailureVerificationFailed (70)']],
  ['aktualizr-lite exited with code 100', ['reboot started']],
  ['aktualizr-lite exited with code 110', ['rollback succeeded', 'rolled-back']],
  ['aktualizr-lite exited with code 0', []],
  ['The targets metadata has expired', ['cause metadata-expired']],
  ['Signature verification for image/targets failed: Unmet threshold', ['cause metadata-invalid']],
  [
    'libostree HTTP error from remote aktualizr-remote for <https://host/objects>: Server returned HTTP 502',
    ['symptom ota-transfer-error', 'symptom server-refused HTTP 502'],
  ],
];

const HAWKBIT: Table = [
  ['{"status":{"result":{"finished":"failure"},"execution":"closed"}}', ['consequence ota-aborted', 'update-failed']],
  ['{"status":{"result":{"finished":"none"},"execution":"proceeding"}}', []],
  ['{"status":{"result":{"finished":"success"},"execution":"closed"}}', []],
  ['Software: app V1.2. Invalid checksum: 00ff00ff expected 11ee11ee', ['cause hash-mismatch']],
  ['Software bundle installed successfully.', ['install succeeded', 'update-applied']],
];

describe.each([
  ['RAUC', RAUC],
  ['SWUpdate', SWUPDATE],
  ['Mender', MENDER],
  ['aktualizr', AKTUALIZR],
  ['hawkBit', HAWKBIT],
])('%s', (_, table) => {
  it.each(table)('says what it means: %s', (text, said) => {
    expect(saidBy(text)).toEqual(said);
  });
});

const UPDATE_MASTER: Table = [
  ['signature verification failed for package body_controller', ['cause signature-invalid']],
  ['Package hash mismatch in block 17', ['cause hash-mismatch']],
  ['activation failed: process group did not start', ['symptom ota-activate-failed', 'activate failed']],
  ['health check failed: camera service not running', ['symptom health-check-failed', 'health-check failed']],
  ['rollback to slot A', ['consequence rollback', 'rollback succeeded', 'rolled-back A']],
  ['Rolling back to previous software', ['consequence rollback', 'rollback started']],
  ['booted slot B', ['slot-booted B']],
  ['update campaign C-2024-17 state INSTALLING', ['install started']],
  ['update campaign C-2024-17 state FAILED', ['consequence ota-aborted', 'update-failed']],
  ['running software version 4.12.7', ['version-seen 4.12.7']],
  ['ProcessSwPackage returned kErrAuthenticationFailed', ['cause ota-error AuthenticationFailed']],
  ['no update available', ['up-to-date']],
  ['download completed: 48211 kB', ['download succeeded']],
];

const NOT_SAID = [
  'no errors found during update check',
  'error count 0, warning count 0',
  'signature verification passed',
  'anti-rollback index 3 accepted',
  'rollback protection enabled',
  'will roll back to slot A if health check fails',
  'target software version 5.0.1',
  'health check passed without errors',
  'Bluetooth phonebook download completed',
  'hash table resized to 512 entries',
];

describe('an update master without a public vocabulary', () => {
  it.each(UPDATE_MASTER)('is understood: %s', (text, said) => {
    expect(saidBy(text, { app: 'OTAM', context: 'UCM' })).toEqual(said);
  });

  it.each(NOT_SAID)('is not blamed for: %s', (text) => {
    expect(saidBy(text).filter((word) => /cause|symptom|consequence|version|slot|rolled/.test(word))).toEqual([]);
  });

  it('takes the same words outside an update for a hint only', () => {
    expect(saidBy('signature verification failed for peer', { app: 'TLS' })).toEqual(['symptom signature-invalid']);
  });
});
