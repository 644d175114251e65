import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_UNITS, planUnits, UNIT_BYTES } from '#src/batch/plan.ts';

const MB = 1 << 20;
const filesOf = (sizes: readonly number[]) => sizes.map((sizeBytes, index) => ({ index, sizeBytes }));

const sizes = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 200 * MB }), { maxLength: 300 }),
  fc.array(fc.integer({ min: 0, max: 2 * MB }), { maxLength: 1_000 }),
  fc
    .tuple(fc.integer({ min: 0, max: 100 * MB }), fc.integer({ min: 1, max: 10_000 }))
    .map(([size, n]) => Array(n).fill(size)),
);

test('every file is in exactly one unit, no unit is empty, too many or too large', () => {
  fc.assert(
    fc.property(sizes, (list) => {
      const plan = planUnits(filesOf(list));
      expect(plan.flat().toSorted((a, b) => a - b)).toEqual(list.map((_, i) => i));
      expect(plan.length).toBeLessThanOrEqual(MAX_UNITS);
      const total = list.reduce((sum, size) => sum + size, 0);
      for (const unit of plan) {
        expect(unit.length).toBeGreaterThan(0);
        expect(unit.length).toBeLessThanOrEqual(100);
        const bytes = unit.reduce((sum, file) => sum + list[file], 0);
        expect(unit.length === 1 || bytes <= Math.max(UNIT_BYTES, (2 * total) / 1_890)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('the largest batch of files just too small to stand alone stays within the units', () => {
  const list = Array.from({ length: 10_000 }, (_, i) => (i % 2 ? UNIT_BYTES - MB : 2 * MB));
  expect(planUnits(filesOf(list)).length).toBeLessThanOrEqual(MAX_UNITS);
});

test('tiny files share a unit, a large one is alone and does not cut its neighbours apart', () => {
  expect(planUnits(filesOf([1, 1, 900 * MB, 1]))).toEqual([[2], [0, 1, 3]]);
  expect(planUnits(filesOf(Array(250).fill(1))).map((unit) => unit.length)).toEqual([100, 100, 50]);
});

test('no files need no unit', () => {
  expect(planUnits([])).toEqual([]);
});
