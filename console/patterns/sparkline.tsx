import type { TemplateItem } from '#src/api/evidence-schemas.ts';

const WIDTH = 96;
const HEIGHT = 18;

export interface Extent {
  fromUs: number;
  toUs: number;
}

interface SparklineProps {
  histogram: TemplateItem['spark'];
  /** Of all that it stands beside: one scale, so that rows can be compared. */
  extent: Extent | undefined;
}

/** Bars from a base line: what is not there is not drawn, and no line is drawn across a gap. */
export function Sparkline({ extent, histogram }: SparklineProps) {
  if (!histogram || !extent) return null;
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`Over time: ${histogram.counts.join(', ')}`}
    >
      <path d={sparkPath(histogram, extent)} />
    </svg>
  );
}

export function sparkPath({ binUs, counts, fromUs }: NonNullable<TemplateItem['spark']>, extent: Extent): string {
  const peak = Math.max(1, ...counts);
  const scale = WIDTH / Math.max(1, extent.toUs - extent.fromUs);
  const width = Math.max(1.5, binUs * scale - 0.5);
  const bar = (records: number, at: number): string => {
    if (records === 0) return '';
    const x = Math.min(WIDTH - width, Math.max(0, (fromUs + at * binUs - extent.fromUs) * scale));
    const height = Math.max(1.5, (records / peak) * HEIGHT);
    return `M${x.toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}z`;
  };
  return counts.map(bar).join('');
}

/** From the first record to the last one of all of them. */
export function extentOf(templates: readonly Pick<TemplateItem, 'fromUs' | 'toUs'>[]): Extent | undefined {
  const timed = templates.filter(({ fromUs, toUs }) => fromUs !== null && toUs !== null);
  if (timed.length === 0) return undefined;
  return {
    fromUs: Math.min(...timed.map(({ fromUs }) => fromUs ?? 0)),
    toUs: Math.max(...timed.map(({ toUs }) => toUs ?? 0)),
  };
}
