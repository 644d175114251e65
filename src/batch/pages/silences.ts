import type { CountLane } from '#src/evidence/file-evidence.ts';
import { EARLIEST_SET_US } from '#src/evidence/tally/sparks.ts';

/** From about the one to about the other nothing was logged, to within a step of the counts. */
export interface LoggedSilence {
  ecu: string;
  fromUs: number;
  toUs: number;
}

/** A silence is at least this long, and so many times the usual distance of an ECU's records. */
const LEAST_US = 10_000_000;
const USUAL_TIMES = 20;
const MAX_PER_ECU = 50;

/** Stretches between records in which an ECU logged nothing for much longer than it does else; the longest of each. */
export function findSilences(lanes: readonly CountLane[]): LoggedSilence[] {
  return [...Map.groupBy(lanes, ({ ecu }) => ecu)].flatMap(([ecu, own]) => {
    const stepUs = Math.max(...own.map((lane) => lane.stepUs));
    const starts = [...new Set(own.flatMap((lane) => startsOf(lane, stepUs)))].sort((a, b) => a - b);
    const spans = starts.slice(1).map((toUs, i) => ({ ecu, fromUs: starts[i] + stepUs, toUs }));
    const usualUs = median(spans.map(({ fromUs, toUs }) => toUs - fromUs + stepUs));
    return spans
      .filter(({ fromUs, toUs }) => toUs - fromUs >= Math.max(LEAST_US, USUAL_TIMES * usualUs))
      .sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs))
      .slice(0, MAX_PER_ECU)
      .sort((a, b) => a.fromUs - b.fromUs);
  });
}

/** In steps of all lanes of the ECU. A clock that was set in between left no silence. */
const startsOf = ({ at, fromUs, stepUs }: CountLane, wideUs: number): number[] =>
  at
    .map((bucket) => Math.floor(((fromUs ?? 0) + bucket * stepUs) / wideUs) * wideUs)
    .filter((startUs) => startUs >= EARLIEST_SET_US);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
