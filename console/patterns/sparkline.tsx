import type { TemplateItem } from '#src/api/evidence-schemas.ts';

const WIDTH = 96;
const HEIGHT = 18;

/** Bars from a base line: what is not there is not drawn, and no line is drawn across a gap. */
export function Sparkline({ histogram }: { histogram: TemplateItem['spark'] }) {
  if (!histogram) return null;
  const { counts } = histogram;
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`Over time: ${counts.join(', ')}`}
    >
      <path d={sparkPath(counts)} />
    </svg>
  );
}

export function sparkPath(counts: readonly number[]): string {
  const peak = Math.max(1, ...counts);
  const step = WIDTH / Math.max(1, counts.length);
  const bar = (records: number, at: number): string => {
    if (records === 0) return '';
    const height = Math.max(1.5, (records / peak) * HEIGHT);
    return `M${(at * step).toFixed(1)} ${HEIGHT}v${(-height).toFixed(1)}h${Math.max(1, step - 1).toFixed(1)}v${height.toFixed(1)}z`;
  };
  return counts.map(bar).join('');
}
