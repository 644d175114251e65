import type { FaultRole, OtaPhase } from '../../file-evidence.ts';
import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';

/**
 * RAUC names errors by message only (GError texts reach the log, domains do not): message stems of rauc/rauc
 * src/{install,bundle,signature,manifest,mark,service}.c (facts only), and the progress lines of its command line.
 */
const fault = (kind: FaultKind, role: FaultRole, title: string): LineReading => ({ fault: { kind, role, title } });

const PHASE_OF_STEP: Readonly<Record<string, OtaPhase>> = {
  'Checking bundle': 'verify',
  'Verifying signature': 'verify',
  'Checking manifest contents': 'verify',
  'Updating slots': 'install',
  Installing: 'install',
};

/** `nn% Step`, `nn% Step done.`, `nn% Step failed.` */
function progress([, step, end]: RegExpExecArray): LineReading {
  const phase = PHASE_OF_STEP[step];
  if (end === undefined) return { phase: { phase, state: 'started' } };
  if (end === 'done') return { phase: { phase, state: 'succeeded' } };
  return {
    phase: { phase, state: 'failed' },
    fault: { kind: 'ota-step-failed', role: 'symptom', title: `The RAUC step "${step}" failed` },
  };
}

function failedInstall([, step]: RegExpExecArray): LineReading {
  return {
    phase: { phase: 'install', state: 'failed' },
    outcome: { marker: 'update-failed', value: null },
    ...fault(
      'ota-aborted',
      'consequence',
      step ? 'RAUC gave up the installation' : 'The installation of the bundle failed',
    ),
  };
}

