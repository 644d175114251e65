import type { FaultKind } from '../../kinds/fault-kinds.ts';
import type { LineReading, LineRule, RuleBook } from './line-rule.ts';

/**
 * Kernel and SELinux messages that name a cause: torvalds/linux block/blk-core.c, drivers/mmc, drivers/md/dm-verity-target.c
 * and dm-table.c, fs/ext4/super.c, mm/oom_kill.c, kernel/panic.c, kernel/watchdog.c, drivers/watchdog, drivers/thermal
 * (messages only); AOSP libselinux `avc: denied`.
 */
const cause = (kind: FaultKind, title: string, code: string | null = null): LineReading => ({
  fault: { kind, code, role: 'cause', title },
});
const symptom = (kind: FaultKind, title: string): LineReading => ({ fault: { kind, role: 'symptom', title } });

const namedFact = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };

/** A permissive denial was only noted: the access went through. */
function accessDenied(match: RegExpExecArray): LineReading {
  const [text, permission] = match;
  const command = /comm="([\w.\-/]{1,32})"/.exec(text)?.[1];
  const target = /tclass=(\w{1,32})/.exec(text)?.[1];
  const isPermissive = /permissive=1/.test(text);
  return {
    fault: {
      kind: 'access-denied',
      code: `avc: denied { ${permission} }`,
      role: isPermissive ? 'consequence' : 'cause',
      title: isPermissive ? 'SELinux noted an access that policy does not allow' : 'SELinux denied an access',
      facts: { permission, ...(command && { command }), ...(target && { class: target }) },
    },
  };
}

const access: LineRule[] = [
  {
    anchors: ['avc'],
    pattern: /avc:\s{1,4}denied\s{1,4}\{ ([a-z_ ]{1,64}) \}.{0,512}/,
    gives: accessDenied,
  },
];

const storage: LineRule[] = [
  {
    anchors: ['verity'],
    pattern: /device-mapper: verity:.{0,48}(?:block|signature).{0,24}(?:is corrupted|corrupt)/i,
    gives: cause('verity-corruption', 'dm-verity found blocks that differ from their signed hash'),
  },
  {
    anchors: ['verity'],
    pattern:
      /(?:dm-?verity|verity)\b.{0,60}(?:corruption detected|device corrupted|verification failed|mode is set to EIO)/i,
    gives: cause('verity-corruption', 'dm-verity found blocks that differ from their signed hash'),
  },
  {
    anchors: ['dm', 'mapper'],
    pattern:
      /Failed to load dm table: ([A-Z][\w ]{2,40})|device-mapper: table: .{0,60}(?:unknown target type|error adding target)/,
    gives: cause(
      'dm-table-rejected',
      'The kernel refused the device-mapper table: a target it needs is missing or invalid',
    ),
  },
  {
    anchors: ['error'],
    pattern:
      /(?:blk_update_request|print_req_error|I\/O error|critical (?:medium|target) error),? ?[^\n]{0,24}\bdev (\w{2,16})|Buffer I\/O error on dev(?:ice)? (\w{2,16})/i,
    gives: (match) => storageError(match[1] ?? match[2]),
  },
  {
    anchors: ['mmcblk', 'mmc'],
    pattern:
      /\b(mmcblk\d{1,2}(?:p\d{1,3})?|mmc\d{1,2})\b.{0,60}(?:error -?\d{1,3}|I\/O error|timed? ?out|card stuck|data error)/i,
    unless: /error 0\b|no errors?\b/i,
    gives: (match) => storageError(match[1]),
  },
  {
    anchors: ['eio', 'input', 'ubi', 'nand'],
    pattern:
      /\bEIO\b|Input\/output error|\bubi\d{0,2}(?: error|:).{0,60}(?:error -\d{1,3}|cannot read|uncorrectable)|uncorrectable ECC/i,
    unless: /error count|errors?[:= ]{1,3}0\b|no errors?\b/i,
    gives: () => storageError(undefined),
  },
  {
    anchors: ['ext', 'fs', 'squashfs', 'erofs', 'ubifs'],
    pattern:
      /(EXT[234]-fs|F2FS-fs|SQUASHFS|UBIFS|erofs)\b[^\n]{0,48}\b(?:error|corrupt(?:ed|ion)?|checksum invalid|bad superblock)/i,
    unless: /errors=|error count (?:since last fsck: )?0\b|without error/i,
    gives: (match) => filesystemError(match[1]),
  },
  {
    anchors: ['space', 'enospc'],
    pattern: /no space left on device|\bENOSPC\b|disk (?:is )?full\b/i,
    gives: cause('no-space', 'No space was left on the device', 'ENOSPC'),
  },
];

