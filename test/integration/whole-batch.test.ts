import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { Report } from '#src/report/report.ts';
import { playScenario } from '#src/simulator/simulate.ts';
import { api } from './harness/deployment.ts';
import { createBatch, follow, untilEnd, upload } from './harness/session.ts';

test('a session in several formats goes from presigned uploads to a streamed report', async () => {
  const { files, truth } = playScenario('signature-failure', 1);
  const page = await createBatch(files);
  const following = follow(page.batchId);
  expect(await upload(page, files)).toEqual(files.map(() => 200));
  const events = await following;
  const states = events.filter(({ type }) => type === 'status').map(({ data }) => JSON.parse(data).state);
  expect(states).toEqual(['parsing', 'aggregating', 'diagnosing', 'completed']);
  const ids = events.flatMap(({ id }) => (id === null ? [] : [Number(id)]));
  expect(ids).toEqual(ids.map((_, at) => at + 1));
  expect(events.at(-1)?.type).toBe('done');

  const { text } = await api(`/batches/${page.batchId}/report`);
  const report = z.parse(Report, JSON.parse(text));
  expect(report.totals).toMatchObject({ files: files.length, parsed: files.length, failed: 0 });
  expect(report.finding).toBe('fault');
  // The fake model says nothing that could be a claim: it was asked, and the rules report stands.
  expect(report.model).toMatchObject({ status: 'answered', inputTokens: 100 });
  expect(truth).toBeDefined();
  expect(await untilEnd(page.batchId)).toMatchObject({
    state: 'completed',
    links: { execution: expect.stringMatching(new RegExp(`executions/details/.*:${page.batchId}$`)) },
    counts: { files: files.length, uploaded: files.length, parsed: files.length, failed: 0 },
  });
});
