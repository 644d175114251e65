import type { EvidencePointer, TemplateRow } from '#src/evidence/file-evidence.ts';
import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Finding } from './finding.ts';
import { streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';

/** A system is told to go down, or says that it does: a shell, Linux kernel/reboot.c, BusyBox init, systemd, OpenWrt sysupgrade. */
const GOES_DOWN =
  /[#$] (?:sudo )?(?:reboot|poweroff|halt|init [06])\s*$|\breboot: (?:Restarting system|Power down)\b|\bRequesting system (?:reboot|poweroff|halt)\b|\bThe system is going down\b|\bReached target (?:\S{1,40} - )?(?:System )?(?:Reboot|Power-Off|Shutdown|Halt)\b|\bClosing all shell sessions\b/;
/** It is up again. */
const COMES_UP = /\bLinux version (?:\d|<)|\bStarting kernel\b|^U-Boot\b/;
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
  isBoot: boolean;
}

export function goingDownOf(
  templates: readonly TemplateRow[],
  findings: readonly Finding[],
  logs: Logs,
): Map<string, Moment[]> {
  const moments = new Map<string, Moment[]>();
  const note = (log: string, moment: Moment): void => {
    moments.set(log, [...(moments.get(log) ?? []), moment]);
  };
  for (const row of templates) {
    const isBoot = COMES_UP.test(row.template);
    if (!isBoot && !GOES_DOWN.test(row.template)) continue;
    for (const [log, offsets] of logs.placesOf(row)) for (const offset of offsets) note(log, { offset, isBoot });
  }
  for (const { category, name, place } of findings) {
    if (category === 'boot' || name === 'phase:reboot:started')
      note(streamKey(place), { offset: place.offset, isBoot: category === 'boot' });
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
  const isOrder = (moment: Moment): boolean =>
    !moment.isBoot && moment.offset < offset && offset - moment.offset <= RESTART_BYTES;
  return (goingDown.get(streamKey(part)) ?? []).some(isOrder);
}

/** Connections to a system that was told to go down, and has not come up again, end, and so do its mounts. */
export function isLossAsOrdered({ place, reading, row }: Finding, goingDown: GoingDown): boolean {
  const kind = reading?.reason?.kind ?? '';
  const isLoss = LOSS.has(kind) || (LETS_GO.has(kind) && LET_GO.test(row?.template ?? ''));
  const last = goingDown.get(streamKey(place))?.findLast(({ offset }) => offset < place.offset);
  return isLoss && last?.isBoot === false;
}
