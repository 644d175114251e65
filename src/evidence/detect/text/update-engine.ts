import type { OtaPhase, PhaseEvent } from '../../file-evidence.ts';
import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';
import { WATCH } from './line-rule.ts';
import { codeByName, findCodeByNumber, type UpdateEngineCode } from './update-engine-codes.ts';

/**
 * Android, ChromeOS and glog-era update_engine: AOSP `system/update_engine` (Apache-2.0), aosp/{update_attempter_android,
 * dynamic_partition_control_android}.cc, common/action_processor.cc, payload_consumer/*.cc. ERROR lines that occur in
 * successful runs too (`prefs->GetInt64(…) failed`) have no rule on purpose.
 */
const PHASE_OF_ACTION: Readonly<Record<string, OtaPhase>> = {
  OmahaRequestAction: 'check',
  OmahaResponseHandlerAction: 'check',
  InstallPlanAction: 'check',
  DownloadAction: 'download',
  FilesystemCopierAction: 'install',
  FilesystemVerifierAction: 'verify',
  PostinstallRunnerAction: 'install',
  CleanupPreviousUpdateAction: 'commit',
};

const PHASE_OF_STATUS: Readonly<Record<string, OtaPhase>> = {
  CHECKING_FOR_UPDATE: 'check',
  DOWNLOADING: 'download',
  VERIFYING: 'verify',
  FINALIZING: 'install',
  ATTEMPTING_ROLLBACK: 'rollback',
  CLEANUP_PREVIOUS_UPDATE: 'commit',
};

const inPhase = (action: string, state: PhaseEvent['state']): LineReading =>
  Object.hasOwn(PHASE_OF_ACTION, action) ? { phase: { phase: PHASE_OF_ACTION[action], state } } : WATCH;

function failure(code: UpdateEngineCode, facts: Record<string, string | number> = {}): LineReading {
  const { label, role, number } = code;
  const title = `update_engine ended with ${label}`;
  return {
    fault: { kind: 'ota-error', code: label, role, title, facts: number < 0 ? facts : { ...facts, code: number } },
  };
}

function finishedAction([, action, name]: RegExpExecArray): LineReading {
  const code = codeByName(name);
  if (!code.isFailure) return inPhase(action, 'succeeded');
  return { ...inPhase(action, 'failed'), ...failure(code, { action }) };
}

/** The code was already logged by the action that failed: the client only hears of it. */
function reportedToClient(code: UpdateEngineCode | undefined): LineReading {
  if (code === undefined) return WATCH;
  if (code.number === 0) return { outcome: { marker: 'update-applied', value: null } };
  if (!code.isFailure) return WATCH;
  const title = `The update client was told ${code.label}`;
  return {
    fault: { kind: 'ota-error', code: code.label, role: 'consequence', title, facts: { code: code.number } },
    outcome: { marker: 'update-failed', value: code.label },
  };
}

function chainedAction([, done, next]: RegExpExecArray): LineReading {
  return Object.hasOwn(PHASE_OF_ACTION, next) ? inPhase(next, 'started') : inPhase(done, 'succeeded');
}

function status([, name]: RegExpExecArray): LineReading {
  if (name === 'UPDATED_NEED_REBOOT') return { phase: { phase: 'activate', state: 'succeeded' } };
  return Object.hasOwn(PHASE_OF_STATUS, name) ? { phase: { phase: PHASE_OF_STATUS[name], state: 'started' } } : WATCH;
}

const ERRNO_FAULTS: Readonly<Record<string, [kind: FaultKind, title: string]>> = {
  EACCES: ['access-denied', 'update_engine was refused access to a file (EACCES)'],
  EPERM: ['access-denied', 'update_engine was not permitted to use a file (EPERM)'],
  EIO: ['storage-error', 'update_engine met an input/output error (EIO)'],
  ENOSPC: ['no-space', 'update_engine ran out of space (ENOSPC)'],
  EROFS: ['storage-error', 'update_engine met a read-only file system (EROFS)'],
  ENOENT: ['file-missing', 'update_engine did not find a file (ENOENT)'],
};

