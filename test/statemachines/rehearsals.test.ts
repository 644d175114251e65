import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Machine, rehearsalsOf } from '#test/account/retriers.ts';

const machine = JSON.parse(readFileSync('statemachines/diagnose-batch.asl.json', 'utf8')) as Machine;
const rehearsals = rehearsalsOf(machine);
const linesOf = (name: string) =>
  rehearsals
    .filter(({ state }) => state === name)
    .map(({ error, expected, retries }) => `${error} after ${retries}: ${expected}`);

test('every task is rehearsed under throttling, death by memory and time, faults that pass and faults that do not', () => {
  expect(new Set(rehearsals.map(({ state }) => state))).toEqual(
    new Set(['PlanBatch', 'ParseUnit', 'AggregateBatch', 'DiagnoseBatch']),
  );
  expect(linesOf('ParseUnit')).toEqual([
    'Lambda.TooManyRequestsException after 0: RETRIABLE',
    'Lambda.TooManyRequestsException after 90: CAUGHT_ERROR',
    'Runtime.OutOfMemory after 0: RETRIABLE',
    'Runtime.OutOfMemory after 12: CAUGHT_ERROR',
    'States.Timeout after 0: RETRIABLE',
    'States.Timeout after 12: CAUGHT_ERROR',
    'Sandbox.Timedout after 0: RETRIABLE',
    'Sandbox.Timedout after 12: CAUGHT_ERROR',
    'TransientFault after 0: RETRIABLE',
    'TransientFault after 12: CAUGHT_ERROR',
    'NothingParsed after 0: CAUGHT_ERROR',
  ]);
  for (const stage of ['PlanBatch', 'AggregateBatch', 'DiagnoseBatch']) {
    expect(linesOf(stage)).toContain('Runtime.OutOfMemory after 3: FAILED');
    expect(linesOf(stage)).toContain('Lambda.TooManyRequestsException after 90: FAILED');
    expect(linesOf(stage)).toContain('NothingParsed after 0: FAILED');
  }
});

test('no retrier of any task is left out', () => {
  for (const { definition, state } of new Map(rehearsals.map((each) => [each.state, each])).values()) {
    const errors = rehearsals.filter((each) => each.state === state).map(({ error }) => error);
    const missed = definition.Retry?.filter(({ ErrorEquals }) => !errors.some((error) => ErrorEquals.includes(error)));
    expect(missed, state).toEqual([]);
  }
});
