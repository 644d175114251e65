import { expect, test } from 'vitest';
import { aggregateBatch, NothingParsed } from '#src/batch/aggregate-batch.ts';
import { registerUploads } from '#src/batch/barrier.ts';
import { diagnoseBatch } from '#src/batch/diagnose-batch.ts';
import { evidenceKey, planKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import { startBatch } from '#src/batch/start-batch.ts';
import { readJson } from '#src/batch/stored-json.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { diagnose } from '#src/diagnosis/diagnose.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { EvidenceFold } from '#src/evidence/merge.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { createBatch, memoryWorld, parseContext, upload, type World } from '#test/support/batch-world.ts';

const line = (second: number, text: string) => `11-22 10:00:${second}.000  100  100 I update_engine: ${text}\n`;
const log = line(10, 'download started') + line(11, 'download finished');

/** The real stages over a batch of three files, of which the first two arrive. */
async function started(texts: readonly string[]): Promise<{ world: World; batchId: string }> {
  const world = memoryWorld();
  const batchId = await createBatch(world, texts);
  for (const file of [0, 1]) await upload(world, batchId, file, texts[file]);
  await registerUploads(world, { batchId, files: [0, 1] });
  await startBatch(world, batchId);
  return { world, batchId };
}

test('a batch started without its last file is diagnosed as partial, and the file is named with what to do', async () => {
  const { world, batchId } = await started([log, log, log]);
  const context = { ...parseContext(world), collect: collectFile };
  for (const { unit } of (await planBatch(world, { batchId })).units) await parseUnit(context, { batchId, unit });
  await aggregateBatch({ ...world, openFold: () => new EvidenceFold() }, { batchId });
  await diagnoseBatch({ ...world, diagnose, codecs: nodeCodecs, knowledge: KNOWLEDGE, argusVersion: '0' }, { batchId });

  const batch = await world.table.find(batchId);
  expect(batch).toMatchObject({
    state: 'partial',
    message: '1 of 3 files could not be read in full; the report names them and why.',
  });
  const { failed, files } = await readJson<BatchEvidence>(world.store, evidenceKey(batchId));
  expect(files).toHaveLength(2);
  expect(failed.map(({ fault, message }) => [fault, message])).toEqual([
    [
      'not-uploaded',
      '"file-2.log" had not arrived when the batch was started, so it is not part of the diagnosis. Upload it in a new batch.',
    ],
  ]);
  const [shard] = await world.table.readShards(batchId);
  expect([shard.parsed, shard.failed]).toEqual([new Set([0, 1]), new Set([2])]);
  expect(await storyOf(world, batchId)).toEqual([
    'status parsing',
    'status aggregating',
    'status diagnosing',
    'report',
    'status partial',
    'done partial',
  ]);
});

/** The events but for the diagnosis' own: type, and state where there is one. */
async function storyOf({ table }: World, batchId: string): Promise<string[]> {
  const events = (await table.readEvents(batchId, 0, 1_000)).filter(
    ({ type }) => type !== 'progress' && type !== 'claim',
  );
  return events.map(({ type, data }) => `${type} ${(data as { state?: string }).state ?? ''}`.trim());
}

test('a file that arrives after the start is not slipped in by a restart', async () => {
  const { world, batchId } = await started([log, log, log]);
  await planBatch(world, { batchId });
  const plan = await readJson(world.store, planKey(batchId));
  await upload(world, batchId, 2, log);
  await registerUploads(world, { batchId, files: [2] });
  await world.table.addUploaded(batchId, 0, [2]);
  await planBatch(world, { batchId });
  expect(await readJson(world.store, planKey(batchId))).toEqual(plan);
});

test('an outage that leaves no unit a result fails the batch instead of blaming its files', async () => {
  const { world, batchId } = await started([log, log, log]);
  await planBatch(world, { batchId });
  await expect(aggregateBatch({ ...world, openFold: () => new EvidenceFold() }, { batchId })).rejects.toThrow(
    NothingParsed,
  );
});
