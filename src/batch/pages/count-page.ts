import type { CountLane } from '#src/evidence/file-evidence.ts';
import { EARLIEST_SET_US } from '#src/evidence/tally/sparks.ts';
import { LEAST_STEP_US } from '#src/evidence/tally/time-counts.ts';
import type { LevelName } from '#src/parsers/record-batch.ts';

interface CountWish {
  ecu?: string | undefined;
  /** Microseconds; all times that a set clock may show where they are absent. */
  fromUs?: number | undefined;
  toUs?: number | undefined;
  /** At most so many, of 8 ms times a power of two: as they are counted, so that none is cut. */
  bins: number;
}

/** One ECU at one level: `counts[i]` records in bin `bins[i]`. */
interface BinnedLane {
  ecu: string;
  level: LevelName;
  records: number;
  bins: number[];
  counts: number[];
}

interface Window {
  fromUs: number;
  toUs: number;
}

/** Always: records + outside + untimed = records of the batch, or of the ECU. */
interface CountPage {
  fromUs: number | null;
  toUs: number | null;
  binUs: number | null;
  binCount: number;
  /** How finely the coarsest lane was counted: below that its records are spread evenly. */
  stepUs: number | null;
  lanes: BinnedLane[];
  records: number;
  outside: number;
  untimed: number;
  extent: { fromUs: number | null; toUs: number | null };
}

export function countPage(all: readonly CountLane[], wish: CountWish): CountPage {
  const lanes = all.filter(({ ecu }) => wish.ecu === undefined || ecu === wish.ecu);
  const untimed = sum(lanes.map((lane) => lane.untimed));
  const timed = sum(lanes.flatMap(({ counts }) => counts));
  const extent = extentOf(all);
  if (extent === null) return { ...EMPTY, outside: timed, untimed };
  const asked = { fromUs: wish.fromUs ?? extent.fromUs, toUs: wish.toUs ?? extent.toUs };
  const bins = binsOver(asked, wish.bins);
  const binned = lanes.map((lane) => binLane(lane, bins)).filter(({ records }) => records > 0);
  const records = sum(binned.map((lane) => lane.records));
  const steps = lanes.filter(({ fromUs }) => fromUs !== null).map(({ stepUs }) => stepUs);
  return {
    ...bins,
    stepUs: Math.max(...steps, LEAST_STEP_US),
    lanes: binned,
    records,
    outside: timed - records,
    untimed,
    extent,
  };
}

const EMPTY: CountPage = {
  ...{
    fromUs: null,
    toUs: null,
    binUs: null,
    binCount: 0,
    stepUs: null,
    lanes: [],
    records: 0,
    outside: 0,
    untimed: 0,
  },
  extent: { fromUs: null, toUs: null },
};

/** Of the times that a set clock shows, where there are such: one record of 1970 would leave the rest one bin. */
function extentOf(lanes: readonly CountLane[]): Window | null {
  const spans = lanes.flatMap(({ at, fromUs, stepUs }) => {
    if (fromUs === null) return [];
    const setAt = at.find((bucket) => fromUs + bucket * stepUs >= EARLIEST_SET_US);
    return [
      {
        fromUs,
        setFromUs: setAt === undefined ? null : fromUs + setAt * stepUs,
        toUs: fromUs + (at[at.length - 1] + 1) * stepUs,
      },
    ];
  });
  const set = spans.flatMap(({ setFromUs, toUs }) => (setFromUs === null ? [] : [{ fromUs: setFromUs, toUs }]));
  const counted = set.length > 0 ? set : spans;
  if (counted.length === 0) return null;
  return {
    fromUs: Math.min(...counted.map(({ fromUs }) => fromUs)),
    toUs: Math.max(...counted.map(({ toUs }) => toUs)),
  };
}

interface Bins extends Window {
  binUs: number;
  binCount: number;
}

/** The narrowest bins that cover the window with at most `most` of them. */
function binsOver({ fromUs, toUs }: Window, most: number): Bins {
  let binUs = LEAST_STEP_US;
  const countOf = (): number => Math.max(1, Math.ceil(toUs / binUs) - Math.floor(fromUs / binUs));
  while (countOf() > most) binUs *= 2;
  const from = Math.floor(fromUs / binUs) * binUs;
  return { fromUs: from, toUs: from + countOf() * binUs, binUs, binCount: countOf() };
}

function binLane({ at, counts, ecu, fromUs, level, stepUs }: CountLane, bins: Bins): BinnedLane {
  const byBin = new Map<number, number>();
  for (const [i, bucket] of at.entries()) {
    const startUs = (fromUs ?? 0) + bucket * stepUs;
    if (startUs < bins.toUs && startUs + stepUs > bins.fromUs)
      spread({ startUs, stepUs, count: counts[i] }, bins, byBin);
  }
  const places = [...byBin.keys()].sort((a, b) => a - b);
  const inBins = places.map((bin) => byBin.get(bin) ?? 0);
  return { ecu, level, records: sum(inBins), bins: places, counts: inBins };
}

/** A bucket lies in one bin, or covers several whole ones: then its records are shared out, and none is lost. */
function spread(
  { count, startUs, stepUs }: { startUs: number; stepUs: number; count: number },
  bins: Bins,
  byBin: Map<number, number>,
): void {
  const shares = Math.max(1, stepUs / bins.binUs);
  const first = Math.floor((startUs - bins.fromUs) / bins.binUs);
  for (let i = Math.max(0, -first); i < shares && first + i < bins.binCount; i++) {
    const share = Math.floor(((i + 1) * count) / shares) - Math.floor((i * count) / shares);
    if (share > 0) byBin.set(first + i, (byBin.get(first + i) ?? 0) + share);
  }
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
