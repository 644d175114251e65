import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NewEvent, openEventLog } from '#src/batch/event-log.ts';
import { Crash, type Fate, faulty } from '#test/support/faulty.ts';
import { memoryBatchTable } from '#test/support/memory-batch-table.ts';
import { batchIdOf } from '#test/support/new-batch.ts';

const batchId = batchIdOf(1);
const batch = { batchId, reopenedAtMs: null };
const claim = (n: number): NewEvent => ({ type: 'claim', data: { n } });
const fates = fc.infiniteStream(fc.constantFrom<Fate>('works', 'works', 'works', 'works', 'dies-before', 'dies-after'));

test('writers that die and repeat leave each event once, in order, without holes', async () => {
  await fc.assert(
    fc.asyncProperty(fates, fc.integer({ min: 1, max: 6 }), async (stream, count) => {
      const table = memoryBatchTable();
      const writer = async () => {
        const log = openEventLog(
          faulty(table, () => stream.next().value),
          batch,
        );
        for (let n = 0; n < count; n++) await log.append(claim(n));
      };
      while (!(await writer().then(() => true, isNotCrash)));
      const events = await table.readEvents(batchId, 0, 1_000);
      expect(events).toEqual(Array.from({ length: count }, (_, n) => ({ seq: n + 1, ...claim(n) })));
    }),
  );
});

test('simultaneous writers do not lose, double or leave out a number', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const table = memoryBatchTable();
      const turn = () => scheduler.schedule(Promise.resolve());
      const write = (n: number) =>
        openEventLog(
          faulty(table, () => 'works', turn),
          batch,
        ).append(claim(n));
      await scheduler.waitFor(Promise.all([0, 1, 2, 1, 0].map(write)));
      const events = await table.readEvents(batchId, 0, 99);
      expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(events.map(({ data }) => (data as { n: number }).n).sort()).toEqual([0, 1, 2]);
    }),
  );
});

test('a reset takes back claims once, and lets them come again', async () => {
  const table = memoryBatchTable();
  const log = openEventLog(table, batch);
  await log.append({ type: 'status', data: { state: 'diagnosing' } });
  await log.reset();
  await log.append(claim(1));
  await openEventLog(table, batch).reset();
  await openEventLog(table, batch).reset();
  await log.append({ type: 'status', data: { state: 'diagnosing' } });
  await log.append(claim(1));
  const types = (await table.readEvents(batchId, 0, 99)).map(({ type }) => type);
  expect(types).toEqual(['status', 'claim', 'reset', 'claim']);
});

test('a batch that is taken up again tells its story anew, and who still tells the old one adds nothing', async () => {
  const table = memoryBatchTable();
  const status: NewEvent = { type: 'status', data: { state: 'parsing' } };
  const done: NewEvent = { type: 'done', data: { state: 'failed' } };
  const first = openEventLog(table, batch);
  for (const event of [status, done]) await first.append(event);
  const again = { batchId, reopenedAtMs: 7 };
  for (const log of [openEventLog(table, again), openEventLog(table, again)]) await log.append(status);
  for (const late of [first, openEventLog(table, { batchId, reopenedAtMs: 6 })]) await late.append(done);
  const events = await table.readEvents(batchId, 0, 99);
  expect(events.map(({ type }) => type)).toEqual(['status', 'done', 'reset', 'status']);
  expect(events[2].data).toEqual({ reopenedAtMs: 7 });
});

test('a flood of claims is cut off, the end of the story is not', async () => {
  const table = memoryBatchTable();
  const log = openEventLog(table, batch);
  for (let n = 0; n < 1_100; n++) await log.append(claim(n));
  await log.append({ type: 'claim', data: { text: 'x'.repeat(200_000) } });
  await log.append({ type: 'done', data: { state: 'completed' } });
  const events = await table.readEvents(batchId, 0, 5_000);
  expect(events).toHaveLength(1_001);
  expect(events.at(-1)?.type).toBe('done');
});

function isNotCrash(error: unknown): false {
  if (error instanceof Crash) return false;
  throw error;
}
