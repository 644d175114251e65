import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueSeries } from '#src/evidence/tally/value-series.ts';

function seriesOf(values: number[]): ValueSeries {
  const series = new ValueSeries();
  for (const value of values) series.add(value);
  return series;
}

const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('a series of values', () => {
  it('knows its 95th percentile to one per cent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        (all) => {
          const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length * 0.95) - 1];
          const { p95, min, max } = seriesOf(all).row();
          expect(Math.abs(p95 - exact)).toBeLessThanOrEqual(exact * 0.0101);
          expect([min, max]).toEqual([Math.min(...all), Math.max(...all)]);
        },
      ),
    );
  });

  it('is the same whether values came together or in two parts', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const merged = seriesOf(a);
        merged.merge(seriesOf(b).row());
        expect(merged.row()).toEqual(seriesOf([...a, ...b]).row());
      }),
    );
  });

  it('has a bounded number of buckets', () => {
    const all = Array.from({ length: 20_000 }, (_, n) => 10 ** ((n % 400) / 10 - 20) * (n % 2 ? 1 : -1));
    expect(seriesOf(all).row().buckets.length).toBeLessThan(4_200);
  });
});
