import { expect, test } from 'vitest';
import { createApi } from '#src/api/api.ts';
import { batchRecords } from '#src/batch/look-up-records.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { TEST_SETTINGS } from '#test/support/api.ts';
import { memoryCaseIndex } from '#test/support/memory-case-index.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';
import { type MachineUnderTest, named, runMachine } from '#test/support/run-machine.ts';

/** Five units of work: a hundred files in each but the last. */
const TEXTS = Array.from({ length: 450 }, (_, file) => `I boot: ${file}\n`);

/** Every file is in one of `files` and `failed`, and in that once. */
async function expectEachOnce(machine: MachineUnderTest, failed: readonly number[] = []): Promise<void> {
  const evidence = await machine.evidence();
  const read = evidence.files.map(({ file }) => file.index);
  expect(evidence.failed.map(({ index }) => index)).toEqual(failed);
  expect([...read, ...failed].sort((a, b) => a - b)).toEqual(TEXTS.map((_, file) => file));
}

const stateOf = async ({ world, batchId }: MachineUnderTest) => (await world.table.find(batchId))?.state;

test('a storm of throttles that lasts for an hour of attempts loses nothing', async () => {
  const inject = (_: string, __: object, attempt: number) =>
    attempt <= 80 ? named('Lambda.TooManyRequestsException') : undefined;
  const machine = await runMachine({ texts: TEXTS, inject });
  expect(await machine.untilEnded()).toBe('succeeded');
  expect(await stateOf(machine)).toBe('completed');
  await expectEachOnce(machine);
  expect(machine.tries.get('ParseUnit 3')).toBe(81);
});

test('a file that takes all memory at each of its deaths costs itself and nothing else, and is named', async () => {
  const machine = await runMachine({ texts: TEXTS, deadly: new Set([7, 8, 230]) });
  expect(await machine.untilEnded()).toBe('succeeded');
  expect(await stateOf(machine)).toBe('partial');
  await expectEachOnce(machine, [7, 8, 230]);
  const { failed } = await machine.evidence();
  expect(new Set(failed.map(({ fault }) => fault))).toEqual(new Set(['worker-died']));
  // One death before anybody looks, two for each file, and the try that gets through.
  expect([0, 1, 2].map((unit) => machine.tries.get(`ParseUnit ${unit}`))).toEqual([6, 1, 4]);
});

test('aggregation and diagnosis survive the death of their worker', async () => {
  const inject = (state: string, _: object, attempt: number) =>
    state !== 'ParseUnit' && attempt <= 3 ? named('Runtime.OutOfMemory') : undefined;
  const machine = await runMachine({ texts: TEXTS.slice(0, 3), inject });
  expect(await machine.untilEnded()).toBe('succeeded');
  expect(await stateOf(machine)).toBe('completed');
});

test('a child that is lost with all its attempts costs its own files, which are named', async () => {
  const inject = (_: string, { unit }: { unit?: number }) => (unit === 2 ? named('Runtime.ExitError') : undefined);
  const machine = await runMachine({ texts: TEXTS, inject });
  expect(await machine.untilEnded()).toBe('succeeded');
  expect(await stateOf(machine)).toBe('partial');
  await expectEachOnce(
    machine,
    Array.from({ length: 100 }, (_, i) => 200 + i),
  );
  const { failed } = await machine.evidence();
  expect(new Set(failed.map(({ fault }) => fault))).toEqual(new Set(['unit-lost']));
});

for (const [how, takeUp] of [
  ['by POST /batches/:id/retry', retry],
  ['from the console', ({ workflow, batchId }: MachineUnderTest) => workflow.redrive(batchId)],
] as const) {
  test(`an execution that failed at each stage goes on when it is taken up ${how}: nothing is lost or told twice`, async () => {
    let broken: string | undefined = 'PlanBatch';
    const inject = (state: string) => (state === broken ? named('States.Runtime') : undefined);
    const machine = await runMachine({ texts: TEXTS, inject });
    for (const next of ['AggregateBatch', 'DiagnoseBatch', undefined]) {
      expect(await machine.untilEnded()).toBe('failed');
      expect(await stateOf(machine)).toBe('failed');
      broken = next;
      await takeUp(machine);
    }
    expect(await machine.untilEnded()).toBe('succeeded');
    expect(await stateOf(machine)).toBe('completed');
    await expectEachOnce(machine);
    const events = await machine.world.table.readEvents(machine.batchId, 0, 99);
    const story = events.slice(events.findLastIndex(({ type }) => type === 'reset') + 1);
    expect(story.filter(({ type }) => type === 'done')).toMatchObject([{ data: { state: 'completed' } }]);
    expect(events.filter(({ type, data }) => type === 'reset' && data !== null)).toHaveLength(3);
  });
}

async function retry({ world, batchId }: MachineUnderTest): Promise<void> {
  const api = createApi({
    ...world,
    records: batchRecords({ codecs: nodeCodecs, store: world.store }),
    lessons: memoryLessonStore(),
    cases: memoryCaseIndex(),
    settings: TEST_SETTINGS,
  });
  const request = { method: 'POST', path: `/batches/${batchId}/retry`, query: {}, headers: {}, body: '' };
  expect((await api(request)).status).toBe(202);
}

test('a service that does not answer for some minutes loses nothing', async () => {
  const inject = (_: string, __: object, attempt: number) => (attempt <= 10 ? named('TransientFault') : undefined);
  const machine = await runMachine({ texts: TEXTS, inject });
  expect(await machine.untilEnded()).toBe('succeeded');
  await expectEachOnce(machine);
});
