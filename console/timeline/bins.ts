import type { CountPage } from '#src/api/evidence-schemas.ts';
import { type Range, spanOf } from './range.ts';

/** From the worst on: what is rare and bad stands at the bottom, where it is seen, whatever is piled on it. */
export const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'verbose', 'none'] as const;
export type Level = (typeof LEVELS)[number];

/** Records of one ECU in one bin, of one level, and of all levels that are worse than it. */
export interface Stack {
  bin: number;
  level: Level;
  below: number;
  count: number;
}

export interface LaneBins {
  ecu: string;
  records: number;
  /** Most records of one bin: what a full lane stands for. */
  peak: number;
  stacks: Stack[];
}

/** One lane per ECU, each level stacked on the worse ones. */
export function laneBins(lanes: CountPage['lanes']): LaneBins[] {
  return [...Map.groupBy(lanes, ({ ecu }) => ecu)].map(([ecu, own]) => stackedLane(ecu, own));
}

function stackedLane(ecu: string, own: CountPage['lanes']): LaneBins {
  const heights = new Map<number, number>();
  const stacks: Stack[] = [];
  for (const level of LEVELS) {
    const lane = own.find((each) => each.level === level);
    for (const [at, bin] of lane?.bins.entries() ?? []) {
      const count = lane?.counts[at] ?? 0;
      const below = heights.get(bin) ?? 0;
      heights.set(bin, below + count);
      stacks.push({ bin, level, below, count });
    }
  }
  const peak = Math.max(1, ...heights.values());
  return { ecu, records: own.reduce((sum, { records }) => sum + records, 0), peak, stacks };
}

/** What stands at one moment: by level, the worst first. */
export function countsAt({ stacks }: LaneBins, bin: number): [Level, number][] {
  return stacks.filter((each) => each.bin === bin).map(({ count, level }) => [level, count]);
}

/** Records in the bins that are seen. */
export const recordsIn = ({ stacks }: LaneBins, bins: { fromUs: number; binUs: number }, range: Range): number =>
  stacks.reduce((sum, { bin, count }) => {
    const startUs = bins.fromUs + bin * bins.binUs;
    return startUs + bins.binUs > range.fromUs && startUs < range.toUs ? sum + count : sum;
  }, 0);

/** Height of a count in a lane of `height`: by its root, so that one error beside ten thousand frames is a line and not nothing. */
export const heightOf = (count: number, peak: number, height: number): number =>
  count === 0 ? 0 : Math.max(1, Math.sqrt(count / peak) * height);

/** Position of a moment in a box of `width`. */
export const xOf = (timeUs: number, range: Range, width: number): number =>
  ((timeUs - range.fromUs) / spanOf(range)) * width;
