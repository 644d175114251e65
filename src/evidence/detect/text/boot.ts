import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';
import { WATCH } from './line-rule.ts';

/**
 * Boots, their reasons and the slot that came up: AOSP bootstat (androidboot.bootreason), boot_control HAL, Linux boot
 * banner, U-Boot `bootcount` (doc/api/bootcount.rst), systemd-boot, RAUC/SWUpdate boot choosers. What stands here was
 * seen by the vehicle, not promised by an update client.
 */
const RESET_CAUSES: readonly [reason: RegExp, kind: FaultKind, title: string][] = [
  [/watchdog|wdt|wdog|bite|bark/i, 'watchdog-reset', 'The ECU came back from a watchdog reset'],
  [/brown|bod\b|under-?volt|low[_ -]?volt|uvlo/i, 'low-voltage', 'The ECU came back from a brown-out reset'],
  [
    /power[_ -]?(?:loss|fail|lost|cut)|battery[_ -]?(?:removed|lost)|sudden|smpl/i,
    'power-loss',
    'The ECU came back from a power loss',
  ],
  [/thermal|over-?temp|therm/i, 'thermal-shutdown', 'The ECU came back from a thermal shutdown'],
  [/kernel[_ -]?panic|panic|oops/i, 'kernel-panic', 'The ECU came back from a kernel panic'],
  [/lock-?up|exception|hard[_ -]?fault|ecc|abnormal/i, 'abnormal-reset', 'The ECU came back from an abnormal reset'],
];

function bootReason([, reason]: RegExpExecArray): LineReading {
  const known = RESET_CAUSES.find(([pattern]) => pattern.test(reason));
  if (known === undefined) return { boot: true };
  const [, kind, title] = known;
  return { boot: true, fault: { kind, role: 'cause', title, facts: { reason: reason.toLowerCase() } } };
}

const boots: LineRule[] = [
  {
    anchors: ['bootreason', 'bootloader', 'reason', 'cause'],
    pattern:
      /(?:androidboot\.bootreason|ro\.boot\.bootreason|sys\.boot\.reason|boot ?reason|reset[ _-]?reason|reset[ _-]?cause|last reset|wake-?up reason)["\]]?\s{0,3}(?:is|was|[:=])?\s{0,3}["[]?([A-Za-z][\w,. -]{1,40})/i,
    gives: bootReason,
  },
  { anchors: ['linux'], pattern: /(?:^|\] |: )Linux version \d{1,2}\.\d{1,3}/, gives: { boot: true } },
  { anchors: ['boot'], pattern: /U-Boot \d{4}\.\d{2}|Booting Linux on physical CPU/, gives: { boot: true } },
];

const SLOT = '["\'`(]?_?([ABab]|[01]|rootfs[._]?[01])\\b';

/** `_b`, `B` and `1` name the second slot of a pair; RAUC's `rootfs.1` stays as its own name. */
function slotName(text: string): string {
  return /^[01]$/.test(text) ? 'AB'[Number(text)] : text.length === 1 ? text.toUpperCase() : text;
}

const slotBooted = (slot: string): LineReading => ({ outcome: { marker: 'slot-booted', value: slotName(slot) } });

function slotMarked([, slot]: RegExpExecArray): LineReading {
  return {
    phase: { phase: 'commit', state: 'succeeded' },
    outcome: { marker: 'committed', value: slotName(slot) },
  };
}

