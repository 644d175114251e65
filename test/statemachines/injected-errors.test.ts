import { expect, test } from 'vitest';
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

test('a service that does not answer for some minutes loses nothing', async () => {
  const inject = (_: string, __: object, attempt: number) => (attempt <= 10 ? named('TransientFault') : undefined);
  const machine = await runMachine({ texts: TEXTS, inject });
  expect(await machine.untilEnded()).toBe('succeeded');
  await expectEachOnce(machine);
});
