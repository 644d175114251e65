import type { FaultRole, OtaPhase, PhaseEvent } from '../../file-evidence.ts';
import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';
import { WATCH } from './line-rule.ts';

/**
 * Mender, Go client and C++ client (4.x): mendersoftware/mender app/state.go, src/mender-update (Apache-2.0): state names,
 * deployment statuses, message stems. Lines come as logrus text, JSON deployment logs or `name="Global" msg="…"`.
 */
const fault = (kind: FaultKind, role: FaultRole, title: string): LineReading => ({ fault: { kind, role, title } });

const STATES: Readonly<Record<string, [OtaPhase, PhaseEvent['state']]>> = {
  'update-fetch': ['download', 'started'],
  'update-store': ['download', 'started'],
  'update-after-store': ['download', 'succeeded'],
  'update-install': ['install', 'started'],
  reboot: ['reboot', 'started'],
  'after-reboot': ['reboot', 'succeeded'],
  'update-verify': ['health-check', 'started'],
  'update-commit': ['commit', 'started'],
  'update-after-commit': ['commit', 'succeeded'],
  rollback: ['rollback', 'started'],
  'rollback-reboot': ['rollback', 'started'],
  Download: ['download', 'started'],
  ArtifactInstall: ['install', 'started'],
  ArtifactReboot: ['reboot', 'started'],
  ArtifactVerifyReboot: ['health-check', 'started'],
  ArtifactCommit: ['commit', 'started'],
  ArtifactRollback: ['rollback', 'started'],
  ArtifactRollbackReboot: ['rollback', 'started'],
};

function entered([, state]: RegExpExecArray): LineReading {
  if (!Object.hasOwn(STATES, state)) return WATCH;
  const [phase, at] = STATES[state];
  return { phase: { phase, state: at } };
}

/** Deployment statuses as reported to the server; `failure` repeats what failed before. */
function status([, name]: RegExpExecArray): LineReading {
  if (name === 'success') return { outcome: { marker: 'committed', value: null } };
  if (name === 'already-installed') return { outcome: { marker: 'up-to-date', value: null } };
  if (name !== 'failure' && name !== 'aborted') return WATCH;
  return {
    outcome: { marker: 'update-failed', value: null },
    ...fault('ota-aborted', 'consequence', 'Mender reported the deployment as failed'),
  };
}

const flow: LineRule[] = [
  {
    anchors: ['transition'],
    pattern: /State transition: [\w-]{1,32} \[\w{1,32}\] -(?:>|\\u003e) ([\w-]{1,32})/,
    gives: entered,
  },
  {
    anchors: ['state', 'entering', 'running'],
    pattern:
      /(?:Entering|Running|Executing) (?:state )?(?:script:? )?["']?(Download|Artifact(?:Install|Reboot|VerifyReboot|Commit|RollbackReboot|Rollback))(?![a-z])/,
    gives: entered,
  },
  {
    anchors: ['deployment', 'status'],
    pattern:
      /(?:deployment status|Sending status|status update|status):? ?(?:update)?[:=]? ?["']?(success|failure|aborted|already-installed)\b/i,
    gives: status,
  },
  {
    anchors: ['installing', 'performing'],
    pattern: /Installing Artifact of size \d{1,16}|Performing (?:remote|local) update from/,
    gives: { phase: { phase: 'download', state: 'started' } },
  },
];

const causes: LineRule[] = [
  {
    anchors: ['payload', 'update', 'unsupported'],
    pattern:
      /unsupported payload type|no (?:suitable )?(?:update module|installer)[^\n]{0,40}(?:payload|type)|Payload type .{1,60} (?:is )?not supported/i,
    gives: fault('unsupported-payload', 'cause', 'The device has no installer for this payload type'),
  },
  {
    anchors: ['artifact', 'signature'],
    pattern:
      /artifact[^\n]{0,60}\b(?:invalid signature|signature (?:is )?(?:invalid|verification failed))|(?:failed to verify|error verifying)[^\n]{0,24} artifact signature|expecting signed artifact/i,
    unless: /No public key|metadata|payload/i,
    gives: fault('signature-invalid', 'cause', 'The signature of the artifact is not valid'),
  },
  {
    anchors: ['compatible', 'device'],
    pattern:
      /(?:image|artifact)[^\n]{0,40} (?:is )?(?:not compatible|incompatible)[^\n]{0,24} device|not compatible with (?:this )?device/i,
    gives: fault('incompatible-bundle', 'cause', 'The artifact is made for another device type'),
  },
  {
    anchors: ['checksum', 'partition', 'larger'],
    pattern:
      /(?:update|image|artifact)[^\n]{0,40}(?:larger|bigger) than the size of device|no space on (?:inactive )?partition/i,
    gives: fault('no-space', 'cause', 'The update is larger than the partition for it'),
  },
  {
    anchors: ['rootfs', 'partition', 'configuration'],
    pattern: /no match between boot and root partitions|failed to (?:parse|get) (?:active|inactive) partition/i,
    gives: fault('partition-mismatch', 'cause', 'The booted partition is not the one the client expects'),
  },
];

const symptoms: LineRule[] = [
  {
    anchors: ['script', 'statescript', 'scripts'],
    pattern:
      /(?:state ?script|Statescript|Script)[^\n]{0,80} (?:failed|exited with|returned) (?:with )?(?:exit )?(?:code|status)?:? ?([1-9]\d{0,2})?\b/i,
    unless: /exit (?:code|status):? 0\b|timeout for executing|is not defined/i,
    gives: fault('ota-hook-failed', 'symptom', 'A state script failed'),
  },
  {
    anchors: ['module', 'process'],
    pattern:
      /Update module terminated abnormally|Update [Mm]odule[^\n]{0,60}(?:failed|error)|Process returned non-zero exit status/i,
    gives: fault('ota-module-failed', 'symptom', 'The update module failed'),
  },
  {
    anchors: ['install', 'installation', 'artifact', 'commit'],
    pattern:
      /(?:Update|Artifact) ?(?:install|commit)(?:ation)? failed|Installation failed|(?:install|commit) update failed/i,
    gives: {
      ...fault('ota-aborted', 'consequence', 'The installation failed'),
      outcome: { marker: 'update-failed', value: null },
    },
  },
  {
    anchors: ['rebooted', 'reboot'],
    pattern:
      /Reboot to the new update failed|reboot(?:ed)? into the (?:old|previous) (?:partition|image|software)|Expected to have booted into/i,
    gives: {
      ...fault('boot-fallback', 'symptom', 'The vehicle came back with the old software after the reboot'),
      outcome: { marker: 'rolled-back', value: null },
    },
  },
];

export const mender: RuleBook = { vocabulary: 'mender', rules: [...flow, ...causes, ...symptoms] };
