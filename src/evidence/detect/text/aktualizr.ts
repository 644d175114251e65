import type { FaultRole } from '../../file-evidence.ts';
import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';
import { WATCH } from './line-rule.ts';

/**
 * aktualizr result codes (uptane/aktualizr include/libaktualizr/types.h, MPL-2.0) and aktualizr-lite exit codes
 * (foundriesio/aktualizr-lite include/aktualizr-lite/cli/cli.h); Uptane/TUF metadata failures by the words of
 * src/libaktualizr/uptane/exceptions.h.
 */
const RESULTS: Readonly<Record<string, [role: FaultRole, title: string]>> = {
  VERIFICATION_FAILED: ['cause', 'The update package failed verification'],
  INSTALL_FAILED: ['symptom', 'The installation of the package failed'],
  DOWNLOAD_FAILED: ['symptom', 'The download of the package failed'],
  INTERNAL_ERROR: ['symptom', 'The update client met an internal error'],
  GENERAL_ERROR: ['consequence', 'The update failed'],
  OPERATION_CANCELLED: ['cause', 'The update was cancelled'],
};

const RESULT_NUMBERS: Readonly<Record<number, string>> = {
  3: 'VERIFICATION_FAILED',
  4: 'INSTALL_FAILED',
  5: 'DOWNLOAD_FAILED',
  18: 'INTERNAL_ERROR',
  19: 'GENERAL_ERROR',
  23: 'OPERATION_CANCELLED',
};

function result(name: string): LineReading {
  if (name === 'ALREADY_PROCESSED') return { outcome: { marker: 'up-to-date', value: null } };
  if (name === 'NEED_COMPLETION') return { phase: { phase: 'reboot', state: 'started' } };
  if (!Object.hasOwn(RESULTS, name)) return WATCH;
  const [role, title] = RESULTS[name];
  return { fault: { kind: 'ota-error', code: name, role, title } };
}

/** Exit codes of aktualizr-lite that are failures; 5, 16 to 18, 75, 90, 99 and 100 are states of a good update. */
const EXITS: Readonly<Record<number, [name: string, kind: FaultKind, role: FaultRole, title: string]>> = {
  4: ['CheckinFailure', 'ota-error', 'symptom', 'The check for updates failed'],
  11: ['CheckinSecurityError', 'metadata-invalid', 'cause', 'The update metadata failed its security check'],
  12: ['CheckinExpiredMetadata', 'metadata-expired', 'cause', 'The update metadata has expired'],
  13: ['CheckinMetadataFetchFailure', 'network-error', 'symptom', 'The update metadata could not be fetched'],
  14: ['CheckinMetadataNotFound', 'metadata-invalid', 'cause', 'The update metadata was not found'],
  15: ['CheckinInvalidBundleMetadata', 'metadata-invalid', 'cause', 'The metadata of the bundle is not valid'],
  20: ['TufTargetNotFound', 'metadata-invalid', 'cause', 'The target is not in the metadata'],
  21: ['RollbackTargetNotFound', 'ota-error', 'symptom', 'No target to roll back to was found'],
  50: ['DownloadFailure', 'ota-error', 'symptom', 'The download failed'],
  60: ['DownloadFailureNoSpace', 'no-space', 'cause', 'There is not enough space for the download'],
  70: ['DownloadFailureVerificationFailed', 'hash-mismatch', 'cause', 'The download failed verification'],
  80: ['InstallAppPullFailure', 'ota-error', 'symptom', 'An app of the target could not be pulled'],
  102: ['InstallDowngradeAttempt', 'downgrade-refused', 'cause', 'The target is older than what is installed'],
  130: ['InstallRollbackFailed', 'rollback-failed', 'symptom', 'The rollback failed'],
};

