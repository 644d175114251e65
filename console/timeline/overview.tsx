import { useRef } from 'preact/hooks';
import type { CountPage } from '#src/api/evidence-schemas.ts';
import { panned, type Range, spanOf } from './range.ts';

interface OverviewProps {
  whole: CountPage;
  range: Range;
  extent: Range;
  show: (range: Range) => void;
}

const HEIGHT = 32;
const BAD = new Set(['fatal', 'error']);

/** The whole batch in a strip, and which part of it is shown: the part can be moved, or another one drawn. */
export function Overview({ extent, range, show, whole }: OverviewProps) {
  const strip = useRef<SVGSVGElement>(null);
  const drag = useRef<{ fromUs: number; isMove: boolean; range: Range } | undefined>(undefined);
  const timeAt = (event: PointerEvent): number => {
    const box = strip.current?.getBoundingClientRect();
    return extent.fromUs + ((event.clientX - (box?.left ?? 0)) / (box?.width || 1)) * spanOf(extent);
  };
  const start = (event: PointerEvent) => {
    const fromUs = timeAt(event);
    const isMove = fromUs > range.fromUs && fromUs < range.toUs && spanOf(range) < spanOf(extent) * 0.98;
    drag.current = { fromUs, isMove, range };
    strip.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const from = drag.current;
    if (!from) return;
    const by = timeAt(event) - from.fromUs;
    if (from.isMove) show(panned(from.range, by / spanOf(from.range), extent));
    else if (Math.abs(by) > spanOf(extent) / 200)
      show({ fromUs: Math.min(from.fromUs, from.fromUs + by), toUs: Math.max(from.fromUs, from.fromUs + by) });
  };
  const columns = whole.binCount || 1;
  const x = (timeUs: number): number => ((timeUs - extent.fromUs) / spanOf(extent)) * columns;
  return (
    <svg
      ref={strip}
      class="overview"
      viewBox={`0 0 ${columns} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={() => (drag.current = undefined)}
    >
      <path class="overview-all" d={pathOf(whole, () => true)} />
      <path class="overview-bad" d={pathOf(whole, (level) => BAD.has(level))} />
      <rect class="overview-dim" x={0} y={0} width={Math.max(0, x(range.fromUs))} height={HEIGHT} />
      <rect class="overview-dim" x={x(range.toUs)} y={0} width={Math.max(0, columns - x(range.toUs))} height={HEIGHT} />
      <rect
        class="overview-window"
        x={x(range.fromUs)}
        y={0}
        width={Math.max(1, x(range.toUs) - x(range.fromUs))}
        height={HEIGHT}
      />
    </svg>
  );
}

function pathOf({ binCount, lanes }: CountPage, takes: (level: string) => boolean): string {
  const total = new Float64Array(binCount);
  const wanted = new Float64Array(binCount);
  for (const { bins, counts, level } of lanes) {
    for (const [at, bin] of bins.entries()) {
      total[bin] += counts[at];
      if (takes(level)) wanted[bin] += counts[at];
    }
  }
  const peak = Math.max(1, ...total);
  const bars = Array.from(wanted, (records, bin) =>
    records === 0 ? '' : barOf(bin, Math.max(1.5, Math.sqrt(records / peak) * HEIGHT)),
  );
  return bars.join('');
}

const barOf = (bin: number, height: number): string =>
  `M${bin} ${HEIGHT}v${-height.toFixed(1)}h1v${height.toFixed(1)}z`;
