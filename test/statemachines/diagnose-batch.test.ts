import { existsSync, readFileSync } from 'node:fs';
import validator from 'asl-validator';
import { expect, test } from 'vitest';
import { MAX_UNITS } from '#src/batch/plan.ts';

interface State {
  Type: string;
  Comment?: string;
  Resource?: string;
  Parameters?: { FunctionName: string };
  TimeoutSeconds?: number;
  Retry?: { ErrorEquals: string[]; JitterStrategy?: string; MaxAttempts: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  ItemProcessor?: { ProcessorConfig: object; States: Record<string, State> };
  Label?: string;
  ItemSelector?: object;
  ResultSelector?: object;
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
  expect(tasks.map(([name]) => name)).toEqual(['PlanBatch', 'ParseUnit', 'AggregateBatch', 'DiagnoseBatch']);
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
  const functionSeconds = { PlanBatch: 120, ParseUnit: 900, AggregateBatch: 600, DiagnoseBatch: 600 };
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

test('only a unit catches what its task throws: a failed execution can be redriven and shows the real error', () => {
  for (const [name, { Type: type, Catch: catches }] of states) {
    expect(type, name).not.toBe('Fail');
    if (name === 'ParseUnit') expect(catches).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: 'SkipUnit' }]);
    else expect(catches, name).toBeUndefined();
  }
});

test('what all units say together stays far below the 256 KB that may pass between two states', () => {
  const longest = { unit: MAX_UNITS - 1, skipped: 'Lambda.ClientExecutionTimeoutException' };
  expect(JSON.stringify(Array(MAX_UNITS).fill(longest)).length).toBeLessThan(150_000);
});

test('children say of which Map they are in their name, and of which unit in input and output', () => {
  for (const [name, map] of maps) {
    expect(map.Label).toBe(name);
    expect(Object.keys(map.ItemSelector ?? {})).toContain('unit.$');
    for (const child of Object.values(map.ItemProcessor?.States ?? {}))
      expect(Object.keys(child.ResultSelector ?? child.Parameters ?? {})).toContain('unit.$');
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