function storageError(device: string | undefined): LineReading {
  return {
    fault: {
      kind: 'storage-error',
      code: 'EIO',
      role: 'cause',
      title: 'A storage device reported an input/output error',
      facts: namedFact('device', device),
    },
  };
}

/** On a verity device the file system only repeats what dm-verity found; alone it stands for itself. */
function filesystemError(name: string): LineReading {
  const filesystem = name.toLowerCase().replace('-fs', '');
  const title = 'A file system reported damaged data';
  return { fault: { kind: 'filesystem-error', role: 'symptom', title, facts: { filesystem } } };
}

const crashes: LineRule[] = [
  {
    anchors: ['panic'],
    pattern: /Kernel panic - not syncing/,
    gives: symptom('kernel-panic', 'The kernel panicked'),
  },
  {
    anchors: ['oops', 'bug', 'unable'],
    pattern:
      /Internal error: Oops|\bOops: [0-9a-f]{4,16}\b|BUG: unable to handle|Unable to handle kernel (?:NULL pointer|paging request)|kernel BUG at /,
    gives: cause('kernel-oops', 'The kernel met an illegal access'),
  },
  {
    anchors: ['out', 'killed', 'oom', 'lowmemorykiller', 'lmkd'],
    pattern:
      /Out of memory: Kill(?:ed)? process \d{1,10} \(([\w.\-:/]{1,32})\)|oom-kill:|(\S{1,32}) invoked oom-killer/,
    gives: (match): LineReading => ({
      fault: {
        kind: 'out-of-memory',
        role: 'cause',
        title: 'The kernel killed a process because memory ran out',
        facts: namedFact('process', match[1]),
      },
    }),
  },
  {
    anchors: ['task'],
    pattern:
      /INFO: task [\w.\-:/]{1,32} blocked for more than \d{1,6} seconds|rcu: INFO: rcu_\w{1,16} (?:self-)?detected (?:stall|expedited)/,
    gives: symptom('task-hung', 'A task made no progress for a long time'),
  },
];

/** Settings of a protection, not its trip. */
const THRESHOLD = /\b(?:threshold|limit|set to|enabled|disabled|trip point|configured)\b/i;

const hardware: LineRule[] = [
  {
    anchors: ['watchdog', 'wdt', 'wdog', 'lockup'],
    pattern:
      /watchdog (?:bark|bite)|watchdog did not stop|(?:hard|soft) lockup|(?:watchdog|wdt|wdog)\d{0,2}[^\n]{0,24}\b(?:expired|timed? ?out|timeout occurred|reset (?:occurred|detected|triggered))/i,
    unless: /timeout (?:set|=|is set|of)|(?:initiali[sz]ed|registered)/i,
    gives: cause('watchdog-reset', 'A watchdog expired'),
  },
  {
    anchors: ['thermal', 'temperature', 'overheat', 'overtemperature'],
    pattern:
      /critical temperature reached|thermal (?:shutdown|emergency|runaway)|over-?temperature (?:shutdown|protection)|overheat(?:ed|ing)[^\n]{0,24}shut/i,
    unless: THRESHOLD,
    gives: cause('thermal-shutdown', 'A critical temperature was reached'),
  },
  {
    anchors: ['voltage', 'undervoltage', 'brownout', 'brown', 'kl', 'battery'],
    pattern:
      /under-?voltage (?:detected|condition|fault|event|error|reset|lockout|shutdown)|(?:due to|detected|caused by) under-?voltage|brown-?out (?:detected|reset)|(?:supply |battery |input |KL\.?30 )?voltage (?:is )?(?:too |critically )?low\b|low (?:battery|supply|input) voltage|voltage (?:dropped |drop )below/i,
    unless: /\b(?:no|cleared|recovered|normal|normalised|released|threshold|limit|enabled|disabled)\b/i,
    gives: cause('low-voltage', 'The supply voltage was too low'),
  },
  {
    anchors: ['voltage', 'overvoltage'],
    pattern: /over-?voltage (?:detected|condition|fault|error)|voltage (?:is )?too high\b/i,
    unless: /\b(?:no|cleared|recovered)\b/i,
    gives: cause('high-voltage', 'The supply voltage was too high'),
  },
  {
    anchors: ['power', 'supply'],
    pattern:
      /(?:unexpected|sudden|abrupt) (?:power[ -]?(?:off|loss|cut|down)|loss of power)|power (?:loss|failure|fail) (?:detected|occurred|interrupt)|PMIC[^\n]{0,40}power (?:loss|fault)/i,
    unless: /\bno (?:unexpected|power)\b/i,
    gives: cause('power-loss', 'Power was lost unexpectedly'),
  },
];

export const kernel: RuleBook = { vocabulary: 'kernel', rules: [...access, ...storage, ...crashes, ...hardware] };
