import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDS } from '#test/soak/fuzz.ts';
import { Random } from '#test/support/mutate.ts';
import { BlockCoverage } from './block-coverage.ts';
import { FUZZ_TARGETS } from './targets.ts';

const findsOf = (name: string): string[] => (existsSync(join(FINDS, name)) ? readdirSync(join(FINDS, name)) : []);
const finds = FUZZ_TARGETS.flatMap((target) =>
  findsOf(target.name).map((file) => ({ target, file, name: target.name })),
);

describe('what a fuzzer found once', () => {
  it.runIf(finds.length > 0).each(finds)('breaks $name no more ($file)', async ({ target, file }) => {
    const bytes = new Uint8Array(readFileSync(join(FINDS, target.name, file)));
    for (let seed = 0; seed < 8; seed++) await target.hold(bytes, new Random(seed));
  });
});

describe('a look at what ran', () => {
  const one = (isOther: boolean) => (isOther ? 'other' : 'same');

  it('tells code that runs for the first time from code that ran before', () => {
    const coverage = new BlockCoverage((url) => url.endsWith('finds.test.ts'));
    one(false);
    coverage.look().keep();
    one(false);
    expect(coverage.look().isNew).toBe(false);
    one(true);
    expect(coverage.look().isNew).toBe(true);
    coverage.close();
  });
});
