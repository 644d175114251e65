import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { BatchListPage, BatchSummary } from '#src/api/batch-schemas.ts';
import { apiPath, askJson } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import { focusSearch, useKeys } from '../shell/keys.ts';
import { Empty, Loading, Trouble } from '../shell/states.tsx';
import { DropZone } from '../upload/drop-zone.tsx';
import { batchPlace, go, isForReaders, place, setParams } from '../url/location.ts';
import { BatchRow } from './batch-row.tsx';
import { asked, BatchFilters } from './filters.tsx';

const PAGE = 50;
/** While something is under way the list is asked for again: often enough to be watched. */
const REFRESH_MS = 4_000;

export function BatchesPage() {
  const path = apiPath('/batches', { ...asked(place.value.params), limit: PAGE });
  const { data, error, isLoading, again } = useAsked<BatchListPage>(path);
  const older = useOlder(path, data?.cursor ?? null);
  const batches = useMemo(() => unique([...(data?.batches ?? []), ...older.batches]), [data, older.batches]);
  useRefresh(again, isLoading);
  const marked = useMarked(batches);
  const isFiltered = Object.keys(asked(place.value.params)).length > 0;
  return (
    <main class="page">
      <h1 class="sr">Batches</h1>
      {!isForReaders() && <DropZone />}
      <BatchFilters />
      {error && <Trouble error={error} again={again} />}
      {!data && !error && <Loading what="batches" lines={8} />}
      {data && batches.length === 0 && <NoBatches isFiltered={isFiltered} />}
      {batches.length > 0 && <BatchList batches={batches} marked={marked} />}
      {older.error && <Trouble error={older.error} />}
      {older.cursor !== null && batches.length > 0 && (
        <button type="button" class="more" onClick={older.load}>
          Older batches
        </button>
      )}
    </main>
  );
}

function BatchList({ batches, marked }: { batches: BatchSummary[]; marked: number }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <ul class="batches" aria-label="Batches, newest first">
      {batches.map((batch, at) => (
        <BatchRow key={batch.batchId} batch={batch} isMarked={at === marked} nowMs={nowMs} />
      ))}
    </ul>
  );
}

function NoBatches({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered && isForReaders()) return <Empty title="No batches yet">They show here as vehicles send them.</Empty>;
  if (!isFiltered)
    return <Empty title="No batches yet">Drop the logs of one session above: the diagnosis starts by itself.</Empty>;
  return (
    <Empty title="No batch fits these filters">
      <button
        type="button"
        onClick={() => setParams(Object.fromEntries(Object.keys(place.value.params).map((name) => [name, undefined])))}
      >
        Show all batches
      </button>
    </Empty>
  );
}

/** Not while an answer is on its way: asking again gives it up, and a line slower than this would never bring one. */
function useRefresh(again: () => void, isLoading: boolean): void {
  useEffect(() => {
    if (isLoading) return;
    const timer = setInterval(() => document.hidden || again(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [again, isLoading]);
}

/** Pages behind the first, which alone is kept fresh. */
function useOlder(path: string, first: string | null) {
  const [older, setOlder] = useState<{ path: string; batches: BatchSummary[]; cursor: string | null }>();
  const [error, setError] = useState<Error>();
  const own = older?.path === path ? older : undefined;
  const cursor = own ? own.cursor : first;
  const load = () => {
    if (cursor === null) return;
    askJson<BatchListPage>(apiPath(path, { cursor })).then((page) => {
      setOlder({ path, batches: [...(own?.batches ?? []), ...page.batches], cursor: page.cursor });
      setError(undefined);
    }, setError);
  };
  return { batches: own?.batches ?? NONE, cursor, load, error };
}

const NONE: BatchSummary[] = [];

const unique = (batches: BatchSummary[]): BatchSummary[] => [
  ...new Map(batches.map((batch) => [batch.batchId, batch])).values(),
];

/** The row that keys act on; none before the first key. */
function useMarked(batches: readonly BatchSummary[]): number {
  const marked = useSignal(-1);
  const keys = useMemo(() => {
    const move = (by: number) => {
      marked.value = Math.max(0, Math.min(batches.length - 1, marked.value + by));
    };
    const open = () => {
      const batch = batches[marked.value];
      if (batch) go(batchPlace(batch.batchId, 'report'));
    };
    return { j: () => move(1), k: () => move(-1), Enter: open, o: open, '/': focusSearch };
  }, [batches, marked]);
  useKeys(keys);
  useEffect(
    () => document.querySelector('.batches [data-marked]')?.scrollIntoView({ block: 'nearest' }),
    [marked.value],
  );
  return marked.value;
}
