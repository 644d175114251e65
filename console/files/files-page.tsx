import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import type { WatchedBatch } from '../batch/use-batch.ts';
import { firmwareText } from '../batches/batch-row.tsx';
import { count, counted, size } from '../format/numbers.ts';
import { PartialBadge, StateBadge } from '../shell/badges.tsx';
import { Loading, Trouble } from '../shell/states.tsx';
import { batchPlace, href } from '../url/location.ts';
import { FileTable } from './file-table.tsx';
import { Stages } from './stages.tsx';
import { useFiles } from './use-files.ts';
import { useRate } from './use-rate.ts';

export function FilesPage({ batch, watched }: { batch: BatchDetail; watched: WatchedBatch }) {
  const { live } = watched;
  // The last count of the stream may be from before the last file.
  const counts = isEnd(batch.state) ? batch.counts : (live.counts ?? batch.counts);
  const files = useFiles(batch, counts);
  const rate = useRate(batch, files.items);
  const state = live.state || batch.state;
  return (
    <>
      <header class="page-head">
        <h1>{batch.vehicleId}</h1>
        <StateBadge state={state} />
        {state === 'partial' && <PartialBadge />}
        <span class="soft">
          {[batch.platform, batch.firmware && firmwareText(batch.firmware)].filter(Boolean).join(', ')}
        </span>
        {batch.links['execution'] && (
          <a href={batch.links['execution']} target="_blank" rel="noreferrer">
            Its execution on AWS
          </a>
        )}
      </header>
      <Stages batch={batch} state={state} />
      <dl class="figures">
        <Figure label="Files" value={count(counts.files)} />
        <Figure label="Arrived" value={count(counts.uploaded)} />
        <Figure label="Read" value={count(counts.parsed)} />
        <Figure label="Not readable" value={count(counts.failed)} isBad={counts.failed > 0} />
        <Figure label="Size" value={size(batch.totalBytes)} />
        <Figure label={rate.label} value={rate.bytesPerS === undefined ? '–' : `${size(rate.bytesPerS)}/s`} />
      </dl>
      {batch.message && <p class="notice">{batch.message}</p>}
      <LiveAnswer batchId={batch.batchId} watched={watched} />
      {files.error && watched.isOpen && <Trouble error={files.error} />}
      {files.items ? (
        <FileTable batchId={batch.batchId} files={files.items} />
      ) : (
        !files.error && <Loading what="files" lines={6} />
      )}
      {files.items && files.items.length < batch.files && (
        <button type="button" class="more" onClick={files.more}>
          {`${counted(batch.files - files.items.length, 'more file')}`}
        </button>
      )}
    </>
  );
}

function Figure({ isBad = false, label, value }: { label: string; value: string; isBad?: boolean }) {
  return (
    <div class={isBad ? 'figure is-bad' : 'figure'}>
      <dt>{label}</dt>
      <dd class="num">{value}</dd>
    </div>
  );
}

/** What the diagnosis has said so far, as it says it. */
function LiveAnswer({ batchId, watched: { live } }: { batchId: string; watched: WatchedBatch }) {
  if (live.report) {
    return (
      <p class="answer-line" role="status">
        <a href={href(batchPlace(batchId, 'report'))}>{live.report.headline}</a>
      </p>
    );
  }
  const said = live.steps.at(-1);
  return said ? (
    <p class="answer-line soft" role="status">
      {said}
    </p>
  ) : null;
}
