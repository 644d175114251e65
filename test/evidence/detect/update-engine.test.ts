import { describe, expect, it } from 'vitest';
import { shippedVocabularies } from '#src/evidence/vocabulary/shipped.ts';
import { saidBy } from './inspect.ts';

const AT = '[0608/152037.123885:INFO:action_processor.cc(116)] ';

const LINES: [text: string, said: string[]][] = [
  [`${AT}ActionProcessor: starting InstallPlanAction`, ['check started']],
  [`${AT}ActionProcessor: finished InstallPlanAction with code ErrorCode::kSuccess`, ['check succeeded']],
  ['[INFO:action_processor.cc(143)] ActionProcessor: starting FilesystemVerifierAction', ['verify started']],
  [
    '[INFO:action_processor.cc(116)] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadTransferError',
    ['symptom ota-error kDownloadTransferError (9)', 'download failed'],
  ],
  [
    '2026-05-13T17:43:21.758925Z INFO update_engine: [action_processor.cc:116] ActionProcessor: finished DownloadAction with code ErrorCode::kDownloadPayloadVerificationError',
    ['cause ota-error kDownloadPayloadVerificationError (12)', 'download failed'],
  ],
  [
    'I20210602 19:48:59.361888   889 action_processor.cc:99] ActionProcessor::ActionComplete: finished OmahaResponseHandlerAction, starting DownloadAction',
    ['download started'],
  ],
  [`${AT}ActionProcessor: finished CleanupPreviousUpdateAction with code ErrorCode::kSuccess`, ['commit succeeded']],
  [
    '[INFO:x.cc(1)] ActionProcessor: finished NewAction with code ErrorCode::kBrandNew',
    ['symptom ota-error kBrandNew'],
  ],
  [`${AT}Update successfully applied, waiting to reboot.`, ['install succeeded', 'update-applied']],
  [`${AT}ActionProcessor: Aborting processing due to failure.`, ['consequence ota-aborted', 'update-failed']],
  [
    'onPayloadApplicationComplete(ErrorCode::kPayloadTimestampError (51))',
    ['consequence ota-error kPayloadTimestampError (51)', 'update-failed kPayloadTimestampError (51)'],
  ],
  ['onPayloadApplicationComplete(ErrorCode::kSuccess (0))', ['update-applied']],
  ['onPayloadApplicationComplete(ErrorCode::kUpdatedButNotActive (52))', []],
  [
    '[SystemUpgradeService] Error applying OTA. Error: 7 DL error: 0',
    ['consequence ota-error kInstallDeviceOpenError (7)', 'update-failed kInstallDeviceOpenError (7)'],
  ],
  ['onStatusUpdate(UPDATE_STATUS_VERIFYING (4), 0.31)', ['verify started']],
  ['onStatusUpdate(UPDATE_STATUS_UPDATED_NEED_REBOOT (6), 0)', ['activate succeeded']],
  [
    "[ERROR:delta_performer.cc(990)] The hash of the source data on disk for this operation doesn't match the expected value.",
    ['cause source-hash-mismatch'],
  ],
  [
    'Cannot create update snapshots with overlayfs setup. Run `adb enable-verity`, reboot, then try again.',
    ['cause overlayfs-enabled'],
  ],
  ['[ERROR:file_stream.cc(-1)] Domain=system, Code=EACCES, Message=Permission denied', ['cause access-denied EACCES']],
  [
    '[ERROR:delta_performer.cc(1561)] Public key verification failed, thus update failed.',
    ['cause signature-invalid', 'consequence ota-aborted', 'update-failed'],
  ],
  [
    '[ERROR:delta_performer.cc(1800)] The current OS build timestamp (1600000000) is newer than the maximum timestamp in the manifest (1500000000)',
    ['cause downgrade-refused'],
  ],
  ['[INFO:multi_range_http_fetcher.cc(129)] TransferEnded w/ code 404', ['symptom ota-transfer-error']],
];

const BENIGN = [
  'E20210602 19:48:59.366096   889 payload_processor.cc:540] prefs->GetInt64(kPrefsUpdateStateNextOperation, &next_operation) && next_operation != kUpdateStateOperationInvalid && next_operation > 0 failed.',
  '[ERROR:prefs.cc(61)] kPrefsManifestBytes not present in /data/misc/update_engine/prefs',
  '[INFO:multi_range_http_fetcher.cc(129)] TransferEnded w/ code 200',
  '[INFO:update_attempter_android.cc(522)] Processing Done.',
  '[INFO:delta_performer.cc(400)] PartitionInfo old bootloader sha256: XshwEvfhAl9PqLH8y9rygETfQxZ11BR3P4miei= size: 4808704',
  '[SystemUpgradeService] Error applying OTA. Error: 0 DL error: 0 (retry)',
];

/** A look for what is not there blames nobody. */
const CALM = /^(?:update-applied|consequence probe-failed$)/;

describe('update_engine', () => {
  it.each(LINES)('says what it means: %s', (text, said) => {
    expect(saidBy(text, { app: 'update_engine' })).toEqual(said);
  });

  it.each(BENIGN)('blames no line of a good update: %s', (text) => {
    const blames = saidBy(text, { app: 'update_engine' }).filter((said) => !CALM.test(said));
    expect(blames).toEqual([]);
  });

  it('knows every error code from 0 to 66 by number and by name', () => {
    const { tables = {} } = shippedVocabularies().find(({ name }) => name === 'update_engine') ?? {};
    const names = Object.values(tables['code-numbers']).map((row) => (row as { name: string }).name);
    expect(names).toHaveLength(67);
    for (const [number, name] of names.entries()) {
      const byNumber = saidBy(`Error applying OTA. Error: ${number} DL`);
      const byName = saidBy(`onPayloadApplicationComplete(ErrorCode::${name} (${number}))`);
      expect(byNumber).toEqual(byName);
      const label = `${name} (${number})`;
      const isSilent = tables['codes'][name] === null;
      const wanted = isSilent ? [] : [`consequence ota-error ${label}`, `update-failed ${label}`];
      expect(byName).toEqual(number === 0 ? ['update-applied'] : wanted);
    }
    expect(names[60]).toBe('kNotEnoughSpace');
  });

  it.each([
    [-2147483639, 'kDownloadTransferError (9)'],
    [0x70000009, 'kDownloadTransferError (9)'],
    [2404, 'kOmahaRequestHTTPResponseBase (2404)'],
  ])('ignores the flags above bit 28 and keeps the HTTP status of Omaha: %s', (number, label) => {
    expect(saidBy(`Error applying OTA. Error: ${number} DL`)).toContain(`consequence ota-error ${label}`);
  });

  it('takes no number for a code that is none', () => {
    expect(saidBy('Error applying OTA. Error: 1234 DL error: 0')).toEqual([]);
  });
});
