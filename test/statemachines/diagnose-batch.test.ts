import { existsSync, readFileSync } from 'node:fs';
import validator from 'asl-validator';
import { expect, test } from 'vitest';

interface State {
  Type: string;
  Comment?: string;
  Resource?: string;
  Parameters?: { FunctionName: string };
  TimeoutSeconds?: number;
  Retry?: { ErrorEquals: string[]; JitterStrategy?: string; MaxAttempts: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  ItemProcessor?: { ProcessorConfig: object; States: Record<string, State> };
  ItemsPath?: string;
  MaxConcurrency?: number;
}

const text = readFileSync('statemachines/diagnose-batch.asl.json', 'utf8');
const machine = JSON.parse(text) as { States: Record<string, State>; TimeoutSeconds: number };
const states = Object.entries(machine.States).flatMap(([name, state]) => [
  [name, state] as const,
  ...Object.entries(state.ItemProcessor?.States ?? {}),
]);
const tasks = states.filter(([, state]) => state.Type === 'Task');
const maps = states.filter(([, state]) => state.Type === 'Map');

test('the state machine is valid Amazon States Language', () => {
  const deployed = text.replace(/\$\{\w+\}/g, 'arn:aws:lambda:eu-central-1:123456789012:function:f');
  expect(validator(JSON.parse(deployed))).toMatchObject({ isValid: true, errors: [] });
});

test('each task is named like its file and its function', () => {
  expect(tasks.map(([name]) => name)).toEqual([
    'PlanBatch',
    'ParseUnit',
    'AggregateBatch',
    'DiagnoseBatch',
    'FailBatch',
  ]);
  for (const [name, state] of tasks) {
    const file = name.replace(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
    expect(existsSync(`lambdas/pipeline/${file}.ts`), file).toBe(true);
    expect(state.Resource).toBe('arn:aws:states:::lambda:invoke');
    expect(state.Parameters?.FunctionName).toBe(`\${${name}Function}`);
  }
});

test('each state says what it is for', () => {
  for (const [name, { Comment: comment }] of states) expect(comment?.length, name).toBeGreaterThan(20);
});

test('each task has a time-out within that of its function, and the machine has one', () => {
  // Minutes in lib/pipeline.ts.
  const functionSeconds = { PlanBatch: 120, ParseUnit: 900, AggregateBatch: 600, DiagnoseBatch: 600, FailBatch: 60 };
  expect(Object.fromEntries(tasks.map(([name, { TimeoutSeconds: seconds }]) => [name, seconds]))).toEqual(
    functionSeconds,
  );
  expect(machine.TimeoutSeconds).toBe(6 * 3600);
});

test('each task retries what may pass, with jitter, and nothing unnamed', () => {
  for (const [name, { Retry: retries = [] }] of tasks) {
    const names = retries.flatMap(({ ErrorEquals: errors }) => errors);
    expect(names, name).toEqual(
      expect.arrayContaining([
        'Lambda.TooManyRequestsException',
        'Lambda.ServiceException',
        'Lambda.AWSLambdaException',
        'Lambda.SdkClientException',
        'Lambda.ClientExecutionTimeoutException',
        'TransientFault',
      ]),
    );
    expect(names, name).toEqual(
      expect.arrayContaining(['Lambda.Unknown', 'Runtime.ExitError', 'Runtime.OutOfMemory', 'Sandbox.Timedout']),
    );
    expect(names).not.toContain('States.ALL');
    expect(retries.every(({ JitterStrategy: jitter }) => jitter === 'FULL')).toBe(true);
  }
});

test('whatever a task throws ends in FailBatch, or in the unit being skipped', () => {
  for (const [name, { Catch: catches }] of tasks) {
    if (name === 'FailBatch') continue;
    const [caught] = catches ?? [];
    expect(caught.ErrorEquals).toEqual(['States.ALL']);
    expect(caught.Next).toBe(name === 'ParseUnit' ? 'SkipUnit' : 'FailBatch');
  }
});

test('the Map keeps to what every engine understands', () => {
  for (const [, map] of maps) {
    expect(map.ItemProcessor?.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
    expect(map.ItemsPath).toBeDefined();
    expect(map.MaxConcurrency).toBeGreaterThan(0);
    expect(map.Retry).toBeUndefined();
    expect(map.Catch).toBeUndefined();
  }
  for (const name of ['ItemReader', 'ItemBatcher', 'ResultWriter', 'ToleratedFailure', 'QueryLanguage', 'Assign']) {
    expect(text).not.toContain(`"${name}`);
  }
  expect(text).not.toMatch(/States\.(Hash|StringSplit)|Task\.Token/);
});
