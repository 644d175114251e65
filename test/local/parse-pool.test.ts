import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type ParsePool, parsePool } from '#src/local/parse-pool.ts';

const settings = { dataDir: '', objectFolder: '', runId: '', vocabularies: [] };
const filename = fileURLToPath(new URL('../support/stubborn-worker.ts', import.meta.url));

let pool: ParsePool;
/** Only where a worker hangs is its time up: a busy machine needs more to fill a heap. */
const open = (timeoutMs = 60_000) => {
  pool = parsePool({ workers: 1, settings, timeoutMs, heapMb: 64, filename });
  return pool;
};
afterEach(() => pool.close());

test.each([
  ['dies', 'Runtime.ExitError'],
  ['hangs', 'Sandbox.Timedout'],
  ['grows', 'Runtime.OutOfMemory'],
  ['throws', 'TransientFault'],
])('a worker that %s fails its unit as %s, and the next unit is worked on', async (unit, name) => {
  const { run } = open(unit === 'hangs' ? 1_500 : undefined);
  await expect(run({ unit })).rejects.toMatchObject({ name });
  expect(await run({ unit: 'fine' })).toBe('fine');
});

test('units that wait behind a dying worker are not lost', async () => {
  const { run } = open();
  const answers = await Promise.allSettled([run({ unit: 'a' }), run({ unit: 'dies' }), run({ unit: 'b' })]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
