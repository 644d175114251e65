import { expect, test } from 'vitest';
import { registerUploads } from '#src/batch/barrier.ts';
import { enterState } from '#src/batch/enter-state.ts';
import { eraseVehicle } from '#src/batch/erase-vehicle.ts';
import { reportKey } from '#src/batch/keys.ts';
import { parseUnit } from '#src/batch/parse-unit.ts';
import { planBatch } from '#src/batch/plan-batch.ts';
import { createBatch, memoryWorld, parseContext, upload, type World } from '#test/support/batch-world.ts';
import { batchIdOf } from '#test/support/new-batch.ts';

const QUARTER_HOUR_MS = 15 * 60_000;
const wanted = { vehicleId: 'V1', urlLifeMs: QUARTER_HOUR_MS, budgetMs: 20_000 };

/** A batch of two files, parsed and reported. */
async function finished(world: World, n: number, vehicleId: string): Promise<string> {
  const batchId = await createBatch(world, ['one', 'two'], { batchId: batchIdOf(n), vehicleId });
  for (const [file, text] of ['one', 'two'].entries()) await upload(world, batchId, file, text);
  await registerUploads(world, { batchId, files: [0, 1] });
  await planBatch(world, { batchId });
  await parseUnit(parseContext(world), { batchId, unit: 0 });
  await world.store.write(reportKey(batchId), new Uint8Array(5));
  for (const to of ['aggregating', 'diagnosing', 'completed'] as const) await enterState(world, batchId, { to });
  return batchId;
}

const objectsOf = async ({ store }: World) => (await Array.fromAsync(store.list(''))).map(({ key }) => key);

test('everything of a vehicle goes, nothing of another, and what went is counted', async () => {
  const world = memoryWorld();
  const [first, second, other] = [
    await finished(world, 1, 'V1'),
    await finished(world, 2, 'V1'),
    await finished(world, 3, 'V2'),
  ];
  const before = (await objectsOf(world)).length;
  world.nowMs += QUARTER_HOUR_MS + 1;
  const done = await eraseVehicle(world, wanted);
  expect(done).toMatchObject({ waiting: [], left: { batches: 0, objects: 0 }, hasMore: false });
  expect(done.erased.map(({ batchId }) => batchId).sort()).toEqual([first, second]);
  const left = await objectsOf(world);
  expect(left.every((key) => key.includes(other))).toBe(true);
  expect(done.erased.reduce((sum, { objects }) => sum + objects, 0)).toBe(before - left.length);
  expect(done.erased.every(({ rows, bytes }) => rows > 5 && bytes > 6)).toBe(true);
  expect(await world.table.find(other)).toBeDefined();
  expect(await eraseVehicle(world, wanted)).toMatchObject({ erased: [], waiting: [] });
});

test('what an upload URL or a worker may still bring is waited for, and a batch that waits for files is closed', async () => {
  const world = memoryWorld();
  const open = await createBatch(world, ['one'], { batchId: batchIdOf(1), vehicleId: 'V1' });
  const failed = await createBatch(world, ['one'], { batchId: batchIdOf(2), vehicleId: 'V1' });
  await enterState(world, failed, { to: 'failed', message: 'It broke.' });
  const running = await finished(world, 3, 'V1');
  await world.table.reopen(running, { from: 'completed', to: 'diagnosing', atMs: world.nowMs });
  const first = await eraseVehicle(world, wanted);
  expect(first.erased).toEqual([]);
  expect(first.waiting.toSorted((a, b) => (a.batchId < b.batchId ? -1 : 1))).toEqual([
    { batchId: open, state: 'expired', fromMs: world.nowMs + QUARTER_HOUR_MS },
    { batchId: failed, state: 'failed', fromMs: world.nowMs + QUARTER_HOUR_MS },
    { batchId: running, state: 'diagnosing', fromMs: null },
  ]);
  world.nowMs += QUARTER_HOUR_MS;
  const second = await eraseVehicle(world, wanted);
  expect(second.erased.map(({ batchId }) => batchId).sort()).toEqual([open, failed]);
  expect(second.waiting.map(({ batchId }) => batchId)).toEqual([running]);
});

test('an erasure that was interrupted is taken up: the batch is found until all else is gone', async () => {
  const world = memoryWorld();
  const batchId = await finished(world, 1, 'V1');
  world.nowMs += QUARTER_HOUR_MS;
  const broken = { ...world.table, erase: () => Promise.reject(new RangeError('the process dies')) };
  await expect(eraseVehicle({ ...world, table: broken }, wanted)).rejects.toThrow(RangeError);
  expect(await world.table.find(batchId)).toBeDefined();
  expect((await eraseVehicle(world, wanted)).erased).toMatchObject([{ batchId, objects: 0 }]);
  expect(await objectsOf(world)).toEqual([]);
});

test('who has little time is told that there is more', async () => {
  const world = memoryWorld();
  for (const n of [1, 2, 3]) await finished(world, n, 'V1');
  world.nowMs += QUARTER_HOUR_MS;
  const clock = { nowMs: () => (world.nowMs += 6_000) };
  const first = await eraseVehicle({ ...world, clock }, { ...wanted, budgetMs: 10_000 });
  expect(first.hasMore).toBe(true);
  expect(first.erased).toHaveLength(1);
});
