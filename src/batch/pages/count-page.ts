import type { CountRow } from '#src/evidence/file-evidence.ts';
import type { LevelName } from '#src/parsers/record-batch.ts';

export interface CountWish {
  ecu?: string | undefined;
  /** Microseconds; the whole batch where they are absent. */
  fromUs?: number | undefined;
  toUs?: number | undefined;
  bins: number;
}

/** One ECU at one level: `counts[i]` records in bin `bins[i]`. */
export interface CountLane {
  ecu: string;
  level: LevelName;
  records: number;
  bins: number[];
  counts: number[];
}

export interface CountPage {
  fromUs: number | null;
  toUs: number | null;
  binUs: number | null;
  binCount: number;
  stepUs: number | null;
  lanes: CountLane[];
  records: number;
  untimed: number;
  extent: { fromUs: number | null; toUs: number | null };
}

const MINUTE_US = 60_000_000;

export function countPage(rows: readonly CountRow[], wish: CountWish): CountPage {
  const timed = rows.filter((row) => row.bucketUs !== null);
  const starts = timed.map(({ bucketUs }) => bucketUs ?? 0);
  const extent =
    starts.length === 0
      ? { fromUs: null, toUs: null }
      : { fromUs: Math.min(...starts), toUs: Math.max(...starts) + MINUTE_US };
  const untimed = sum(rows.filter(({ bucketUs }) => bucketUs === null).map(({ count }) => count));
  const fromUs = wish.fromUs ?? extent.fromUs;
  const toUs = wish.toUs ?? extent.toUs;
  if (fromUs === null || toUs === null) return { ...EMPTY, untimed, extent };
  const binUs = Math.max(1, Math.ceil((toUs - fromUs) / wish.bins));
  const lanes = lanesOf(timed, { ...wish, fromUs, toUs, binUs });
  const binCount = Math.ceil((toUs - fromUs) / binUs);
  return {
    fromUs,
    toUs,
    binUs,
    binCount,
    stepUs: MINUTE_US,
    lanes,
    records: sum(lanes.map(({ records }) => records)),
    untimed,
    extent,
  };
}

const EMPTY = { fromUs: null, toUs: null, binUs: null, binCount: 0, stepUs: null, lanes: [], records: 0 };

interface Bins {
  ecu?: string | undefined;
  fromUs: number;
  toUs: number;
  binUs: number;
}

function lanesOf(rows: readonly CountRow[], { binUs, ecu, fromUs, toUs }: Bins): CountLane[] {
  const wanted = rows.filter(
    (row) => (ecu === undefined || row.ecu === ecu) && (row.bucketUs ?? 0) >= fromUs && (row.bucketUs ?? 0) < toUs,
  );
  return [...Map.groupBy(wanted, (row) => `${row.ecu}\0${row.level}`).values()].map((own) => {
    const byBin = new Map<number, number>();
    for (const { bucketUs, count } of own) {
      const bin = Math.floor(((bucketUs ?? 0) - fromUs) / binUs);
      byBin.set(bin, (byBin.get(bin) ?? 0) + count);
    }
    const bins = [...byBin.keys()].sort((a, b) => a - b);
    const counts = bins.map((bin) => byBin.get(bin) ?? 0);
    return { ecu: own[0].ecu, level: own[0].level, records: sum(counts), bins, counts };
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
