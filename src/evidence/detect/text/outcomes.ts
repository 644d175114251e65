import type { OtaPhase, PhaseEvent } from '../../file-evidence.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';
import { WATCH } from './line-rule.ts';

/**
 * What the vehicle did, in plain words: rollbacks, the version that runs, the end of the update. Intentions ("will roll
 * back", "target version") are not outcomes.
 */
const INTENDED =
  /\b(?:will|would|shall|should|if|when|in case|may|might|can|could|no|not|without|never|prevent\w*|disabl\w*|enabl\w*)\b/i;
/** Anti-rollback counters are a protection, not an event; databases roll back too. */
const ROLLBACK_PROTECTION =
  /anti-?rollback|transaction|database|\bsql|\btxn|rollback[ _-]?(?:index|protection|counter|version|window|count|supported|available|enabled)/i;

const rolledBack = (slot: string | undefined): LineReading => ({
  phase: { phase: 'rollback', state: 'succeeded' },
  outcome: { marker: 'rolled-back', value: slot?.toUpperCase() ?? null },
  fault: { kind: 'rollback', role: 'consequence', title: 'The ECU went back to its previous software' },
});

const rollbacks: LineRule[] = [
  {
    anchors: ['rollback', 'roll', 'rolling'],
    pattern: /\broll(?:ing)?[ -]?back[^\n]{0,32}?\b(?:failed|not possible|impossible|error)\b/i,
    unless: ROLLBACK_PROTECTION,
    gives: {
      phase: { phase: 'rollback', state: 'failed' },
      fault: { kind: 'rollback-failed', role: 'symptom', title: 'The way back to the previous software failed' },
    },
  },
  {
    anchors: ['rollback', 'rolled', 'roll'],
    pattern:
      /\brolled[ -]?back(?: to(?: slot)?:? _?(\w)\b)?|\broll[ -]?back (?:to slot:? _?(\w)\b|(?:was |is )?(?:complete[d]?|done|finished|succeeded|successful))/i,
    unless: new RegExp(`${INTENDED.source}|${ROLLBACK_PROTECTION.source}|\\bfailed\\b`, 'i'),
    gives: (match) => rolledBack(match[1] ?? match[2]),
  },
  {
    anchors: ['rollback', 'rolling'],
    pattern:
      /\brolling back\b|\brollback (?:started|initiated|triggered|requested|in progress)|\b(?:start|initiat|trigger|perform|execut)(?:ing|ed) rollback\b/i,
    unless: new RegExp(`\\b(?:no|not|if)\\b|${ROLLBACK_PROTECTION.source}`, 'i'),
    gives: {
      phase: { phase: 'rollback', state: 'started' },
      fault: { kind: 'rollback', role: 'consequence', title: 'The ECU started to go back to its previous software' },
    },
  },
];

const SOFTWARE = '(?:software|firmware|sw|fw|system|image|build|rootfs)';

const versions: LineRule[] = [
  {
    anchors: ['version'],
    pattern: new RegExp(
      `\\b(?:(?:running|current(?:ly running)?|active|installed|booted|reported)(?: ${SOFTWARE})? version|${SOFTWARE} version(?: (?:is|after (?:boot|reboot|update)))?|version seen)\\s{0,2}[:=]?\\s{0,2}["']?v?(\\d{1,6}(?:\\.\\d{1,8}){1,4}(?:[-+][\\w.]{1,24})?)`,
      'i',
    ),
    unless:
      /\b(?:target|new|available|required|expected|minimum|from version|to version|update to|next|bundle|package|payload)\b/i,
    gives: ([, version]) => ({ outcome: { marker: 'version-seen', value: version } }),
  },
];

const CAMPAIGN_STATES: readonly [name: RegExp, phase: OtaPhase, state: PhaseEvent['state']][] = [
  [/^download(?:ing)?$/i, 'download', 'started'],
  [/^downloaded$/i, 'download', 'succeeded'],
  [/^(?:verify|verifying)$/i, 'verify', 'started'],
  [/^verified$/i, 'verify', 'succeeded'],
  [/^(?:install|installing|processing|transferring)$/i, 'install', 'started'],
  [/^(?:installed|processed)$/i, 'install', 'succeeded'],
  [/^activating$/i, 'activate', 'started'],
  [/^activated$/i, 'activate', 'succeeded'],
  [/^(?:reboot|rebooting)$/i, 'reboot', 'started'],
  [/^(?:checking|verifying_boot|health_?check)$/i, 'health-check', 'started'],
  [/^(?:committing|finishing)$/i, 'commit', 'started'],
  [/^(?:rollback|rolling_?back)$/i, 'rollback', 'started'],
];

const failed: LineReading = {
  outcome: { marker: 'update-failed', value: null },
  fault: { kind: 'ota-aborted', role: 'consequence', title: 'The update was reported as failed' },
};

function campaignState([, name]: RegExpExecArray): LineReading {
  if (/^(?:failed|failure|error|aborted)$/i.test(name)) return failed;
  if (/^(?:success|succeeded|committed|finished|completed|done)$/i.test(name))
    return { outcome: { marker: 'committed', value: null } };
  if (/^(?:rolled_?back|rollback_?done)$/i.test(name)) return rolledBack(undefined);
  const found = CAMPAIGN_STATES.find(([pattern]) => pattern.test(name));
  return found ? { phase: { phase: found[1], state: found[2] } } : WATCH;
}

const ends: LineRule[] = [
  {
    anchors: ['campaign'],
    pattern:
      /\bcampaign [\w.\-:]{1,64} (?:changed )?(?:state|status)(?: (?:is|to|->|now))?[ :=]{1,3}["']?(\w{2,24})\b/i,
    gives: campaignState,
  },
  {
    anchors: ['update', 'ota', 'upgrade', 'fota', 'campaign'],
    pattern:
      /\b(?:update|ota|upgrade|fota|campaign)(?: [\w.-]{1,48})? (?:has |was )?(?:failed|aborted|unsuccessful)\b/i,
    unless: /\b(?:no|not|if|previous|last|status update|check)\b|fail(?:ed)? (?:count|safe|over)/i,
    gives: failed,
  },
  {
    anchors: ['update', 'ota', 'upgrade', 'fota', 'campaign'],
    pattern:
      /\b(?:software |firmware |system )?(?:update|ota|upgrade|fota|campaign)(?: [\w.-]{1,48})? (?:has |was )?(?:committed|complete[d]? successfully|(?:finished|installed|applied) successfully|successful(?:ly (?:finished|completed|installed|applied))?|succeeded)\b/i,
    unless: /\b(?:not|un|if|status update|waiting (?:to|for))\b/i,
    gives: (match) => ({
      outcome: { marker: /committed/i.test(match[0]) ? 'committed' : 'update-applied', value: null },
    }),
  },
  {
    anchors: ['date', 'update', 'updates'],
    pattern:
      /\b(?:already|system is) up[ -]to[ -]date\b|\bno (?:new )?(?:software )?updates? (?:is |are )?available\b/i,
    gives: { outcome: { marker: 'up-to-date', value: null } },
  },
];

export const outcomes: RuleBook = { vocabulary: 'system', rules: [...rollbacks, ...versions, ...ends] };
