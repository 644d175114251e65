import type { Batch } from '#src/batch/batch.ts';
import { reportKey } from '#src/batch/keys.ts';
import { isEnd } from '#src/batch/states.ts';
import { escapeUnseen } from '#src/report/json-text.ts';
import type { Report } from '#src/report/report.ts';
import { linksOf, requireBatch } from './batch-view.ts';
import type { ApiResponse } from './http.ts';
import { Problem } from './problem.ts';
import { similarTo } from './read-similar.ts';
import type { ApiPorts, Call } from './route.ts';

/** `GET /batches/{batchId}/report`: JSON, or Markdown where `Accept` asks for it. */
export async function readReport({ ports, batchId, headers }: Call<undefined, undefined>): Promise<ApiResponse> {
  const batch = await requireBatch(ports, batchId);
  if ((await ports.store.findSize(reportKey(batchId))) === undefined) throw notReady(ports, batch);
  const json = new TextDecoder().decode(await ports.store.readAll(reportKey(batchId)));
  if (!prefersMarkdown(headers['accept'])) return reportResponse('application/json; charset=utf-8', escapeUnseen(json));
  // As of now, for people: what was found out about them since is what helps. The JSON is what was stored, always the same.
  const similar = await similarTo(ports, batchId);
  const { renderMarkdown } = await import('#src/report/markdown.ts');
  const report: Report = { ...JSON.parse(json), ...(similar && { similar }) };
  return reportResponse('text/markdown; charset=utf-8', renderMarkdown(report));
}

const reportResponse = (contentType: string, body: string): ApiResponse => ({
  status: 200,
  headers: { 'content-type': contentType, 'cache-control': 'no-store', vary: 'accept' },
  body,
});

/** The type named first wins; no quality values, no client of ours sends them. */
function prefersMarkdown(accept = ''): boolean {
  const markdown = accept.indexOf('text/markdown');
  const json = accept.search(/application\/json/);
  return markdown >= 0 && (json < 0 || markdown < json);
}

function notReady(ports: ApiPorts, batch: Batch): Problem {
  if (isEnd(batch.state)) {
    const reason = batch.message ?? 'It ended before anything could be diagnosed.';
    return new Problem('report-not-ready', `Batch ${batch.batchId} is ${batch.state} and has no report. ${reason}`);
  }
  const where = linksOf(ports, batch.batchId)['diagnosis'];
  return new Problem('report-not-ready', `Batch ${batch.batchId} is still ${batch.state}: follow ${where}.`, {
    headers: { 'retry-after': '2' },
  });
}
