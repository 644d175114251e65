import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyContainer } from '#test/support/container-samples.ts';
import { mutate, Random } from '#test/support/mutate.ts';
import { chunksOf, readBytes, readStream } from '#test/support/read-log.ts';

describe('a damaged container', () => {
  it('gives the same records, gaps and sentences however its bytes arrive', { timeout: 90_000 }, async () => {
    const property = fc.asyncProperty(fc.integer(), fc.constantFrom(1, 9, 300, 5000, 70_000), async (seed, longest) => {
      const random = new Random(seed);
      const bytes = mutate(anyContainer(random), seed, anyContainer(random));
      const whole = await readBytes(bytes);
      const pieces = readStream(chunksOf(bytes, () => 1 + random.below(longest)));
      expect(await pieces).toEqual(whole);
    });
    await fc.assert(property, { numRuns: 50 });
  });
});
