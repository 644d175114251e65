import { afterEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { BedrockModel, bedrockClient } from '#src/aws/bedrock-model.ts';
import { aggregateBatch } from '#src/batch/aggregate-batch.ts';
import { registerUploads } from '#src/batch/barrier.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { reportKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import { readJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { type Claim, Report } from '#src/report/report.ts';
import { createBatch, memoryWorld, parseContext, upload } from '#test/support/batch-world.ts';
import { type FakeAnswer, type FakeBedrock, startFakeBedrock } from '#test/support/fake-bedrock.ts';
import { accessTo } from '#test/support/scripted-model.ts';

const VIN = 'WVWZZZ1JZXW000001';
const LOGCAT = `03-14 10:00:00.000  1000  1000 I update_engine: [INFO:update_attempter_android.cc(123)] Starting update
03-14 10:00:01.000  1000  1000 I update_engine: [INFO:delta_performer.cc(200)] Applying payload for ${VIN}
03-14 10:00:05.100  1000  1000 E update_engine: [ERROR:download_action.cc(337)] Error ErrorCode::kDownloadMetadataSignatureMismatch (26) in DeltaPerformer's Write method when processing the received payload for ${VIN} -- Terminating processing
03-14 10:00:05.200  1000  1000 I update_engine: [INFO:update_attempter_android.cc(555)] Processing Done, ErrorCode::kDownloadMetadataSignatureMismatch
`;

const QUOTE = 'Error ErrorCode::kDownloadMetadataSignatureMismatch (26)';

let bedrock: FakeBedrock | undefined;
afterEach(() => bedrock?.close());

const promptOf = (request: unknown): string =>
  (request as { messages: { content: { text: string }[] }[] }).messages[0].content[0].text;

/** The lines of a model that read its prompt: a sound one, and one that quotes another number. */
function linesFor(prompt: string, quote: string): string {
  const lines = prompt
    .split('\n')
    .slice(1, -1)
    .map((line) => JSON.parse(line));
  const item = lines.find(({ code }) => String(code).includes('kDownloadMetadataSignatureMismatch'));
  const quoting = (words: string) => ({ hypothesis: 'H1', chain: [{ evidence: item.evidence, quote: words }] });
  return [quoting(quote), quoting(quote.replace('26', '27').replace('Error', 'Errors'))]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

const inPieces = (text: string): string[] => text.match(/[\s\S]{1,25}/g) ?? [];

async function diagnoseWith(answer: (prompt: string, call: number) => FakeAnswer) {
  const server = await startFakeBedrock((call) => answer(promptOf(server.requests[call]), call));
  bedrock = server;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = bedrockClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  const model = accessTo(new BedrockModel(client, { modelId: 'global.anthropic.claude-sonnet-5-5' }), {
    limits: { firstTokenMs: 2_000, totalMs: 5_000 },
  });
  const world = memoryWorld();
  const batchId = await createBatch(world, [LOGCAT], { vehicleId: VIN });
  await upload(world, batchId, 0, LOGCAT);
  await registerUploads(world, { batchId, files: [0] });
  const { units } = await planBatch(world, { batchId });
  for (const { unit } of units) await parseUnit({ ...parseContext(world), collect: collectFile }, { batchId, unit });
  await aggregateBatch({ ...world, openFold: () => new EvidenceFold() }, { batchId });
  await diagnoseBatch(
    { ...world, diagnose, codecs: nodeCodecs, knowledge: KNOWLEDGE, argusVersion: '0', model },
    { batchId },
  );
  const events = await world.table.readEvents(batchId, 0, 1_000);
  return { report: await readJson<Report>(world.store, reportKey(batchId)), events, requests: server.requests };
}

it('a batch is read by Bedrock, whose stream breaks once, and its viewers see what its report says', async () => {
  const { report, events, requests } = await diagnoseWith((prompt, call) =>
    call === 0
      ? { text: inPieces(linesFor(prompt, 'Terminating processing')), cut: true }
      : {
          thinking: ['hm'],
          text: inPieces(linesFor(prompt, QUOTE)),
        },
  );
  expect(z.safeParse(Report, report).error).toBeUndefined();
  expect(report.model).toMatchObject({ status: 'answered', inputTokens: 100, claimsKept: 1, claimsDropped: 1 });
  expect(report.model?.priceUsd).toBeGreaterThan(0);
  const claims = report.hypotheses.flatMap((hypothesis) => hypothesis.claims);
  const told = events
    .slice(events.findLastIndex(({ type }) => type === 'reset'))
    .filter(({ type }) => type === 'claim');
  expect(told.map(({ data }) => (data as { claim: Claim }).claim)).toEqual(expect.arrayContaining(claims));
  expect(told).toHaveLength(claims.length);
  expect(claims.find(({ source }) => source === 'model')?.text).toContain(`“${QUOTE}”`);
  expect(requests).toHaveLength(2);
  expect(JSON.stringify(requests)).not.toContain(VIN);
  expect(events.at(-1)?.type).toBe('done');
});

it('a batch has its rules report, with the reason, when Bedrock is throttled', async () => {
  const { report, events, requests } = await diagnoseWith(() => ({
    text: [],
    refuse: { status: 429, exception: 'ThrottlingException' },
  }));
  expect(report.model).toMatchObject({ status: 'unavailable', claimsKept: 0 });
  expect(report.model?.note).toContain('ThrottlingException');
  expect(report.hypotheses[0].claims.length).toBeGreaterThan(0);
  expect(requests).toHaveLength(2);
  expect(events.some(({ type }) => type === 'reset')).toBe(false);
});
