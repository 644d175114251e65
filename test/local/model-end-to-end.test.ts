import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openModel } from '#src/cli/model-option.ts';
import { serveArgus } from '#src/local/serve-argus.ts';
import type { Report } from '#src/report/report.ts';
import { runLine } from '#test/support/command-line.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const LOGCAT = [
  '03-14 10:00:00.000  1000  1000 I update_engine: [INFO:update_attempter_android.cc(123)] Starting update',
  "03-14 10:00:05.100  1000  1000 E update_engine: [ERROR:download_action.cc(337)] Error ErrorCode::kDownloadMetadataSignatureMismatch (26) in DeltaPerformer's Write method when processing the received payload -- Terminating processing",
  '',
].join('\n');

/** Answers every chat with one claim about the first evidence of the first hypothesis. */
async function startModelServer(): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer(async (request, response) => {
    asked++;
    const body = JSON.parse((await Array.fromAsync(request)).join(''));
    const lines: string[] = body.messages[1].content.split('\n');
    const { evidence } = JSON.parse(lines.find((line) => line.startsWith('{"hypothesis":"H1"')) ?? '{}');
    const chain = [{ evidence: evidence[0], quote: 'Terminating processing' }];
    const claim = JSON.stringify({ hypothesis: 'H1', chain });
    response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: claim } }] })}\n\n`);
    response.end('data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}}\n\ndata: [DONE]\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked: () => asked };
}

it('argus diagnose asks the endpoint of one’s own too', async () => {
  const { url } = await startModelServer();
  const file = join(temporaryFolder(), 'ivi.log');
  writeFileSync(file, LOGCAT);
  const { stdout, stderr } = await runLine(['diagnose', file, '--model', `openai:${url}#llama`, '--json']);
  expect(stderr).toContain('The language model looks for the cause in the logs.');
  expect((JSON.parse(stdout) as Report).model).toMatchObject({ status: 'answered', claimsKept: 1 });
});

it('a diagnosis on one machine asks the endpoint of one’s own', async () => {
  const { url, asked } = await startModelServer();
  const model = await openModel(`openai:${url}#llama`, {});
  const argus = await serveArgus({
    dataDir: temporaryFolder(),
    port: 0,
    model: { model, usdPerDay: 0 },
    onError: (error) => expect.unreachable(String(error)),
  });
  onTestFinished(() => argus.close());
  const sha256 = createHash('sha256').update(LOGCAT).digest('hex');
  const body = JSON.stringify({ vehicleId: 'V1', files: [{ name: 'ivi.log', sizeBytes: LOGCAT.length, sha256 }] });
  const created = await fetch(`${argus.url}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const { batchId, uploads } = (await created.json()) as {
    batchId: string;
    uploads: { url: string; headers: Record<string, string> }[];
  };
  await fetch(uploads[0].url, { method: 'PUT', headers: uploads[0].headers, body: LOGCAT });
  await (await fetch(`${argus.url}/batches/${batchId}/diagnosis`)).text();
  const report = (await (await fetch(`${argus.url}/batches/${batchId}/report`)).json()) as Report;
  expect(report.model).toMatchObject({
    id: 'openai:llama',
    status: 'answered',
    claimsKept: 1,
    priceUsd: null,
    inputTokens: 9,
  });
  expect(report.hypotheses[0].claims.at(-1)).toMatchObject({ id: 'H1.m1', source: 'model' });
  expect(asked()).toBe(1);
});
