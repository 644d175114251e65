import { expect, test } from 'vitest';
import { filesKey } from '#src/batch/keys.ts';
import { playScenario } from '#src/simulator/simulate.ts';
import { api } from './harness/deployment.ts';
import { deleteWorkObject, executionsOf, startBroken } from './harness/services.ts';
import { createBatch, follow, textFile, untilEnd, upload } from './harness/session.ts';

test('a poison file makes the batch partial, and the report names it', async () => {
  const { files: good } = playScenario('healthy-update', 2);
  const bomb = { name: 'bomb.gz', bytes: new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff, 0xff]) };
  const files = [...good, bomb, textFile('empty.log', '')];
  const page = await createBatch(files);
  await upload(page, files);
  const batch = await untilEnd(page.batchId);
  expect(batch.state, batch.message ?? '').toBe('partial');
  const report = JSON.parse((await api(`/batches/${page.batchId}/report`)).text);
  const failed = report.files.filter(({ status }: { status: string }) => status === 'failed');
  expect(failed.map(({ name }: { name: string }) => name)).toContain('empty.log');
});

test('a task that fails ends the batch as failed, through the status event of its execution', async () => {
  const files = [textFile('a.log', 'I boot: one\n')];
  const page = await createBatch(files);
  await deleteWorkObject(filesKey(page.batchId));
  await upload(page, files);
  const batch = await untilEnd(page.batchId);
  expect(batch.state).toBe('failed');
  expect(batch.message).toContain('Argus could not finish this batch');
  const events = await follow(page.batchId);
  expect(events.at(-1)?.type).toBe('done');
  expect(await executionsOf(page.batchId)).toMatchObject([{ status: 'FAILED' }]);
});

test('an execution that breaks where no Catch sees it ends the batch as failed, through its status event', async () => {
  const { batchId } = await createBatch([textFile('a.log', 'never sent')]);
  await startBroken(batchId);
  const batch = await untilEnd(batchId);
  expect(batch).toMatchObject({ state: 'failed' });
});