function exitCode([, text]: RegExpExecArray): LineReading {
  const number = Number(text);
  if (number === 110 || number === 120) {
    const rolledBack: LineReading = { phase: { phase: 'rollback', state: number === 110 ? 'succeeded' : 'started' } };
    return number === 110 ? { ...rolledBack, outcome: { marker: 'rolled-back', value: null } } : rolledBack;
  }
  if (number === 99) return { outcome: { marker: 'rolled-back', value: null } };
  if (number === 100 || number === 90) return { phase: { phase: 'reboot', state: 'started' } };
  if (number === 75) return { outcome: { marker: 'up-to-date', value: null } };
  if (!Object.hasOwn(EXITS, number)) return WATCH;
  const [name, kind, role, title] = EXITS[number];
  return { fault: { kind, code: `${name} (${number})`, role, title, facts: { code: number } } };
}

const fault = (kind: FaultKind, role: FaultRole, title: string): LineReading => ({ fault: { kind, role, title } });

const rules: LineRule[] = [
  {
    anchors: ['resultcode', 'result'],
    pattern:
      /(?:ResultCode|result[_ ]?code|"code")"? ?[:=]{0,2} ?"?(?:ResultCode::)?(?:Numeric::)?k?(OK|ALREADY_PROCESSED|VERIFICATION_FAILED|INSTALL_FAILED|DOWNLOAD_FAILED|INTERNAL_ERROR|GENERAL_ERROR|NEED_COMPLETION|OPERATION_CANCELLED|CUSTOM_ERROR)\b/,
    gives: ([, name]) => result(name),
  },
  {
    anchors: ['resultcode'],
    pattern: /\bResultCode[:=( ]{1,3}(\d{1,3})\b/,
    gives: ([, number]) => result(RESULT_NUMBERS[Number(number)] ?? 'OK'),
  },
  {
    anchors: ['aktualizr', 'aklite'],
    pattern:
      /(?:aktualizr-lite|aklite)[^\n]{0,60}\b(?:exit(?:ed)?|returned)(?: with)?(?: (?:code|status))?[: =]{1,3}(\d{1,3})\b/i,
    gives: exitCode,
  },
  {
    anchors: ['metadata', 'expired'],
    pattern:
      /(?:Stale|Expired) metadata|The (?:root|targets|snapshot|timestamp|\w{1,12}) metadata (?:was|is|has) expired|metadata (?:has )?expired/i,
    gives: fault('metadata-expired', 'cause', 'The update metadata has expired'),
  },
  {
    anchors: ['metadata', 'signature', 'threshold', 'keys', 'role', 'repository', 'fetch'],
    pattern:
      /Unmet threshold|(?:signature|security) (?:check|verification) (?:for|of|on) [^\n]{0,40}metadata[^\n]{0,20} failed|metadata[^\n]{0,40}(?:signature|security)[^\n]{0,24}(?:failed|invalid)|Signature verification for [\w/ -]{1,40} failed|Targets? hash mismatch|The signature of (?:the )?\w{1,12} metadata/i,
    gives: fault('metadata-invalid', 'cause', 'The update metadata failed its security check'),
  },
  {
    anchors: ['ostree', 'libostree', 'treehub', 'pull'],
    pattern:
      /libostree (?:HTTP )?error|Error while pulling (?:image|objects)|ostree[^\n]{0,40}(?:pull|deploy)[^\n]{0,20} failed/i,
    gives: fault('ota-transfer-error', 'symptom', 'The image could not be pulled from the update server'),
  },
  {
    anchors: ['event', 'installation'],
    pattern: /got (\w{1,32}) event|Event: (\w{1,32})/,
    gives: (match) => event(match[1] ?? match[2]),
  },
];

/** Names of `libaktualizr/events.h`. */
const EVENTS: Readonly<Record<string, LineReading>> = {
  DownloadProgressReport: { phase: { phase: 'download', state: 'started' } },
  AllDownloadsComplete: { phase: { phase: 'download', state: 'succeeded' } },
  InstallStarted: { phase: { phase: 'install', state: 'started' } },
  AllInstallsComplete: { phase: { phase: 'install', state: 'succeeded' } },
};

function event(name: string): LineReading | undefined {
  return Object.hasOwn(EVENTS, name) ? EVENTS[name] : undefined;
}

export const aktualizr: RuleBook = { vocabulary: 'aktualizr', rules };
