import { expect, test } from 'vitest';
import { registerUploads } from '#src/batch/barrier.ts';
import { startBatch, startQueued } from '#src/batch/start-batch.ts';
import { sweepBatches } from '#src/batch/sweep.ts';
import { memoryWorld, type World } from '#test/support/batch-world.ts';
import { batchIdOf, newBatch } from '#test/support/new-batch.ts';

/** 100 parsers, of which a batch of `files` files and one byte wants one per hundred files. */
async function openWorld(sizes: readonly number[]): Promise<World> {
  const world = memoryWorld();
  world.unitsAtOnce = 100;
  for (const [n, fileCount] of sizes.entries()) {
    await world.table.create(newBatch({ batchId: batchIdOf(n), createdAtMs: n, fileCount, totalBytes: 1 }));
  }
  return world;
}

const statesOf = async (world: World) =>
  (await world.table.list({ limit: 99 })).batches.reverse().map(({ state }) => state);
const startAll = async (world: World, count: number) => {
  for (let n = 0; n < count; n++) await startBatch(world, batchIdOf(n));
};
const endParsing = (world: World, n: number) =>
  world.table.change(batchIdOf(n), { from: ['parsing'], to: 'aggregating', atMs: 1 });

test('no more units run at once than there are parsers: further batches wait, and are told so', async () => {
  const world = await openWorld([6_000, 3_000, 2_000, 1_000]);
  await startAll(world, 4);
  expect(await statesOf(world)).toEqual(['parsing', 'parsing', 'queued', 'queued']);
  expect([...world.workflow.executions.keys()]).toEqual([0, 1].map(batchIdOf));
  expect(await world.table.readEvents(batchIdOf(2), 0, 9)).toMatchObject([{ data: { state: 'queued' } }]);
});

test('who has waited longest goes first, and nobody overtakes', async () => {
  const world = await openWorld([9_000, 9_000, 400, 9_000]);
  await startAll(world, 4);
  expect(await statesOf(world)).toEqual(['parsing', 'queued', 'queued', 'queued']);
  await endParsing(world, 0);
  await startQueued(world);
  expect(await statesOf(world)).toEqual(['aggregating', 'parsing', 'parsing', 'queued']);
});

test('a small batch never waits, and the largest gets its turn alone', async () => {
  const world = await openWorld([10_000, 200, 10_000]);
  await startAll(world, 3);
  expect(await statesOf(world)).toEqual(['parsing', 'parsing', 'queued']);
  await endParsing(world, 0);
  await endParsing(world, 1);
  await startQueued(world);
  expect(await statesOf(world)).toEqual(['aggregating', 'aggregating', 'parsing']);
});

test('the sweep starts what waits, should the batch before it have died without a word', async () => {
  const world = await openWorld([10_000, 10_000]);
  await startAll(world, 2);
  world.workflow.executions.set(batchIdOf(0), 'failed');
  await sweepBatches(world);
  expect(await statesOf(world)).toEqual(['failed', 'parsing']);
});

test('a file that arrives while its batch waits for its turn takes part', async () => {
  const world = await openWorld([10_000, 300]);
  await startAll(world, 2);
  await registerUploads(world, { batchId: batchIdOf(1), files: [7] });
  expect((await world.table.readShards(batchIdOf(1)))[0].uploaded).toEqual(new Set([7]));
});

test('without a limit every batch starts', async () => {
  const world = await openWorld([10_000, 10_000]);
  world.unitsAtOnce = undefined;
  await startAll(world, 2);
  expect(await statesOf(world)).toEqual(['parsing', 'parsing']);
});
