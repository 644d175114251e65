import { expect, type TestContext, test } from 'vitest';
import { FUZZ_TARGETS } from '#test/fuzz/targets.ts';
import { diskFaults } from './disk-faults.ts';
import { fuzzing } from './fuzz.ts';
import { hostileModel } from './hostile-model.ts';
import { powerCutsIn } from './power-cuts.ts';
import { type Soak, SoakUnavailable } from './soak.ts';
import { viewers } from './viewers.ts';

/** A few rounds of what `npm run soak` does for as long as it is given. (Kills have a test of their own, at chosen places.) */
async function shortly(context: TestContext, soak: Soak, rounds: number): Promise<string> {
  const done = await soak
    .run({ rounds, untilMs: Number.MAX_VALUE, seed: rounds, log: () => {} })
    .catch((error) => (error instanceof SoakUnavailable ? context.skip(error.message) : Promise.reject(error)));
  expect(done).toMatch(/as (acknowledged|promised)/);
  return done;
}

test('power cuts take nothing that was acknowledged', { timeout: 300_000 }, (context) =>
  shortly(context, powerCutsIn([[2], [1]]), 3),
);

test('failing writes end nothing, and the work goes on once the disk does', { timeout: 300_000 }, (context) =>
  shortly(context, diskFaults, 2),
);

test('viewers that break off and come again are told the same story', { timeout: 300_000 }, (context) =>
  shortly(context, viewers, 1),
);

test('hostile answers reach no reader', { timeout: 300_000 }, (context) => shortly(context, hostileModel, 5));

test('inputs that lead into new code break nothing', { timeout: 300_000 }, async (context) => {
  const some = FUZZ_TARGETS.filter(({ name }) => ['dlt', 'containers'].includes(name));
  expect(await shortly(context, fuzzing(some), 200)).toMatch(/of 2 kinds, [1-9]\d* of them in new code/);
});
