import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamTally } from '#src/evidence/tally/stream-tally.ts';
import { LEVELS } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { batchOf, type TestRecord } from '../batch-of.ts';

const MINUTE = 60_000_000;

function rowsOf(records: TestRecord[]) {
  const sources = new SourceTable();
  const tally = new StreamTally(sources);
  for (let from = 0; from < records.length; from += 4096) tally.add(batchOf(records.slice(from, from + 4096), sources));
  return tally.counts();
}

describe('counts per minute', () => {
  it('equal a plain count, in whatever order records come', () => {
    const record = fc.record({
      text: fc.constant(''),
      ecu: fc.constantFrom('A', 'B'),
      app: fc.constantFrom('x', 'y', 'z'),
      level: fc.constantFrom(...LEVELS),
      timeUs: fc.option(fc.integer({ min: 0, max: 10 * MINUTE }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 200 }), (records) => {
        const key = (row: { ecu: string; app: string; level: string }, bucketUs: number | null) =>
          `${row.ecu} ${row.app} ${row.level} ${bucketUs}`;
        const expected = Map.groupBy(records, (one) =>
          key(one, one.timeUs === undefined ? null : one.timeUs - (one.timeUs % MINUTE)),
        );
        expect(new Map(rowsOf(records).map((row) => [key(row, row.bucketUs), row.count]))).toEqual(
          new Map([...expected].map(([name, same]) => [name, same.length])),
        );
      }),
    );
  });

  it('widen when a log spans more minutes than rows, and lose none', () => {
    const records = Array.from({ length: 50_000 }, (_, n) => ({ text: '', timeUs: n * MINUTE }));
    const rows = rowsOf(records);
    expect(rows.length).toBeLessThanOrEqual(20_000);
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(50_000);
    expect(rows.every((row) => row.bucketUs !== null && row.bucketUs % (10 * MINUTE) === 0)).toBe(true);
  });

  it('take times that no clock shows for none', () => {
    const rows = rowsOf([-1, Number.MAX_VALUE, Number.POSITIVE_INFINITY].map((timeUs) => ({ text: '', timeUs })));
    expect(rows).toEqual([{ ecu: 'ECU1', app: 'APP', level: 'info', bucketUs: null, count: 3 }]);
  });

  it('count together what comes after a thousand writers', () => {
    const records = Array.from({ length: 3_000 }, (_, n) => ({ text: '', app: `app${n}` }));
    const rows = rowsOf(records);
    expect(rows.length).toBeLessThanOrEqual(1_000);
    expect(rows.find((row) => row.app === '*')?.count).toBe(3_000 - 999);
  });
});

describe('sums of a stream', () => {
  it('name the most frequent sources and say how many records the others have', () => {
    const sources = new SourceTable();
    const tally = new StreamTally(sources);
    const records = Array.from({ length: 3_000 }, (_, n) => ({ text: '', app: n % 2 ? 'busy' : `app${n}` }));
    tally.add(batchOf(records, sources));
    const { sources: rows, sourcesDropped } = tally.sources();
    expect(rows[0]).toMatchObject({ app: 'busy', records: 1_500 });
    expect(rows).toHaveLength(200);
    expect(rows.reduce((sum, row) => sum + row.records, sourcesDropped)).toBe(3_000);
  });

  it('keep the first hundred gaps and count all', () => {
    const sources = new SourceTable();
    const tally = new StreamTally(sources);
    const batch = batchOf([{ text: 'x' }], sources);
    for (let n = 0; n < 150; n++) batch.gaps.push({ offset: n, length: 2, reason: 'garbage' });
    tally.add(batch);
    expect(tally.gaps).toMatchObject({ count: 150, bytesSkipped: 300 });
    expect(tally.gaps.first).toHaveLength(100);
  });
});
