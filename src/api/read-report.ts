import type { Batch } from '#src/batch/batch.ts';
import { reportKey } from '#src/batch/keys.ts';
import { isEnd } from '#src/batch/states.ts';
import { escapeUnseen } from '#src/report/json-text.ts';
import type { Report } from '#src/report/report.ts';
import type { ReportFormat } from '#src/report/report-format.ts';
import type { ReportQuery } from './batch-schemas.ts';
import { linksOf, requireBatch } from './batch-view.ts';
import type { ApiResponse } from './http.ts';
import { Problem } from './problem.ts';
import { similarTo } from './read-similar.ts';
import type { ApiPorts, Call } from './route.ts';

/** `GET /batches/{batchId}/report`: as `format` says, else as `Accept` does, else JSON. */
export async function readReport({
  ports,
  batchId,
  headers,
  query,
}: Call<ReportQuery, undefined>): Promise<ApiResponse> {
  const batch = await requireBatch(ports, batchId);
  if ((await ports.store.findSize(reportKey(batchId))) === undefined) throw notReady(ports, batch);
  const json = new TextDecoder().decode(await ports.store.readAll(reportKey(batchId)));
  const format = query.format ?? formatFor(headers['accept']);
  if (format === 'json') return reportResponse('application/json; charset=utf-8', escapeUnseen(json));
  // As of now, for people: what was found out about them since is what helps. The JSON is what was stored, always the same.
  const similar = await similarTo(ports, batchId);
  const { RENDERINGS } = await import('#src/report/renderings.ts');
  const report: Report = { ...JSON.parse(json), ...(similar && { similar }) };
  const { contentType, policy, render } = RENDERINGS[format];
  return reportResponse(contentType, render(report), policy ? { 'content-security-policy': policy } : {});
}

const reportResponse = (contentType: string, body: string, more: Record<string, string> = {}): ApiResponse => ({
  status: 200,
  headers: { 'content-type': contentType, 'cache-control': 'no-store', vary: 'accept', ...more },
  body,
});

const ACCEPTED: Readonly<Record<string, ReportFormat>> = {
  'application/json': 'json',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'text',
};

/** The type named first wins; no quality values, no client of ours sends them. */
function formatFor(accept = ''): ReportFormat {
  const named = accept.split(',').map((type) => type.split(';')[0].trim());
  const type = named.find((name) => Object.hasOwn(ACCEPTED, name));
  return type === undefined ? 'json' : ACCEPTED[type];
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
