import fc from 'fast-check';
import { expect, test } from 'vitest';
import { registerUploads } from '#src/batch/barrier.ts';
import { rawKey } from '#src/batch/keys.ts';
import type { BatchPorts } from '#src/batch/ports.ts';
import { startBatch } from '#src/batch/start-batch.ts';
import { sweepBatches } from '#src/batch/sweep.ts';
import { type Fate, faulty } from '#test/support/faulty.ts';
import { memoryBatchTable } from '#test/support/memory-batch-table.ts';
import { memoryObjectStore } from '#test/support/memory-object-store.ts';
import { type MemoryWorkflow, memoryWorkflow } from '#test/support/memory-workflow.ts';
import { batchIdOf, newBatch } from '#test/support/new-batch.ts';

const { batchId } = newBatch();

interface World extends BatchPorts {
  workflow: MemoryWorkflow;
  nowMs: number;
}

async function openWorld(fileCount: number): Promise<World> {
  const world: World = {
    table: memoryBatchTable(),
    store: memoryObjectStore(),
    workflow: memoryWorkflow(),
    nowMs: newBatch().createdAtMs,
    clock: { nowMs: () => world.nowMs },
  };
  await world.table.create(newBatch({ fileCount }));
  return world;
}

const fateArbitrary = fc.constantFrom<Fate>('works', 'works', 'works', 'works', 'dies-before', 'dies-after');
const fileCounts = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(99, 100, 101, 200, 230));

/** Delivery as EventBridge does it: any order, some twice, a failed delivery is tried again twice and then lost. */
const deliveries = fileCounts.chain((fileCount) => {
  const files = Array.from({ length: fileCount }, (_, file) => file);
  return fc.record({
    fileCount: fc.constant(fileCount),
    order: fc
      .tuple(
        fc.shuffledSubarray(files, { minLength: fileCount }),
        fc.subarray(files, { maxLength: Math.min(10, fileCount) }),
      )
      .map(([all, twice]) => [...all, ...twice]),
    lost: fc.subarray(files, { maxLength: Math.min(3, fileCount) }),
    fates: fc.infiniteStream(fateArbitrary),
  });
});

async function deliver(ports: BatchPorts, file: number): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const isDone = await registerUploads(ports, { batchId, files: [file] }).then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
}

test('a batch starts once, never early, whatever happens to its events, and after a sweep at the latest', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, fc.scheduler(), async ({ fileCount, order, lost, fates }, scheduler) => {
      const world = await openWorld(fileCount);
      const arrived = new Set<number>();
      const turn = () => scheduler.schedule(Promise.resolve());
      const fate = () => fates.next().value;
      let early = 0;
      const start = async (id: string) => {
        if (arrived.size < fileCount) early++;
        await world.workflow.start(id);
      };
      const ports = {
        ...world,
        table: faulty(world.table, fate, turn),
        workflow: faulty({ ...world.workflow, start }, fate, turn),
      };
      const upload = async (file: number) => {
        arrived.add(file);
        await world.store.write(rawKey(batchId, file), new Uint8Array(1));
        if (!lost.includes(file)) await deliver(ports, file);
      };
      const uploads = Promise.all(order.map(upload));
      await scheduler.waitFor(uploads);

      await sweepBatches(world);
      expect(early).toBe(0);
      expect((await world.table.find(batchId))?.state).toBe('parsing');
      const known = (await world.table.readShards(batchId)).flatMap(({ uploaded }) => [...uploaded]);
      expect(known).toHaveLength(fileCount);
      expect([...world.workflow.executions]).toEqual([[batchId, 'running']]);
      expect((await world.table.readEvents(batchId, 0, 99)).map(({ type, data }) => [type, data])).toEqual([
        ['status', { state: 'parsing' }],
      ]);
    }),
    { numRuns: 60 },
  );
});

test('a batch that misses a file waits until its deadline, then goes on with what arrived', async () => {
  const world = await openWorld(3);
  for (const file of [0, 2]) await registerUploads(world, { batchId, files: [file] });
  await sweepBatches(world);
  expect((await world.table.find(batchId))?.state).toBe('uploading');
  world.nowMs = newBatch().deadlineMs + 1;
  await sweepBatches(world);
  expect((await world.table.find(batchId))?.state).toBe('parsing');
  expect(world.workflow.executions.size).toBe(1);
});

test('a batch of which nothing arrives expires at its deadline and says so', async () => {
  const world = await openWorld(3);
  world.nowMs = newBatch().deadlineMs + 1;
  await sweepBatches(world);
  const batch = await world.table.find(batchId);
  expect(batch?.state).toBe('expired');
  expect(batch?.message).toMatch(
    /^None of the 3 files had arrived by \d{4}-.*The same request with the same Idempotency-Key opens the batch again\.$/,
  );
  expect((await world.table.readEvents(batchId, 0, 9)).map(({ type }) => type)).toEqual(['status', 'done']);
  await registerUploads(world, { batchId, files: [0] });
  expect((await world.table.readShards(batchId))[0].uploaded.size).toBe(0);
});

test('a duplicate finds a start that a crash left half done', async () => {
  const world = await openWorld(1);
  const dead = { ...world, workflow: faulty(world.workflow, () => 'dies-before') };
  await expect(registerUploads(dead, { batchId, files: [0] })).rejects.toThrow();
  expect((await world.table.find(batchId))?.state).toBe('parsing');
  expect(world.workflow.executions.size).toBe(0);
  await registerUploads(world, { batchId, files: [0] });
  expect(world.workflow.executions.size).toBe(1);
});

test('objects that are no file of a batch change nothing', async () => {
  const world = await openWorld(1);
  await registerUploads(world, { batchId, files: [1] });
  await registerUploads(world, { batchId: batchIdOf(2), files: [0] });
  expect((await world.table.find(batchId))?.state).toBe('uploading');
  expect((await world.table.readShards(batchId))[0].uploaded.size).toBe(0);
});

test('starting by hand goes on with what arrived and is safe to repeat', async () => {
  const world = await openWorld(3);
  await registerUploads(world, { batchId, files: [0] });
  expect(await startBatch(world, batchId)).toBe('parsing');
  expect(await startBatch(world, batchId)).toBe('parsing');
  expect(world.workflow.executions.size).toBe(1);
});

test('10,000 files cost 1.02 writes each', async () => {
  const world = await openWorld(10_000);
  let writes = 0;
  const counting: BatchPorts['table'] = new Proxy(world.table, {
    get(target, name: keyof BatchPorts['table']) {
      if (!name.startsWith('find') && !name.startsWith('read')) writes++;
      return target[name];
    },
  });
  for (let file = 0; file < 10_000; file++)
    await registerUploads({ ...world, table: counting }, { batchId, files: [file] });
  expect(world.workflow.executions.size).toBe(1);
  expect(writes).toBeLessThan(10_200);
});