function fileError([, errno]: RegExpExecArray): LineReading | undefined {
  if (!Object.hasOwn(ERRNO_FAULTS, errno)) return undefined;
  const [kind, title] = ERRNO_FAULTS[errno];
  return { fault: { kind, code: errno, role: 'cause', title } };
}

const lifecycle: LineRule[] = [
  {
    anchors: ['actionprocessor'],
    pattern: /ActionProcessor: finished (\w{1,48}) with code ErrorCode::(k\w{1,64})/,
    gives: finishedAction,
  },
  {
    anchors: ['actionprocessor'],
    pattern: /ActionProcessor: starting (\w{1,48})/,
    gives: ([, action]) => inPhase(action, 'started'),
  },
  {
    anchors: ['actioncomplete'],
    pattern: /ActionComplete: finished (\w{1,48}), starting (\w{1,48})/,
    gives: chainedAction,
  },
  {
    anchors: ['actionprocessor', 'actioncomplete'],
    pattern: /ActionComplete: (\w{1,48}) action failed\. Aborting processing/,
    gives: ([, action]) => ({ ...inPhase(action, 'failed'), ...ABORTED }),
  },
  { anchors: ['onstatusupdate'], pattern: /onStatusUpdate\(UPDATE_STATUS_(\w{1,40}) \(/, gives: status },
  {
    anchors: ['onpayloadapplicationcomplete'],
    pattern: /onPayloadApplicationComplete\(ErrorCode::(k\w{1,64})/,
    gives: ([, name]) => reportedToClient(codeByName(name)),
  },
  {
    anchors: ['onpayloadapplicationcomplete', 'onpayloadapplicationcompleted', 'ota'],
    pattern: /(?:onPayloadApplicationComplete[^0-9\n]{0,32}|Error applying OTA\. Error: )(-?\d{1,10})\b/,
    unless: /ErrorCode::k/,
    gives: ([, number]) => reportedToClient(findCodeByNumber(Number(number))),
  },
  {
    anchors: ['successfully'],
    pattern: /Update successfully applied, waiting (?:for|to) reboot/i,
    gives: { phase: { phase: 'install', state: 'succeeded' }, outcome: { marker: 'update-applied', value: null } },
  },
  {
    anchors: ['aborting'],
    pattern: /Aborting processing due to failure/,
    gives: () => ({ ...ABORTED, outcome: { marker: 'update-failed', value: null } }),
  },
  {
    anchors: ['marking'],
    pattern: /Marking new slot (?:as )?unbootable/i,
    gives: { phase: { phase: 'install', state: 'started' } },
  },
  {
    anchors: ['merge'],
    pattern: /(?:snapshot )?merge (?:completed|finished) successfully|Merge finished with state MergeCompleted/i,
    gives: { phase: { phase: 'commit', state: 'succeeded' }, outcome: { marker: 'committed', value: null } },
  },
];

const ABORTED: LineReading = {
  fault: { kind: 'ota-aborted', role: 'consequence', title: 'update_engine stopped because an action failed' },
};

const causes: LineRule[] = [
  {
    anchors: ['source'],
    pattern: /hash of the source data on disk for this operation doesn't match the expected value/,
    gives: {
      fault: {
        kind: 'source-hash-mismatch',
        role: 'cause',
        title: 'The source partition differs from what the delta payload was made for',
      },
    },
  },
  {
    anchors: ['overlayfs'],
    pattern: /Cannot create update snapshots with overlayfs setup/i,
    gives: {
      fault: {
        kind: 'overlayfs-enabled',
        role: 'cause',
        title: 'Snapshots for the update cannot be made while overlayfs is mounted over verified partitions',
      },
    },
  },
  {
    anchors: ['timestamp'],
    pattern: /build timestamp \(?\d{0,20}\)? is newer than the maximum timestamp in the manifest/i,
    gives: {
      fault: { kind: 'downgrade-refused', role: 'cause', title: 'The payload is older than the running build' },
    },
  },
  {
    anchors: ['verification', 'validation', 'verify', 'validate', 'signature'],
    pattern:
      /Public key verification failed|(?:metadata|payload) signature (?:validation|verification) failed|(?:Failed|Unable) to (?:verify|validate) (?:the )?(?:metadata|payload) signature|None of the \d{1,4} signatures is correct/i,
    gives: {
      fault: { kind: 'signature-invalid', role: 'cause', title: 'The signature of the update payload is not valid' },
    },
  },
  { anchors: ['domain'], pattern: /Domain=system, Code=(E[A-Z]{2,12})\b/, gives: fileError },
  {
    anchors: ['space'],
    pattern: /(?:not enough|insufficient) (?:free )?space (?:to|for|in|on)\b/i,
    unless: /\b(?:no longer|resolved)\b/i,
    gives: { fault: { kind: 'no-space', role: 'cause', title: 'There is not enough space for the update' } },
  },
];

const symptom = (kind: FaultKind, title: string): LineReading => ({ fault: { kind, role: 'symptom', title } });

const symptoms: LineRule[] = [
  {
    anchors: ['deltaperformer', 'errorcode'],
    pattern: /Error ErrorCode::(k\w{1,64}) \(\d{1,10}\) in DeltaPerformer/,
    gives: ([, name]) => failure(codeByName(name)),
  },
  {
    anchors: ['errorcode'],
    pattern: /ErrorCode::(k\w{1,64})/,
    unless: /ActionProcessor|onPayloadApplicationComplete|DeltaPerformer/,
    gives: ([, name]) => {
      const code = codeByName(name);
      return code.isFailure ? failure(code) : WATCH;
    },
  },
  {
    anchors: ['validatesourcehash', 'perform'],
    pattern: /ValidateSourceHash\([^)]{0,120}\) failed|Failed to perform [A-Z_]{3,24} operation \d/,
    gives: symptom('ota-operation-failed', 'An operation of the payload could not be applied'),
  },
  {
    anchors: ['snapshots', 'preparesnapshotpartitionsforupdate', 'metadata', 'unmap'],
    pattern:
      /Cannot create update snapshots: |PrepareSnapshotPartitionsForUpdate failed|Unable to initialize partition metadata for slot/,
    gives: symptom('ota-partition-setup-failed', 'The target partitions could not be prepared'),
  },
  {
    anchors: ['open'],
    pattern: /\[ERROR:file_fetcher\.cc\(\d{1,6}\)\] Couldn't open /,
    gives: symptom('ota-package-unreadable', 'The update package could not be opened'),
  },
  {
    anchors: ['bytes'],
    pattern: /Didn't get enough bytes\. Ending w\/ failure/,
    gives: symptom('ota-transfer-incomplete', 'The download ended before all bytes had come'),
  },
  {
    anchors: ['transferended'],
    pattern: /TransferEnded w\/ code (\d{1,5})/,
    gives: ([, http]) =>
      Number(http) < 400
        ? WATCH
        : {
            fault: {
              kind: 'ota-transfer-error',
              role: 'symptom',
              title: `The transfer of the payload ended with status ${Number(http)}`,
              facts: { status: Number(http) },
            },
          },
  },
  {
    anchors: ['postinst', 'postinstall', 'script'],
    pattern:
      /(?:postinst(?:all)?(?: script| step)?) (?:failed|returned (?:an )?error)|Error returned by the post-?install script/i,
    gives: symptom('ota-postinstall-failed', 'The post-install step failed'),
  },
];

export const updateEngine: RuleBook = {
  vocabulary: 'update_engine',
  rules: [...lifecycle, ...causes, ...symptoms],
};
