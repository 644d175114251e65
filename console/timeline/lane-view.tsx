import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { count } from '../format/numbers.ts';
import { stamp } from '../format/times.ts';
import { theme } from '../shell/theme.ts';
import { batchPlace, go } from '../url/location.ts';
import { countsAt, recordsIn } from './bins.ts';
import { LANE_PX, type Scene } from './draw-lanes.ts';
import { LaneChart } from './lane-chart.ts';
import { LaneLabel } from './lane-label.tsx';
import { type Mark, markNear } from './marks.ts';
import { panned, type Range, spanOf, zoomed } from './range.ts';

/** Pixels of the page within which a mark is meant. */
const NEAR_PX = 8;

/** How wide a bar is about to be: finer is noise, not density. */
const BAR_PX = 5;

interface ViewProps {
  batchId: string;
  scene: Scene;
  show: (range: Range) => void;
  /** How many bins are worth asking for. */
  onColumns: (columns: number) => void;
}

interface Point {
  timeUs: number;
  lane: number;
}

export function LaneView({ batchId, onColumns, scene, show }: ViewProps) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<LaneChart | undefined>(undefined);
  const latest = useRef({ scene, show });
  latest.current = { scene, show };
  const [point, setPoint] = useState<Point>();
  useLayoutEffect(() => {
    const host = element.current;
    if (!host) return;
    const open = (at: Point) => {
      const mark = markAt(latest.current.scene, at, host.clientWidth);
      if (mark) go(batchPlace(batchId, 'lines', { at: mark.at, ...(mark.member !== null && { member: mark.member }) }));
    };
    const made = new LaneChart(host, scene, {
      onRange: (range) => latest.current.show(range),
      onPoint: setPoint,
      onPress: open,
    });
    chart.current = made;
    const observer = new ResizeObserver(() => {
      made.resize();
      onColumns(Math.max(60, Math.round(host.clientWidth / BAR_PX)));
    });
    observer.observe(host);
    return () => {
      observer.disconnect();
      made.close();
    };
  }, []);
  useLayoutEffect(() => chart.current?.show(scene));
  useRecolour(chart);
  useWheel(element, latest);
  return (
    <div class="lane-view">
      <div class="lane-labels">
        {scene.lanes.map((lane) => (
          <LaneLabel
            key={lane.ecu}
            lane={lane}
            clock={scene.episodes?.clocks.find(({ ecu }) => ecu === lane.ecu)}
            height={LANE_PX}
            records={recordsIn(lane, scene.bins, scene.range)}
          />
        ))}
      </div>
      <div
        ref={element}
        class="lane-chart"
        role="img"
        aria-label="Records over time, a lane for each ECU. The list below says the same in words."
      />
      <Readout scene={scene} point={point} width={element.current?.clientWidth ?? 1} />
    </div>
  );
}

function Readout({ point, scene, width }: { point: Point | undefined; scene: Scene; width: number }) {
  return (
    <p class="readout num small" aria-hidden="true">
      {point
        ? readoutOf(scene, point, width)
        : 'Drag to look closer. Wheel to zoom, with Shift to move. A mark leads to its line.'}
    </p>
  );
}

function markAt({ lanes, marks, range }: Scene, { lane, timeUs }: Point, width: number): Mark | undefined {
  const nearUs = (NEAR_PX / width) * spanOf(range);
  return markNear(marks, { ecu: lanes[lane]?.ecu ?? '', timeUs, nearUs });
}

function readoutOf(scene: Scene, point: Point, width: number): string {
  const { bins, lanes } = scene;
  const lane = lanes[point.lane];
  if (!lane) return stamp(point.timeUs) ?? '';
  const mark = markAt(scene, point, width);
  const counts = countsAt(lane, Math.floor((point.timeUs - bins.fromUs) / bins.binUs));
  const said = counts
    .map(([level, records]) => `${count(records)} ${level === 'none' ? 'without level' : level}`)
    .join(', ');
  return [stamp(point.timeUs), lane.ecu || 'no ECU named', mark?.title ?? (said || 'nothing logged')].join('   ');
}

function useRecolour(chart: { current: LaneChart | undefined }): void {
  useEffect(() => {
    const recolour = () => chart.current?.recolour();
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    query.addEventListener('change', recolour);
    const stop = theme.subscribe(() => queueMicrotask(recolour));
    return () => {
      query.removeEventListener('change', recolour);
      stop();
    };
  }, [chart]);
}

/** The wheel zooms about the pointer; sideways, or with Shift, it moves. It is taken from the page only over the lanes. */
function useWheel(
  element: { current: HTMLDivElement | null },
  latest: { current: Pick<ViewProps, 'scene' | 'show'> },
): void {
  useEffect(() => {
    const host = element.current;
    if (!host) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const { scene, show } = latest.current;
      const everything = { fromUs: Number.NEGATIVE_INFINITY, toUs: Number.POSITIVE_INFINITY };
      const box = host.getBoundingClientRect();
      const isPan = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      const by = event.deltaX || event.deltaY;
      if (isPan) show(panned(scene.range, by / box.width, everything));
      else
        show(
          zoomed(scene.range, 1.0015 ** event.deltaY, {
            centre: (event.clientX - box.left) / box.width,
            extent: everything,
          }),
        );
    };
    host.addEventListener('wheel', turn, { passive: false });
    return () => host.removeEventListener('wheel', turn);
  }, [element, latest]);
}