const slots: LineRule[] = [
  {
    anchors: ['slot', 'suffix', 'booted', 'booting'],
    pattern: new RegExp(
      `(?:androidboot\\.slot_suffix|ro\\.boot\\.slot_suffix\\]?|boot_slot_suffix|rauc\\.slot|(?:current|active|booted|running) slot(?: is| suffix)?)\\s{0,2}[:=]?\\s{0,2}\\[?${SLOT}`,
      'i',
    ),
    unless:
      /(?:set|setting|switch\w{0,3}|mark\w{0,3}|next) (?:the )?active slot|marked active|\b(?:sim|card|pcie?|usb|modem|sd)\b/i,
    gives: ([, slot]) => slotBooted(slot),
  },
  {
    anchors: ['booted', 'booting', 'running'],
    pattern: new RegExp(`\\b(?:booted|booting|running)(?: up)?(?: (?:from|into|in|on))?(?: the)? slot:? ${SLOT}`, 'i'),
    unless: /\bwill be\b|fail(?:ed|ing|s|ure)?\b|\b(?:sim|card|pcie?|usb|modem|sd)\b/i,
    gives: ([, slot]) => slotBooted(slot),
  },
  {
    anchors: ['successful', 'good', 'bootable'],
    pattern: new RegExp(
      `\\bslot:? ${SLOT}["'\`)]? (?:is |was |has been )?(?:marked |set )?(?:as )?(?:boot )?(?:successful|good)\\b`,
      'i',
    ),
    unless: /\bnot\b|fail/i,
    gives: slotMarked,
  },
  {
    anchors: ['marked', 'mark', 'marking'],
    pattern: new RegExp(
      `\\bmarked(?: boot)?(?: current)? slot:? ${SLOT}["'\`)]? (?:as )?(?:good|successful|committed)`,
      'i',
    ),
    gives: slotMarked,
  },
  {
    anchors: ['active'],
    pattern: new RegExp(
      `(?:set|setting|switch(?:ed|ing)?|marked|activat(?:ed|ing)) (?:to )?(?:the )?(?:active (?:boot )?)?slot (?:to )?${SLOT}(?: (?:as )?active)?`,
      'i',
    ),
    unless: /fail|could not|cannot|unable/i,
    gives: { phase: { phase: 'activate', state: 'succeeded' } },
  },
];

const fallback: LineReading = {
  fault: { kind: 'boot-fallback', role: 'symptom', title: 'The bootloader gave up on a slot and took the other one' },
  phase: { phase: 'rollback', state: 'started' },
};

const fallbacks: LineRule[] = [
  {
    anchors: ['retry', 'tries', 'retries', 'attempts'],
    pattern:
      /(?:slot|boot)[^\n]{0,40}(?:retry count|retries|tries|attempts)[^\n]{0,24}(?:exhausted|exceeded|(?:remaining|left)[:= ]{1,3}0\b)/i,
    gives: fallback,
  },
  {
    anchors: ['bootcount', 'bootlimit'],
    pattern: /bootcount[^\n]{0,24}(?:exceed(?:s|ed)?|> ?\d{1,3})|bootlimit[^\n]{0,24}(?:exceeded|reached)/i,
    gives: fallback,
  },
  {
    anchors: ['falling', 'fallback', 'fell'],
    pattern: new RegExp(`(?:falling|fell|fall) back to (?:the )?(?:previous|other|old|slot:? ${SLOT})`, 'i'),
    unless: /default of/i,
    gives: fallback,
  },
  {
    anchors: ['unbootable'],
    pattern: new RegExp(`\\bslot:? ${SLOT}["'\`)]? (?:is |was )?(?:marked |set )?(?:as )?(?:unbootable|bad)\\b`, 'i'),
    unless: /Marking new slot/i,
    gives: { fault: { kind: 'slot-unbootable', role: 'symptom', title: 'A slot was marked as not bootable' } },
  },
  {
    anchors: ['slot'],
    pattern:
      /Failed to (?:mark|set)[^\n]{0,16}\b(?:boot|active|current|successful)\b[^\n]{0,16}\bslot\b|Failed to mark (?:boot )?slot\b/i,
    gives: () => commitFailed,
  },
  { anchors: ['bootcount'], pattern: /\bbootcount\s{0,2}[:=]\s{0,2}\d{1,4}\b/i, gives: WATCH },
];

const commitFailed: LineReading = {
  fault: { kind: 'slot-mark-failed', role: 'symptom', title: 'The boot state of a slot could not be written' },
};

export const boot: RuleBook = { vocabulary: 'system', rules: [...boots, ...fallbacks, ...slots] };
