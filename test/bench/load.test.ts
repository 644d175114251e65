import { expect, test } from 'vitest';
import { Random } from '#src/simulator/random.ts';
import { deployedPolicy, FORMER_POLICY } from '../../bench/load/retry-policy.ts';
import { type Account, simulateLoad } from '../../bench/load/simulate-load.ts';

const LOADS = [
  { batches: 10, unitsPerBatch: 1_600, unitSeconds: 15 },
  { batches: 100, unitsPerBatch: 160, unitSeconds: 15 },
];

function lost(change: Partial<Account>): number[] {
  const account = { freeConcurrency: 850, mapConcurrency: 500, policy: deployedPolicy(), admission: null, ...change };
  const random = new Random(1);
  return LOADS.map((load) => simulateLoad(load, account, () => random.next()).lost);
}

test('the retrier that is deployed loses no unit of 16,000 at 850 environments, even if all batches start at once', () => {
  expect(lost({})).toEqual([0, 0]);
  expect(lost({ policy: FORMER_POLICY }).every((units) => units > 200)).toBe(true);
});

test('with admission not one unit is even throttled', () => {
  const account = { freeConcurrency: 850, mapConcurrency: 500, policy: deployedPolicy(), admission: 850 };
  const random = new Random(1);
  for (const load of LOADS) {
    expect(simulateLoad(load, account, () => random.next())).toMatchObject({ lost: 0, throttled: 0 });
  }
});

test('it outlasts an hour of throttles', () => {
  const { intervalSeconds, backoffRate, maxDelaySeconds, maxAttempts } = deployedPolicy();
  const bounds = Array.from({ length: maxAttempts }, (_, n) =>
    Math.min(maxDelaySeconds, intervalSeconds * backoffRate ** n),
  );
  const mean = bounds.reduce((sum, bound) => sum + bound / 2, 0);
  const deviation = Math.sqrt(bounds.reduce((sum, bound) => sum + bound ** 2 / 12, 0));
  expect(mean - 4 * deviation).toBeGreaterThan(3_600);
});
