import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonChunks } from '#src/batch/stored-json.ts';

const textOf = async (value: object) => Buffer.concat(await Array.fromAsync(jsonChunks(value))).toString();

it('streams exactly the bytes of JSON.stringify', async () => {
  const value = fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
    fc.array(fc.jsonValue({ maxDepth: 3 })),
  );
  const same = fc.asyncProperty(value, async (any) => {
    expect(await textOf(any)).toBe(JSON.stringify(any));
  });
  await fc.assert(same);
  const holes = { a: undefined, b: [undefined, 1], c: { d: undefined }, e: [], f: {} };
  expect(await textOf(holes)).toBe(JSON.stringify(holes));
});

it('never holds much more than a megabyte of a large list', async () => {
  const chunks = await Array.fromAsync(
    jsonChunks({ rows: Array.from({ length: 50_000 }, (_, i) => ({ row: `${i}`.repeat(12) })) }),
  );
  expect(chunks.length).toBeGreaterThan(2);
  expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(1_100_000);
});
