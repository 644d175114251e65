import { expect, test } from 'vitest';
import { mostParsers, shareOut } from '../../lib/concurrency.ts';

test('a new account of ten executions reserves none of them, and leaves the doors half', () => {
  expect(shareOut(10, null)).toEqual({ parsers: 5, reserved: {}, arrivals: 2 });
});

test('what is reserved leaves the hundred that Lambda keeps, whatever the quota and the setting', () => {
  for (let quota = 10; quota <= 20_000; quota += 10) {
    for (const parsers of [null, mostParsers(quota)]) {
      const { reserved } = shareOut(quota, parsers);
      const sum = Object.values(reserved).reduce((total, share) => total + share, 0);
      expect(sum === 0 || sum + 100 <= quota, `${quota}`).toBe(true);
    }
    expect(mostParsers(quota)).toBeLessThan(quota);
  }
});

test('an ordinary account gives parsers half, viewers a tenth, vehicles and who signs in a twentieth each', () => {
  expect(shareOut(1_000, null).reserved).toEqual({ parsers: 500, viewers: 100, people: 50, vehicles: 50 });
});
