import type { BatchDetail } from '#src/api/batch-schemas.ts';
import { isEnd } from '#src/batch/states.ts';
import type { Report } from '#src/report/report.ts';
import { apiPath } from '../api/client.ts';
import { useAsked } from '../api/use-asked.ts';
import type { WatchedBatch } from '../batch/use-batch.ts';
import { Empty, Loading, Trouble } from '../shell/states.tsx';
import { Arriving } from './arriving.tsx';
import { ReportBody } from './report-body.tsx';

export function ReportPage({ batch, watched }: { batch: BatchDetail; watched: WatchedBatch }) {
  const isOver = isEnd(batch.state) || watched.live.isDone;
  const hasReport = isOver && batch.state !== 'failed' && batch.state !== 'expired';
  const path = hasReport ? apiPath(`/batches/${batch.batchId}/report`) : undefined;
  const { data, error, again } = useAsked<Report>(path);
  if (data) return <ReportBody batch={batch} report={data} />;
  if (!isOver) return <Arriving batch={batch} live={watched.live} />;
  if (!hasReport) return <Empty title={`This batch is ${batch.state} and has no report`}>{batch.message ?? ''}</Empty>;
  return error ? <Trouble error={error} again={again} /> : <Loading what="the report" lines={12} />;
}
