import { useMemo } from 'preact/hooks';
import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import type { Report } from '#src/report/report.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import type { WatchedBatch } from '../batch/use-batch.ts';
import { Empty, Loading, Trouble } from '../shell/states.tsx';
import { place, setParams } from '../url/location.ts';
import { LineDetail } from './line-detail.tsx';
import { LineFilters } from './line-filters.tsx';
import { LineList } from './line-list.tsx';
import { useLines } from './use-lines.ts';
import { wishOf } from './wish.ts';

/** The records themselves: by what they are, or around a place. */
export function LinesPage({ batch }: { batch: BatchDetail; watched: WatchedBatch }) {
  const { params } = place.value;
  const wishKey = JSON.stringify(wishOf(params));
  const wish = useMemo(() => JSON.parse(wishKey) as Record<string, string>, [wishKey]);
  const lines = useLines({ batchId: batch.batchId, wish, at: params['at'], member: params['member'] });
  const hasReport = isEnd(batch.state) && batch.verdict !== null;
  const { data: report } = useAsked<Report>(hasReport ? apiPath(`/batches/${batch.batchId}/report`) : undefined);
  const record = lines.window.records[lines.here];
  const isFiltered = Object.keys(wish).length > 0;
  return (
    <div class="lines">
      <h1 class="sr">Lines</h1>
      <LineFilters batch={batch} wish={wish} report={report} />
      {lines.error && <Trouble error={lines.error} again={lines.again} />}
      {lines.isLoading && lines.window.records.length === 0 && !lines.error && <Loading what="lines" lines={12} />}
      {!lines.isLoading && !lines.error && lines.window.records.length === 0 && (
        <Empty title={isFiltered ? 'No line fits these filters' : 'No line could be read'}>
          {isFiltered && (
            <button
              type="button"
              onClick={() => setParams(Object.fromEntries(Object.keys(wish).map((name) => [name, undefined])))}
            >
              Show all lines
            </button>
          )}
        </Empty>
      )}
      {lines.window.records.length > 0 && (
        <div class="lines-split">
          <LineList lines={lines} evidence={report?.evidence ?? NONE} />
          {record && <LineDetail batch={batch} record={record} report={report} />}
        </div>
      )}
    </div>
  );
}

const NONE: Report['evidence'] = [];
