import { useMemo, useState } from 'preact/hooks';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import type { EpisodePage, FaultPage } from '#src/api/evidence-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import type { Report } from '#src/report/report.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import type { WatchedBatch } from '../batch/use-batch.ts';
import { count } from '../format/numbers.ts';
import { Empty, Loading, Trouble } from '../shell/states.tsx';
import { batchPlace, href, place, setParams } from '../url/location.ts';
import { laneBins } from './bins.ts';
import { EventList } from './event-list.tsx';
import { LaneView } from './lane-view.tsx';
import { marksOf } from './marks.ts';
import { Overview } from './overview.tsx';
import { panned, paramsOf, type Range, rangeOf, within, zoomed } from './range.ts';
import { useTimelineKeys } from './timeline-keys.ts';
import { extentOf, useCounts } from './use-counts.ts';

export function TimelinePage({ batch }: { batch: BatchDetail; watched: WatchedBatch }) {
  const path = `/batches/${batch.batchId}`;
  const asked = rangeOf(place.value.params);
  const [columns, setColumns] = useState(600);
  const whole = useCounts(batch.batchId, undefined, 600);
  const extent = extentOf(whole.page);
  const range = extent && within(asked ?? extent, extent);
  const near = useCounts(batch.batchId, range, columns);
  const { data: episodes } = useAsked<EpisodePage>(apiPath(`${path}/episodes`));
  const { data: faults } = useAsked<FaultPage>(apiPath(`${path}/faults`, { limit: 500 }));
  const hasReport = isEnd(batch.state) && batch.verdict !== null;
  const { data: report } = useAsked<Report>(hasReport ? apiPath(`${path}/report`) : undefined);
  const marks = useMemo(() => marksOf(faults?.faults ?? []), [faults]);
  const page = near.page ?? whole.page;
  const lanes = useMemo(() => inOrder(laneBins(page?.lanes ?? []), whole.page), [page, whole.page]);
  const show = (next: Range) => extent && setParams(paramsOf(within(next, extent)));
  useTimelineKeys({ range, extent, show });
  if (whole.error && !whole.page) return <Trouble error={whole.error} />;
  if (!whole.page) return <Loading what="the timeline" lines={10} />;
  if (!range || !extent || !page) {
    return (
      <Empty title="No record of this batch has a time">
        Its lines are still there, in the order in which they were written.
      </Empty>
    );
  }
  const momentUs = report?.evidence.find(({ id }) => id === place.value.params['at'])?.timeUs ?? undefined;
  const scene = {
    range,
    lanes,
    bins: { fromUs: page.fromUs ?? extent.fromUs, binUs: page.binUs ?? 1 },
    episodes,
    marks,
    momentUs,
  };
  return (
    <div class="timeline">
      <h1 class="sr">Timeline</h1>
      <div class="timeline-tools">
        <RangeButtons range={range} extent={extent} show={show} />
        <a class="button" href={href(batchPlace(batch.batchId, 'lines', paramsOf(range)))}>
          Lines of this stretch
        </a>
        <span class="soft small num">
          {count(whole.page.records)} records{whole.page.untimed > 0 && `, ${count(whole.page.untimed)} without a time`}
        </span>
        <Legend />
      </div>
      <Overview whole={whole.page} range={range} extent={extent} show={show} />
      <LaneView batchId={batch.batchId} scene={scene} show={show} onColumns={setColumns} />
      <EventList batchId={batch.batchId} range={range} marks={marks} episodes={episodes} />
    </div>
  );
}

/** Lanes stand where they stood, however little of one is in sight. */
function inOrder(lanes: ReturnType<typeof laneBins>, whole: { lanes: { ecu: string }[] } | undefined) {
  const order = [...new Set(whole?.lanes.map(({ ecu }) => ecu))].sort(
    (a, b) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1),
  );
  return order.map((ecu) => lanes.find((lane) => lane.ecu === ecu) ?? { ecu, records: 0, peak: 1, stacks: [] });
}

interface RangeProps {
  range: Range;
  extent: Range;
  show: (range: Range) => void;
}

function RangeButtons({ extent, range, show }: RangeProps) {
  const centre = 0.5;
  return (
    <div class="range-buttons">
      <button type="button" aria-label="Earlier" onClick={() => show(panned(range, -0.5, extent))}>
        ←
      </button>
      <button type="button" aria-label="Later" onClick={() => show(panned(range, 0.5, extent))}>
        →
      </button>
      <button type="button" aria-label="Closer" onClick={() => show(zoomed(range, 0.5, { centre, extent }))}>
        +
      </button>
      <button type="button" aria-label="Wider" onClick={() => show(zoomed(range, 2, { centre, extent }))}>
        −
      </button>
      <button type="button" onClick={() => setParams({ from: undefined, to: undefined })}>
        All
      </button>
    </div>
  );
}

const LEGEND = [
  ['fatal', 'fatal'],
  ['error', 'error'],
  ['warn', 'warn'],
  ['info', 'info'],
  ['debug', 'debug'],
  ['none', 'no level'],
] as const;

const Legend = () => (
  <ul class="legend" aria-label="Colours and marks">
    {LEGEND.map(([level, label]) => (
      <li key={level}>
        <span class={`swatch swatch-${level}`} aria-hidden="true" />
        {label}
      </li>
    ))}
    <li>● fault</li>
    <li>■ DTC</li>
    <li>▼ reset</li>
    <li>
      <span class="swatch swatch-gap" aria-hidden="true" />
      silent
    </li>
  </ul>
);
