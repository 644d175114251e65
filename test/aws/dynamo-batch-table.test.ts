import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { batchTableContract } from '#test/support/batch-table-contract.ts';
import { startTables } from '#test/support/dynalite-table.ts';
import { aLesson } from '#test/support/lesson-store-contract.ts';
import { newBatch } from '#test/support/new-batch.ts';

describe('a batch table in DynamoDB', () => {
  let tables: Awaited<ReturnType<typeof startTables>>;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());

  batchTableContract(() => tables.open());
});

test('rows of a batch live as long as its results, counted from its last change', async () => {
  const tables = await startTables();
  onTestFinished(() => tables.close());
  const clock = { nowMs: 1_000_000_000_000 };
  const { table, items } = await tables.openAt({ nowMs: () => clock.nowMs }, 7);
  const { batchId } = newBatch();
  await table.create(newBatch());
  expect((await items()).map(({ expiresAt }) => expiresAt)).toEqual([1_000_604_800]);
  clock.nowMs += 86_400_000;
  await table.change(batchId, { from: ['uploading'], to: 'expired', atMs: 1 });
  expect((await items()).map(({ expiresAt }) => expiresAt)).toEqual([1_000_691_200]);
  clock.nowMs += 86_400_000;
  await table.reopen(batchId, { from: 'expired', to: 'uploading', atMs: 2 });
  expect((await items()).map(({ expiresAt }) => expiresAt)).toEqual([1_000_777_600]);
  expect(await table.find(batchId)).not.toHaveProperty('expiresAt');
});

test('what a batch taught goes with its vehicle, whatever else was taught stays', async () => {
  const tables = await startTables();
  onTestFinished(() => tables.close());
  const { table, lessons, items } = await tables.openAt({ nowMs: () => 0 }, 7);
  const { batchId } = newBatch();
  await table.create(newBatch());
  await lessons.put(aLesson({ batchId }));
  await lessons.put(aLesson());
  expect(await table.erase(batchId)).toBe(2);
  expect((await items()).map(({ sk }) => sk)).toEqual([aLesson().batchId]);
});
