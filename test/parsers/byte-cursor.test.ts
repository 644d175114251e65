import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteCursor } from '#src/parsers/byte-cursor.ts';

/** Chunks are lent: each is overwritten when the next one is asked for. */
async function* lent(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const chunk = bytes.slice(at, at + sizes[n % sizes.length]);
    at += chunk.length;
    yield chunk;
    chunk.fill(0xee);
  }
}

const STEPS: Record<string, (cursor: ByteCursor, length: number, left: Uint8Array) => Promise<number>> = {
  peek: async (cursor, length, left) => {
    const bytes = await cursor.peek(length);
    expect(bytes.length).toBeGreaterThanOrEqual(Math.min(length, left.length));
    expect(bytes).toEqual(left.slice(0, bytes.length));
    return 0;
  },
  take: async (cursor, _, left) => {
    const bytes = (await cursor.take()) ?? new Uint8Array(0);
    expect(bytes).toEqual(left.slice(0, bytes.length));
    return bytes.length;
  },
  takeUpTo: async (cursor, length, left) => {
    const bytes = (await cursor.takeUpTo(length)) ?? new Uint8Array(0);
    expect(bytes.length).toBeLessThanOrEqual(length);
    expect(bytes).toEqual(left.slice(0, bytes.length));
    return bytes.length;
  },
  skip: async (cursor, length, left) => {
    const skipped = await cursor.skip(length);
    expect(skipped).toBe(Math.min(length, left.length));
    return skipped;
  },
  giveBack: async (cursor, length, left) => {
    const bytes = (await cursor.take()) ?? new Uint8Array(0);
    expect(bytes).toEqual(left.slice(0, bytes.length));
    const kept = Math.min(length, bytes.length);
    cursor.giveBack(bytes.subarray(kept));
    return kept;
  },
};

const steps = fc.array(fc.tuple(fc.constantFrom(...Object.keys(STEPS)), fc.integer({ min: 1, max: 40 })), {
  maxLength: 40,
});

it('A cursor gives the bytes of its stream in order, however they come and however they are looked at', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });
  const wanted = fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), sizes, steps, async (bytes, chunks, taken) => {
    const cursor = new ByteCursor(lent(bytes, chunks));
    let at = 0;
    for (const [step, length] of taken) at += await STEPS[step](cursor, length, bytes.slice(at));
    expect(cursor.offset).toBe(at);
  });
  await fc.assert(wanted, { numRuns: 300 });
});
