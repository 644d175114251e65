import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Report } from '#src/report/report.ts';
import { place, setParams } from '../url/location.ts';
import { LineRow } from './line-row.tsx';
import { cursorsOf, keyOf, placeOf, visibleRows } from './line-window.ts';
import { usePagerKeys } from './pager-keys.ts';
import type { Lines } from './use-lines.ts';

/** How near to an edge, in rows, the next page is asked for. */
const NEAR = 60;
/** After a page that could not be had: who stands at the edge cannot scroll for another try. */
const AGAIN_MS = 2_000;
const WIDE = '(min-width: 47rem)';

interface ListProps {
  lines: Lines;
  evidence: Report['evidence'];
}

/** Only the rows that are seen are there; the window of records grows at whichever end the reader nears. */
export function LineList({ evidence, lines }: ListProps) {
  const box = useRef<HTMLDivElement>(null);
  const rowPx = useRowHeight();
  const [view, setView] = useState({ top: 0, height: 600 });
  const { records } = lines.window;
  const { end, first } = visibleRows(view.top, view.height, { rowPx, rows: records.length });
  useEdges({ lines, box, rowPx, first, end });
  useCentre({ box, rowPx, lines });
  const byPlace = useMemo(() => evidenceByPlace(evidence), [evidence]);
  usePagerKeys({ lines, box, rowPx, evidence });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setView((last) => ({ ...last, height: element.clientHeight })));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={box}
      class="line-list"
      role="listbox"
      tabIndex={0}
      aria-label="Log lines"
      aria-busy={lines.isLoading}
      aria-activedescendant={lines.here >= 0 ? `line-${lines.here}` : undefined}
      onScroll={({ currentTarget }) => setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })}
    >
      <div class="line-space" role="presentation" style={{ height: `${records.length * rowPx}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * rowPx}px)` }}>
          {records.slice(first, end).map((record, at) => (
            <LineRow
              key={keyOf(record)}
              id={`line-${first + at}`}
              record={record}
              evidenceId={byPlace.get(keyOf(record))}
              isHere={first + at === lines.here}
              onChoose={() => setParams({ at: placeOf(record), member: record.member ?? undefined })}
            />
          ))}
        </div>
      </div>
      {cursorsOf(lines.window).next === null && records.length > 0 && <p class="line-end soft small">The last line</p>}
    </div>
  );
}

const evidenceByPlace = (evidence: Report['evidence']): Map<string, string> =>
  new Map(
    evidence.flatMap(({ id, quote }) =>
      quote ? [[`${quote.pointer.file}:${quote.pointer.member ?? ''}:${quote.pointer.offset}`, id] as const] : [],
    ),
  );

/** A phone shows a line in two rows. */
function useRowHeight(): number {
  const [isWide, setWide] = useState(() => window.matchMedia(WIDE).matches);
  useEffect(() => {
    const query = window.matchMedia(WIDE);
    const change = () => setWide(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return isWide ? 22 : 44;
}

interface Edges {
  lines: Lines;
  box: { current: HTMLDivElement | null };
  rowPx: number;
  first: number;
  end: number;
}

function useEdges({ box, end, first, lines, rowPx }: Edges): void {
  const isBusy = useRef(false);
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    const rows = lines.window.records.length;
    const { next, previous } = cursorsOf(lines.window);
    const direction =
      next !== null && end > rows - NEAR ? 'next' : previous !== null && first < NEAR ? 'previous' : undefined;
    if (direction === undefined || isBusy.current || lines.isLoading) return;
    isBusy.current = true;
    lines
      .load(direction)
      .then(
        // After the new rows are there, and before anybody sees them.
        (moved) => void requestAnimationFrame(() => box.current?.scrollBy(0, moved * rowPx)),
        () => new Promise((resolve) => setTimeout(resolve, AGAIN_MS)),
      )
      .finally(() => {
        isBusy.current = false;
        // It may have failed, or another window may have been opened meanwhile: the page behind the edge is still to come.
        setLoads((last) => last + 1);
      });
  }, [first, end, lines.window, lines.isLoading, lines.load, box, rowPx, loads]);
}

/** A line that an address names stands in the middle when the page opens; later it is only kept in view. */
function useCentre({ box, lines, rowPx }: Pick<Edges, 'box' | 'lines' | 'rowPx'>): void {
  const seen = useRef<string | undefined>(undefined);
  const { at = '', member = '' } = place.value.params;
  const { here, isLoading } = lines;
  useLayoutEffect(() => {
    const element = box.current;
    const key = `${at} ${member}`;
    if (!element || isLoading || seen.current === key) return;
    const isFirst = seen.current === undefined || at.startsWith('E');
    seen.current = key;
    if (here < 0) {
      element.scrollTop = 0;
      return;
    }
    const top = here * rowPx;
    const isSeen = top >= element.scrollTop && top + rowPx <= element.scrollTop + element.clientHeight;
    if (isFirst) element.scrollTop = top - element.clientHeight / 2 + rowPx;
    else if (!isSeen) element.scrollTop = top < element.scrollTop ? top : top - element.clientHeight + rowPx;
  }, [here, isLoading, at, member, rowPx, box]);
}
