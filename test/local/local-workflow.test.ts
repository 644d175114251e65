import { expect, test } from 'vitest';
import { NotRedrivable } from '#src/batch/ports.ts';
import { openDatabase } from '#src/local/database.ts';
import { executionStore } from '#src/local/execution-store.ts';
import { type LocalWorkflowOptions, localWorkflow, type TaskHandlers } from '#src/local/local-workflow.ts';
import { readStateMachine } from '#src/local/state-machine-file.ts';
import { batchIdOf } from '#test/support/new-batch.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

/** An error as a function would throw it. */
function named(name: string): Error {
  return Object.assign(new Error('why'), { name });
}

/** What the stages answer, as far as the machine shows it. */
const UNIT = { unit: 0, parsed: 1, failed: 0 };
const AGGREGATED = { files: 1, failed: 0, lostUnits: 0 };
const DIAGNOSED = { state: 'completed', failed: 0 };

function open(
  tasks: TaskHandlers,
  { folder = temporaryFolder(), ...overrides }: Partial<LocalWorkflowOptions> & { folder?: string } = {},
) {
  const calls: string[] = [];
  const failed: unknown[] = [];
  const all: TaskHandlers = {
    PlanBatch: async () => ({ units: [{ unit: 0 }, { unit: 1 }] }),
    ParseUnit: async () => UNIT,
    AggregateBatch: async () => AGGREGATED,
    DiagnoseBatch: async () => DIAGNOSED,
    ...tasks,
  };
  const recorded = Object.entries(all).map(([name, task]) => [
    name,
    (payload: unknown) => {
      const { batchId, execution, ...rest } = payload as Record<string, unknown>;
      calls.push(`${name} ${JSON.stringify(rest)}`);
      return task(payload);
    },
  ]);
  const workflow = localWorkflow({
    definition: withoutWaits(readStateMachine(2)),
    executions: executionStore(openDatabase(folder)),
    tasks: Object.fromEntries(recorded),
    onFailed: async (event) => failed.push(event),
    executionsAtOnce: 2,
    ...overrides,
  });
  return { workflow, calls, failed };
}

/** The same machine with retries that come at once. */
function withoutWaits<T>(definition: T): T {
  return JSON.parse(JSON.stringify(definition), (name, value) => (name === 'IntervalSeconds' ? 0 : value));
}

const id = batchIdOf(1);
const statusOf = async (workflow: { find(id: string): Promise<{ status: string } | undefined> }, batchId = id) =>
  (await workflow.find(batchId))?.status;

test('a batch goes through the stages in order, its units in between', async () => {
  const { workflow, calls } = open({});
  await workflow.start(id);
  await expect.poll(() => statusOf(workflow)).toBe('succeeded');
  expect(calls).toEqual([
    'PlanBatch {}',
    'ParseUnit {"unit":0}',
    'ParseUnit {"unit":1}',
    'AggregateBatch {}',
    'DiagnoseBatch {}',
  ]);
});

test('a batch without units is aggregated all the same', async () => {
  const { workflow, calls } = open({ PlanBatch: async () => ({ units: [] }) });
  await workflow.start(id);
  await expect.poll(() => statusOf(workflow)).toBe('succeeded');
  expect(calls).toEqual(['PlanBatch {}', 'AggregateBatch {}', 'DiagnoseBatch {}']);
});

test('a name is used once, also after the execution has ended', async () => {
  const { workflow, calls } = open({});
  await Promise.all([workflow.start(id), workflow.start(id)]);
  await expect.poll(() => statusOf(workflow)).toBe('succeeded');
  await workflow.start(id);
  expect(calls.filter((call) => call.startsWith('PlanBatch'))).toHaveLength(1);
});

test('a transient fault is tried again', async () => {
  let attempts = 0;
  const { workflow } = open({
    AggregateBatch: async () => {
      if (++attempts < 4) throw named('TransientFault');
      return AGGREGATED;
    },
  });
  await workflow.start(id);
  await expect.poll(() => statusOf(workflow)).toBe('succeeded');
  expect(attempts).toBe(4);
});

