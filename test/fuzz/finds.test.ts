import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { FINDS } from '#test/soak/fuzz.ts';
import { Random } from '#test/support/mutate.ts';
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
