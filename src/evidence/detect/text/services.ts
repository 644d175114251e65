import type { LineReading, LineRule, RuleBook } from './line-rule.ts';

/**
 * Processes that ended badly: AOSP debuggerd tombstones and libc `Fatal signal`, ActivityManager, systemd (src/core:
 * `Main process exited`, `Failed with result`), systemd-coredump.
 */
const SIGNALS: Readonly<Record<string, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  31: 'SIGSYS',
};

function crash(signal: string | undefined, facts: Record<string, string> = {}): LineReading {
  const name =
    signal && (SIGNALS[signal] ?? (/^[A-Z]{2,8}$/.test(signal) ? `SIG${signal.replace(/^SIG/, '')}` : undefined));
  const title = name ? `A process crashed with ${name}` : 'A process crashed';
  return { fault: { kind: 'crash', code: name ?? null, role: 'symptom', title, facts } };
}

/** systemd reports processes that were asked to stop (TERM) the same way as crashes: only the others are faults. */
function systemdExit([, unit, how, status]: RegExpExecArray): LineReading {
  const signal = /^\d{1,3}\/([A-Z]{2,8})/.exec(status)?.[1];
  if (how !== 'exited' && signal !== undefined) {
    if (signal === 'TERM' || signal === 'INT' || signal === 'HUP') return {};
    return crash(signal, unit ? { unit } : {});
  }
  const code = Number.parseInt(status, 10);
  if (!(code > 0)) return {};
  const title = `A service ended with status ${code}`;
  return { fault: { kind: 'service-failed', role: 'symptom', title, facts: { status: code, ...(unit && { unit }) } } };
}

/** The result only names the line before it, except where systemd itself decided: watchdog, start limit, memory. */
const RESULTS: Readonly<Record<string, LineReading>> = {
  watchdog: {
    fault: {
      kind: 'watchdog-reset',
      code: 'watchdog',
      role: 'cause',
      title: 'A service stopped answering its watchdog',
    },
  },
  'start-limit-hit': {
    fault: { kind: 'service-start-limit', role: 'symptom', title: 'A service was restarted too often and given up' },
  },
  'oom-kill': {
    fault: { kind: 'out-of-memory', role: 'cause', title: 'A service was killed because memory ran out' },
  },
  timeout: { fault: { kind: 'service-timeout', role: 'symptom', title: 'A service did not start or stop in time' } },
};

const failed: LineReading = {
  fault: { kind: 'service-failed', role: 'consequence', title: 'A service failed' },
};

const rules: LineRule[] = [
  {
    anchors: ['signal'],
    pattern: /Fatal signal (\d{1,2}) \((SIG[A-Z]{2,6})\)/,
    gives: ([, , name]) => crash(name.slice(3)),
  },
  {
    anchors: ['signal'],
    pattern: /\bsignal (\d{1,2}) \(SIG[A-Z]{2,6}\), code -?\d/,
    unless: /Fatal signal/,
    gives: ([, number]) => crash(number),
  },
  {
    anchors: ['tombstone', 'tombstoned', 'fatal', 'dumped', 'segfault', 'crash', 'traps'],
    pattern:
      /Tombstone written to|FATAL EXCEPTION|\bdumped core\b|\bsegfault at [0-9a-f]|core dumped|\btraps: .{1,32}\[\d{1,10}\] (?:trap |general protection)/i,
    unless: /code=dumped/,
    gives: () => crash(undefined),
  },
  {
    anchors: ['main', 'control'],
    pattern:
      /(?:([\w@.\-\\]{1,64}\.service): )?(?:Main|Control) process exited, code=(exited|killed|dumped), status=(\d{1,3}(?:\/[A-Z_]{1,24})?)/,
    gives: systemdExit,
  },
  {
    anchors: ['result'],
    pattern: /Failed with result '([a-z-]{3,24})'/,
    gives: ([, result]) => (Object.hasOwn(RESULTS, result) ? RESULTS[result] : failed),
  },
  {
    anchors: ['start'],
    pattern: /Start request repeated too quickly/,
    gives: RESULTS['start-limit-hit'],
  },
  {
    anchors: ['watchdog'],
    pattern: /: Watchdog timeout \(limit \d|WATCHDOG KILLING SYSTEM PROCESS/,
    gives: RESULTS.watchdog,
  },
  {
    anchors: ['anr'],
    pattern: /\bANR in [\w.]{1,80}/,
    gives: { fault: { kind: 'app-not-responding', role: 'symptom', title: 'An app stopped responding' } },
  },
];

export const services: RuleBook = { vocabulary: 'system', rules };
