import type { CountRow } from '#src/evidence/file-evidence.ts';

/** From about the one to about the other nothing was logged, to within a step of the counts. */
export interface LoggedSilence {
  ecu: string;
  fromUs: number;
  toUs: number;
}

const STEP_US = 60_000_000;
/** A silence is at least this long, and so many times the usual distance of an ECU's records. */
const LEAST_US = 10_000_000;
const USUAL_TIMES = 20;
const MAX_PER_ECU = 50;

/** Stretches between records in which an ECU logged nothing for much longer than it does else; the longest of each. */
export function findSilences(counts: readonly CountRow[]): LoggedSilence[] {
  return [...Map.groupBy(counts, ({ ecu }) => ecu)].flatMap(([ecu, rows]) => {
    const starts = [...new Set(rows.flatMap(({ bucketUs }) => (bucketUs === null ? [] : [bucketUs])))].sort(
      (a, b) => a - b,
    );
    const spans = starts.slice(1).map((to, i) => ({ ecu, fromUs: starts[i] + STEP_US, toUs: to }));
    const usual = median(spans.map(({ fromUs, toUs }) => toUs - fromUs + STEP_US));
    return spans
      .filter(({ fromUs, toUs }) => toUs - fromUs >= Math.max(LEAST_US, USUAL_TIMES * usual))
      .sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs))
      .slice(0, MAX_PER_ECU)
      .sort((a, b) => a.fromUs - b.fromUs);
  });
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
