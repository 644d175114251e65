import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import type { Finding } from './finding.ts';
import { Logs } from './rotated-logs.ts';

/** What is logged so often, over so long a time, is logged all the time; a burst while something starts is not. */
const MIN_COUNT = 20;
const MIN_SPAN_US = 20_000_000;
/** So many of its intervals must be missing before the log ends. */
const MISSED = 12;
/** The line that tells why stands this near to the last sign of life, in intervals, and in time. */
const NEAR_INTERVALS = 3;
const NEAR_US = 2_000_000;

/** A line that a writer logged all the time, until it never did again, while the log went on. */
export interface Silence {
  row: TemplateRow;
  lastUs: number;
  intervalUs: number;
}

/** By rows alone: what fell silent in logs that have times. */
export function findSilences({ files, templates }: Pick<BatchEvidence, 'files' | 'templates'>): Silence[] {
  const logs = new Logs(files);
  return templates.flatMap((row) => {
    const { count, firstTimeUs, lastTimeUs, occurrences } = row;
    if (count < MIN_COUNT || row.app === '' || firstTimeUs === null || lastTimeUs === null) return [];
    if (lastTimeUs - firstTimeUs < MIN_SPAN_US) return [];
    const endUs = Math.max(...occurrences.map((each) => logs.endOf(logs.logOf(each))));
    const intervalUs = (lastTimeUs - firstTimeUs) / (count - 1);
    return endUs - lastTimeUs > MISSED * intervalUs ? [{ row, lastUs: lastTimeUs, intervalUs }] : [];
  });
}

/** What the writer of a line, or its ECU's program, no longer logs from then on. */
export const silenceAt = (
  { ecu, app, place: { timeUs } }: Finding,
  silences: readonly Silence[],
): Silence | undefined =>
  timeUs === null
    ? undefined
    : silences.find(
        ({ row, lastUs, intervalUs }) =>
          row.ecu === ecu &&
          row.app === app &&
          Math.abs(timeUs - lastUs) <= Math.max(NEAR_US, NEAR_INTERVALS * intervalUs),
      );
