import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { batchTable, MissingSetting, useAdapters } from '#lambdas/env.ts';
import { handler as failBatch } from '#lambdas/events/fail-batch.ts';
import { handler as registerUpload } from '#lambdas/events/register-upload.ts';
import { handler as sweepBatches } from '#lambdas/events/sweep-batches.ts';
import { handler as planBatch } from '#lambdas/pipeline/plan-batch.ts';
import { TransientFault } from '#lambdas/transient-fault.ts';
import { InvalidEvent } from '#lambdas/wrappers.ts';
import { rawKey } from '#src/batch/keys.ts';
import { reopenBatch } from '#src/batch/reopen-batch.ts';
import { createBatch, memoryWorld, upload, type World } from '#test/support/batch-world.ts';
import { batchIdOf } from '#test/support/new-batch.ts';

let world: World;
let lines: { message: string; fields: Record<string, unknown> }[];

beforeEach(() => {
  world = memoryWorld();
  lines = [];
  useWorld();
});

function useWorld(overrides: Partial<World> = {}): void {
  const { table, store, workflow, clock } = { ...world, ...overrides };
  const log = (_level: string, message: string, fields: Record<string, unknown>) =>
    void lines.push({ message, fields });
  useAdapters({ batchTable: table, objectStore: store, workflow, clock, log });
}

const objectCreated = (key: string) => ({
  version: '0',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'raw' }, object: { key, size: 3, etag: 'e', sequencer: '1' }, reason: 'PutObject' },
});

test("S3's event about the last file starts the batch", async () => {
  const batchId = await createBatch(world, ['one']);
  await registerUpload([objectCreated(rawKey(batchId, 0))]);
  expect([...world.workflow.executions.keys()]).toEqual([batchId]);
});

test('events that waited in a queue are taken together', async () => {
  const ids = [await createBatch(world, ['one', 'two']), await createBatch(world, ['one'], { batchId: batchIdOf(2) })];
  await registerUpload([rawKey(ids[0], 1), rawKey(ids[1], 0), rawKey(ids[0], 0)].map(objectCreated));
  expect([...world.workflow.executions.keys()].sort()).toEqual(ids);
});

test('an object that is no upload is none of our business', async () => {
  await registerUpload([objectCreated('raw/readme.txt')]);
  expect(world.workflow.executions.size).toBe(0);
});

const broken = (detail: object) => ({ source: 'aws.states', detail: { stateMachineArn: 'arn', ...detail } });

test('an execution that broke fails its batch, with the error that it shows', async () => {
  for (const [n, detail, name] of [
    [0, { status: 'TIMED_OUT', error: null }, 'unknown error'],
    [1, { status: 'FAILED', error: 'States.Runtime', redriveCount: 0 }, 'States.Runtime'],
  ] as const) {
    const batchId = await createBatch(world, ['one'], { batchId: batchIdOf(n) });
    await failBatch(broken({ name: batchId, ...detail }));
    expect(await world.table.find(batchId)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining(`(${name})`),
    });
  }
});

test('an execution that was taken up since is not failed by what its earlier run is told late', async () => {
  const batchId = await createBatch(world, ['one']);
  const event = broken({ name: batchId, status: 'FAILED', error: 'States.Runtime', redriveCount: 0 });
  await failBatch(event);
  await reopenBatch(world, batchId, { from: 'failed', to: 'parsing', redrives: 1 });
  await failBatch(event);
  expect((await world.table.find(batchId))?.state).toBe('parsing');
  await failBatch(broken({ name: batchId, status: 'FAILED', error: 'States.Runtime', redriveCount: 1 }));
  expect((await world.table.find(batchId))?.state).toBe('failed');
});

test('the sentence of a failed batch repeats nothing that came from elsewhere', async () => {
  const batchId = await createBatch(world, ['one']);
  await failBatch(broken({ name: batchId, status: 'FAILED', error: '<script>alert(1)</script>' }));
  const message = (await world.table.find(batchId))?.message;
  expect(message).toBe(
    `Argus could not finish this batch (unknown error). Its files are kept: POST /batches/${batchId}/retry goes on where it broke.`,
  );
});

test.each([[{}], [{ batchId: '../etc' }], ['text'], [null]])(
  'an event that is not for this function is refused: %j',
  async (event) => {
    await expect(planBatch(event)).rejects.toThrow(InvalidEvent);
  },
);

test('a log line holds ids, counts and a duration, never a name, a VIN or a URL', async () => {
  const batchId = await createBatch(world, ['one'], { vehicleId: 'WVWZZZ1JZXW000001' });
  await upload(world, batchId, 0, 'one');
  await registerUpload([objectCreated(rawKey(batchId, 0))]);
  await sweepBatches({
    url: 'https://example.org?signature=abc',
    name: 'secret.log',
    state: 'a sentence with secret.log',
  });
  expect(lines).toEqual([
    { message: 'done', fields: { files: 1, durationMs: expect.any(Number) } },
    { message: 'done', fields: { open: 1, queued: 0, repaired: 0, faults: 0, durationMs: expect.any(Number) } },
  ]);
});

test.each([
  [Object.assign(new Error('x'), { name: 'InternalServerError', $fault: 'server' })],
  [Object.assign(new Error('x'), { name: 'ProvisionedThroughputExceededException', $fault: 'client' })],
  [Object.assign(new Error('x'), { code: 'ECONNRESET' })],
])('a fault that may pass is thrown under the name that the state machine retries: %s', async (cause) => {
  useWorld({ table: { ...world.table, change: () => Promise.reject(cause) } });
  await expect(planBatch({ batchId: batchIdOf(1) })).rejects.toThrow(TransientFault);
  expect(lines).toMatchObject([{ message: 'failed', fields: { batchId: batchIdOf(1) } }]);
});

test('a fault that stays keeps its name and is not retried', async () => {
  await expect(planBatch({ batchId: batchIdOf(1) })).rejects.toMatchObject({ name: 'BatchNotFound' });
});

test('a setting that the deployment forgot is named', () => {
  useAdapters({});
  expect(() => batchTable()).toThrow(MissingSetting);
  expect(() => batchTable()).toThrow('BATCH_TABLE');
});

test('each pipeline and event handler fits on a card: at most 15 lines below its imports', () => {
  for (const folder of ['lambdas/pipeline', 'lambdas/events']) {
    for (const file of readdirSync(folder)) {
      const code = readFileSync(`${folder}/${file}`, 'utf8').split('\n');
      expect(code.filter((line) => line !== '' && !line.startsWith('import')).length, file).toBeLessThanOrEqual(15);
    }
  }
});