const progressRules: LineRule[] = [
  {
    anchors: ['checking', 'verifying', 'updating'],
    pattern:
      /\d{1,3}% (Checking bundle|Verifying signature|Checking manifest contents|Updating slots)(?: (done|failed)\.)?/,
    gives: progress,
  },
  { anchors: ['installing'], pattern: /100% (Installing) failed\./, gives: failedInstall },
  {
    anchors: ['installing'],
    pattern: /\d{1,3}% Installing(?: (done)\.)?$/,
    gives: ([, done]) => ({
      phase: { phase: 'install', state: done ? 'succeeded' : 'started' },
      ...(done && { outcome: { marker: 'update-applied' as const, value: null } }),
    }),
  },
  {
    anchors: ['installing', 'installation'],
    pattern: /Installing [`'"]\S{1,300} failed|Installation error: |install(?:ation)? of bundle[^\n]{0,200} failed/i,
    gives: failedInstall,
  },
  {
    anchors: ['installing', 'installation'],
    pattern: /Installing [`'"]\S{1,300} succeeded/,
    gives: { phase: { phase: 'install', state: 'succeeded' }, outcome: { marker: 'update-applied', value: null } },
  },
];

const INVALID_SIGNATURE = 'The signature of the bundle is not valid for this device';

const causes: LineRule[] = [
  {
    anchors: ['signature'],
    pattern:
      /(?:LastError: |rauc|bundle)[^\n]{0,60}signature verification failed|Failed to verify (?:the )?bundle signature|signature verification failed: Verify error/i,
    unless: /dm-verity|metadata signature|payload signature/i,
    gives: fault('signature-invalid', 'cause', INVALID_SIGNATURE),
  },
  {
    anchors: ['signature', 'bundle'],
    pattern:
      /Signature size \(?\d{0,20}\)? ?exceeds bundle size|bundle (?:is )?(?:truncated|too short|damaged)|Failed to (?:open|read) bundle|not a (?:valid )?bundle/i,
    gives: fault('bundle-damaged', 'cause', 'The bundle is incomplete or damaged'),
  },
  {
    anchors: ['signature'],
    pattern: /Signature size \(?\d{1,20}\)? exceeds \d/,
    gives: fault('signature-too-large', 'cause', 'The signature of the bundle is larger than this device accepts'),
  },
  {
    anchors: ['keyring'],
    pattern: /No keyring file or directory provided/,
    gives: fault('keyring-missing', 'cause', 'The device has no keyring to check the bundle against'),
  },
  {
    anchors: ['mounted'],
    pattern: /Destination device \S{1,300} already mounted/,
    gives: fault('ota-target-mounted', 'cause', 'The slot to be written is mounted'),
  },
  {
    anchors: ['mount'],
    pattern: /failed to mount bundle: No such device/,
    gives: fault('bundle-filesystem-missing', 'cause', 'The kernel does not know the file system of the bundle'),
  },
  {
    anchors: ['compatible'],
    pattern:
      /incompatible manifest|Compatible mismatch|does not match.{0,24}compatible|compatible:? .{0,80} does not match/i,
    gives: fault('incompatible-bundle', 'cause', 'The bundle is made for another kind of device'),
  },
  {
    anchors: ['disappeared'],
    pattern: /rauc service disappeared/i,
    gives: {
      phase: { phase: 'install', state: 'failed' },
      outcome: { marker: 'update-failed', value: null },
      ...fault('ota-client-died', 'cause', 'The update service ended in the middle of its work'),
    },
  },
  {
    anchors: ['checksum', 'digest'],
    pattern:
      /Failed (?:to )?(?:verifying|verify) checksum|bundle[^\n]{0,40} digests? (?:do(?:es)? not match|mismatch)/i,
    gives: fault('hash-mismatch', 'cause', 'Data of the update does not match its checksum'),
  },
];

const symptoms: LineRule[] = [
  {
    anchors: ['download'],
    pattern: /Failed to download bundle \S{1,300}: /,
    gives: {
      phase: { phase: 'download', state: 'failed' },
      ...fault('ota-download-failed', 'symptom', 'The bundle could not be downloaded'),
    },
  },
  {
    anchors: ['mounting', 'mount'],
    pattern: /Failed (?:to )?mount(?:ing)? (?:bundle|slot)/,
    gives: fault('ota-mount-failed', 'symptom', 'The bundle or a slot could not be mounted'),
  },
  {
    anchors: ['slot', 'slots'],
    pattern:
      /Failed (?:to )?(?:updat(?:e|ing)|writ(?:e|ing)|determin(?:e|ing)|activat(?:e|ing)) slots?\b|Failed marking slot \S{1,64} (?:non-)?bootable/i,
    gives: fault('ota-slot-failed', 'symptom', 'A slot could not be written or activated'),
  },
  {
    anchors: ['handler'],
    pattern: /(?:(?:post|pre)-?install|custom|bundle) (?:handler|hook)(?: \S{1,80})? (?:failed|error)|Handler error: /i,
    gives: fault('ota-hook-failed', 'symptom', 'An install handler of the bundle failed'),
  },
];

const outcomes: LineRule[] = [
  {
    anchors: ['rauc', 'marked', 'slot'],
    pattern: /(?:rauc status: )?marked slot\(?s?\)? (\w{1,16}\.\d{1,2}) as (good|bad|active)/,
    gives: ([, slot, mark]) => markedSlot(slot, mark),
  },
  {
    anchors: ['bootname', 'booted'],
    pattern:
      /(?:Active slot bootname|Booted from(?: bootname)?|Bootname): ?(?:\w{1,16}\.\d{1,2} ?\()?([AB]|rootfs[._]?[01]|system[01])\b/,
    gives: ([, slot]) => ({ outcome: { marker: 'slot-booted', value: slot } }),
  },
];

function markedSlot(slot: string, mark: string): LineReading {
  if (mark === 'good')
    return { phase: { phase: 'commit', state: 'succeeded' }, outcome: { marker: 'committed', value: slot } };
  if (mark === 'active') return { phase: { phase: 'activate', state: 'succeeded' } };
  return fault('slot-unbootable', 'symptom', 'A slot was marked as not bootable');
}

export const rauc: RuleBook = { vocabulary: 'rauc', rules: [...progressRules, ...causes, ...symptoms, ...outcomes] };
