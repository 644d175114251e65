import type { FaultRole } from '../../file-evidence.ts';

/** ErrorCode of update_engine by number: AOSP `system/update_engine/common/error_code.h` (Apache-2.0), 0 … 66. */
export const ERROR_CODE_NAMES = [
  'kSuccess',
  'kError',
  'kOmahaRequestError',
  'kOmahaResponseHandlerError',
  'kFilesystemCopierError',
  'kPostinstallRunnerError',
  'kPayloadMismatchedType',
  'kInstallDeviceOpenError',
  'kKernelDeviceOpenError',
  'kDownloadTransferError',
  'kPayloadHashMismatchError',
  'kPayloadSizeMismatchError',
  'kDownloadPayloadVerificationError',
  'kDownloadNewPartitionInfoError',
  'kDownloadWriteError',
  'kNewRootfsVerificationError',
  'kNewKernelVerificationError',
  'kSignedDeltaPayloadExpectedError',
  'kDownloadPayloadPubKeyVerificationError',
  'kPostinstallBootedFromFirmwareB',
  'kDownloadStateInitializationError',
  'kDownloadInvalidMetadataMagicString',
  'kDownloadSignatureMissingInManifest',
  'kDownloadManifestParseError',
  'kDownloadMetadataSignatureError',
  'kDownloadMetadataSignatureVerificationError',
  'kDownloadMetadataSignatureMismatch',
  'kDownloadOperationHashVerificationError',
  'kDownloadOperationExecutionError',
  'kDownloadOperationHashMismatch',
  'kOmahaRequestEmptyResponseError',
  'kOmahaRequestXMLParseError',
  'kDownloadInvalidMetadataSize',
  'kDownloadInvalidMetadataSignature',
  'kOmahaResponseInvalid',
  'kOmahaUpdateIgnoredPerPolicy',
  'kOmahaUpdateDeferredPerPolicy',
  'kOmahaErrorInHTTPResponse',
  'kDownloadOperationHashMissingError',
  'kDownloadMetadataSignatureMissingError',
  'kOmahaUpdateDeferredForBackoff',
  'kPostinstallPowerwashError',
  'kUpdateCanceledByChannelChange',
  'kPostinstallFirmwareRONotUpdatable',
  'kUnsupportedMajorPayloadVersion',
  'kUnsupportedMinorPayloadVersion',
  'kOmahaRequestXMLHasEntityDecl',
  'kFilesystemVerifierError',
  'kUserCanceled',
  'kNonCriticalUpdateInOOBE',
  'kOmahaUpdateIgnoredOverCellular',
  'kPayloadTimestampError',
  'kUpdatedButNotActive',
  'kNoUpdate',
  'kRollbackNotPossible',
  'kFirstActiveOmahaPingSentPersistenceError',
  'kVerityCalculationError',
  'kInternalLibCurlError',
  'kUnresolvedHostError',
  'kUnresolvedHostRecovered',
  'kNotEnoughSpace',
  'kDeviceCorrupted',
  'kPackageExcludedFromUpdate',
  'kPostInstallMountError',
  'kOverlayfsenabledError',
  'kUpdateProcessing',
  'kUpdateAlreadyInstalled',
] as const;

const NUMBERS = new Map<string, number>(ERROR_CODE_NAMES.map((name, number) => [name, number]));

/** Bits 28 … 31 say how the update ran (dev mode, resumed, test image, test server), not what failed. */
const FLAG_BITS = 0xf0000000;
/** Omaha's HTTP status is reported as 2000 + status. */
const HTTP_BASE = 2000;

/**
 * Most codes only name the action that failed: kInstallDeviceOpenError came from four different causes in public logs.
 * These ones name a fact about the payload, the device or the user that needs no further cause.
 */
const DISCRIMINATING = new Set([
  6, 10, 11, 12, 17, 18, 21, 22, 24, 25, 26, 32, 33, 38, 39, 44, 45, 48, 51, 54, 58, 60, 61, 64,
]);

/** Ends that are no failure: success, applied but not active, nothing newer, host found again, running, already installed. */
const HARMLESS = new Set([0, 35, 36, 40, 49, 50, 52, 53, 59, 62, 65, 66]);

export interface UpdateEngineCode {
  number: number;
  /** As engineers write it: `kDownloadTransferError (9)`. */
  label: string;
  role: FaultRole;
  isFailure: boolean;
}

export function findCodeByNumber(reported: number): UpdateEngineCode | undefined {
  const number = (reported & ~FLAG_BITS) >>> 0;
  if (number >= HTTP_BASE && number < HTTP_BASE + 1000) return httpCode(number);
  const name = ERROR_CODE_NAMES[number];
  return name === undefined ? undefined : describe(number, name);
}

/** Newer releases know more names: an unknown one is kept as written when it has the shape of a name. */
export function codeByName(name: string): UpdateEngineCode {
  const number = NUMBERS.get(name);
  return number === undefined ? { number: -1, label: name, role: 'symptom', isFailure: true } : describe(number, name);
}

function describe(number: number, name: string): UpdateEngineCode {
  const role = DISCRIMINATING.has(number) ? 'cause' : 'symptom';
  return { number, label: `${name} (${number})`, role, isFailure: !HARMLESS.has(number) };
}

function httpCode(number: number): UpdateEngineCode {
  return { number, label: `kOmahaRequestHTTPResponseBase (${number})`, role: 'symptom', isFailure: true };
}