test('a unit whose worker dies is tried thirteen times and then skipped', async () => {
  let attempts = 0;
  const { workflow, calls } = open({
    ParseUnit: async (payload) => {
      if ((payload as { unit: number }).unit === 1) return UNIT;
      attempts++;
      throw named('Runtime.ExitError');
    },
  });
  await workflow.start(id);
  await expect.poll(() => statusOf(workflow)).toBe('succeeded');
  expect(attempts).toBe(13);
  expect(calls).toContain('DiagnoseBatch {}');
});

test('a stage that cannot be done fails the execution with the real error, which its event tells', async () => {
  const told: unknown[] = [];
  const { workflow, calls, failed } = open(
    { PlanBatch: async () => Promise.reject(named('BatchNotFound')) },
    { onTaskError: (error) => told.push(error) },
  );
  await workflow.start(id);
  await expect.poll(() => statusOf(workflow)).toBe('failed');
  expect(calls).toEqual(['PlanBatch {}']);
  expect(told).toMatchObject([{ name: 'BatchNotFound' }]);
  expect(failed).toEqual([
    {
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      detail: { name: id, status: 'FAILED', error: 'BatchNotFound', redriveCount: 0 },
    },
  ]);
});

test('an execution that failed is run again when it is taken up, and its stages are told how often it was', async () => {
  const folder = temporaryFolder();
  const redrives: unknown[] = [];
  let isBroken = true;
  const tasks: TaskHandlers = {
    AggregateBatch: async (payload) => {
      redrives.push((payload as { execution: { RedriveCount: number } }).execution.RedriveCount);
      if (isBroken) throw named('NothingParsed');
      return AGGREGATED;
    },
  };
  const { workflow } = open(tasks, { folder });
  expect(await workflow.redrive(id)).toBe(0);
  await expect.poll(() => statusOf(workflow)).toBe('failed');
  expect(await workflow.redrive(id)).toBe(1);
  await expect.poll(() => statusOf(workflow)).toBe('failed');
  await workflow.close();
  isBroken = false;
  const next = open(tasks, { folder });
  expect(await next.workflow.redrive(id)).toBe(2);
  expect(await next.workflow.redrive(id)).toBe(2);
  await expect.poll(() => statusOf(next.workflow)).toBe('succeeded');
  expect(redrives).toEqual([0, 1, 2]);
  await expect(next.workflow.redrive(id)).rejects.toThrow(NotRedrivable);
});

test('what was running when the process ended goes on in the next one', async () => {
  const folder = temporaryFolder();
  const first = open({ AggregateBatch: () => new Promise(() => {}) }, { folder });
  await first.workflow.start(id);
  await expect.poll(() => first.calls).toContain('AggregateBatch {}');
  const second = open({}, { folder });
  expect(await statusOf(second.workflow)).toBe('running');
  second.workflow.resume();
  await expect.poll(() => statusOf(second.workflow)).toBe('succeeded');
});

test('closing ends no execution and begins no more work', async () => {
  const folder = temporaryFolder();
  let finish: () => void = () => {};
  const first = open(
    {
      PlanBatch: () =>
        new Promise((resolve) => {
          finish = () => resolve({ units: [{ unit: 0 }] });
        }),
    },
    { folder },
  );
  await first.workflow.start(id);
  await expect.poll(() => first.calls).toHaveLength(1);
  const closed = first.workflow.close();
  finish();
  await closed;
  expect(first.calls).toEqual(['PlanBatch {}']);
  expect(executionStore(openDatabase(folder)).find(id)).toBe('running');
});

test('a bounded number of executions runs at once, the others follow in order', async () => {
  let running = 0;
  let most = 0;
  const { workflow } = open({
    PlanBatch: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { units: [] };
    },
    DiagnoseBatch: async () => {
      running--;
      return DIAGNOSED;
    },
  });
  const ids = [1, 2, 3, 4, 5].map(batchIdOf);
  for (const batchId of ids) await workflow.start(batchId);
  for (const batchId of ids) await expect.poll(() => statusOf(workflow, batchId)).toBe('succeeded');
  expect(most).toBe(2);
});
