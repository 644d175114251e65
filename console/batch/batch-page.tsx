import { ApiTrouble } from '../api/client.ts';
import { FilesPage } from '../files/files-page.tsx';
import { LinesPage } from '../lines/lines-page.tsx';
import { PatternsPage } from '../patterns/patterns-page.tsx';
import { ReportPage } from '../report/report-page.tsx';
import { Empty, Loading, Trouble } from '../shell/states.tsx';
import { TimelinePage } from '../timeline/timeline-page.tsx';
import { batchesPlace, href, place } from '../url/location.ts';
import { hasEvidence } from './progress.ts';
import { useBatch } from './use-batch.ts';

const PAGES = {
  report: ReportPage,
  timeline: TimelinePage,
  lines: LinesPage,
  patterns: PatternsPage,
  files: FilesPage,
};

export function BatchPage({ batchId }: { batchId: string }) {
  const watched = useBatch(batchId);
  const Page = PAGES[place.value.tab];
  if (!watched.batch) {
    return (
      <main class="page">
        {watched.error ? <NoBatch error={watched.error} again={watched.again} /> : <Loading what="the batch" />}
      </main>
    );
  }
  return (
    <main class={`page page-${place.value.tab}`}>
      {!watched.isOpen && (
        <p class="offline" role="status">
          The connection is lost. It comes back by itself, and nothing is missed.
        </p>
      )}
      {OF_EVIDENCE.has(place.value.tab) && !hasEvidence(watched.batch) ? (
        <NotYet state={watched.batch.state} />
      ) : (
        <Page batch={watched.batch} watched={watched} />
      )}
    </main>
  );
}

/** An id that is mistyped, or of a batch whose time is over, is not there the next time either. */
function NoBatch({ again, error }: { error: Error; again: () => void }) {
  if (!(error instanceof ApiTrouble) || error.slug !== 'batch-not-found')
    return <Trouble error={error} again={again} />;
  return (
    <>
      <h1 class="sr">No batch</h1>
      <Empty title="There is no such batch">
        It may have been erased, or kept as long as it was to be. <a href={href(batchesPlace())}>All batches</a>
      </Empty>
    </>
  );
}

/** What these show is there once all files have been read. */
const OF_EVIDENCE = new Set(['timeline', 'lines', 'patterns']);

function NotYet({ state }: { state: string }) {
  if (state === 'failed' || state === 'expired')
    return <Empty title={`This batch is ${state}: nothing was read of it`} />;
  return <Empty title="Its files are still being read">This page fills by itself when they are.</Empty>;
}
