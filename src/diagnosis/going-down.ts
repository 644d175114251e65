import type { EvidencePointer, TemplateRow } from '#src/evidence/file-evidence.ts';
import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Finding } from './finding.ts';
import { streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';

/** A system is told to go down, or says that it does: a shell, Linux kernel/reboot.c, BusyBox init, systemd, OpenWrt sysupgrade. */
const GOES_DOWN =
  /[#$] (?:sudo )?(?:reboot|poweroff|halt|init [06])\s*$|\breboot: (?:Restarting system|Power down)\b|\bRequesting system (?:reboot|poweroff|halt)\b|\bThe system is going down\b|\bReached target (?:\S{1,40} - )?(?:System )?(?:Reboot|Power-Off|Shutdown|Halt)\b|\bClosing all shell sessions\b/;
/** It is up again: a bootloader, what it starts, and the kernel. */
const LOADER = /^U-Boot\b/;
const HAND_OVER = /\bStarting kernel\b/;
const KERNEL = /\bLinux version (?:\d|<)/;
/** Between the last word of a kernel and what its bootloader found to be the reason of the reset. */
const RESTART_BYTES = 4_096;
/** What befalls whoever is connected to a system that goes down, and what it still uses as it does. */
const LOSS = new Set(['lost', 'unreachable', 'busy']);
const LETS_GO = new Set(['failure', 'input-output']);
const LET_GO = /\bconnection\b|\bumount\b/i;

/** Of each log by `streamKey`: where it goes down by order, and where it booted, in order. */
export type GoingDown = ReadonlyMap<string, readonly Moment[]>;

interface Moment {
  offset: number;
  step: 'ordered' | 'loader' | 'hand-over' | 'kernel' | 'boot';
}

const stepOf = (said: string): Moment['step'] | undefined => {
  if (LOADER.test(said)) return 'loader';
  if (HAND_OVER.test(said)) return 'hand-over';
  if (KERNEL.test(said)) return 'kernel';
  return GOES_DOWN.test(said) ? 'ordered' : undefined;
};

export function goingDownOf(
  templates: readonly TemplateRow[],
  findings: readonly Finding[],
  logs: Logs,
): Map<string, Moment[]> {
  const moments = new Map<string, Moment[]>();
  const note = (log: string, moment: Moment): void => {
    const own = moments.get(log) ?? [];
    moments.set(log, own);
    own.push(moment);
  };
  for (const row of templates) {
    const step = stepOf(row.template);
    if (step === undefined) continue;
    for (const [log, offsets] of logs.placesOf(row)) for (const offset of offsets) note(log, { offset, step });
  }
  for (const { category, name, place } of findings) {
    if (category === 'boot' || name === 'phase:reboot:started')
      note(streamKey(place), { offset: place.offset, step: category === 'boot' ? 'boot' : 'ordered' });
  }
  for (const own of moments.values()) own.sort((a, b) => a.offset - b.offset);
  return moments;
}

/** Many boards restart by their watchdog: right after an order to restart, each time, that is how it was carried out. */
export function isRestartAsOrdered(fault: Finding, goingDown: GoingDown, logs: Logs): boolean {
  const { category, count, facts, name, pointers, traits } = fault;
  if (category !== 'fault' || traitsOf(name, traits).restarts !== true || !('reason' in facts)) return false;
  return count <= pointers.length && pointers.every((at) => isRightAfterOrder(at, goingDown, logs));
}

function isRightAfterOrder(at: EvidencePointer, goingDown: GoingDown, logs: Logs): boolean {
  const part = logs.partOf(at);
  const offset = part.base + at.offset;
  const before = (goingDown.get(streamKey(part)) ?? []).filter((moment) => moment.offset < offset);
  const order = before.findLastIndex(({ step }) => step === 'ordered');
  if (order < 0 || offset - before[order].offset > RESTART_BYTES) return false;
  return !hasStartedTwice(before.slice(order + 1).map(({ step }) => step));
}

/** A bootloader behind a kernel, or a kernel behind another one: it fell over on its way up, which nobody had ordered. */
function hasStartedTwice(steps: readonly Moment['step'][]): boolean {
  const handedOver = steps.findIndex((step) => step === 'hand-over' || step === 'kernel');
  const isAgain = (step: Moment['step']): boolean => steps.indexOf(step) !== steps.lastIndexOf(step);
  return (handedOver >= 0 && steps.lastIndexOf('loader') > handedOver) || isAgain('hand-over') || isAgain('kernel');
}

/** Connections to a system that was told to go down, and has not come up again, end, and so do its mounts. */
export function isLossAsOrdered({ place, reading, row }: Finding, goingDown: GoingDown): boolean {
  const kind = reading?.reason?.kind ?? '';
  const isLoss = LOSS.has(kind) || (LETS_GO.has(kind) && LET_GO.test(row?.template ?? ''));
  const last = goingDown.get(streamKey(place))?.findLast(({ offset }) => offset < place.offset);
  return isLoss && last?.step === 'ordered';
}
