import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CountLane } from '#src/evidence/file-evidence.ts';
import { CountFolder } from '#src/evidence/merge/fold-counts.ts';
import { FrameGroups } from '#src/evidence/tally/frame-groups.ts';
import { foldSparks, Sparks } from '#src/evidence/tally/sparks.ts';
import { StreamTally } from '#src/evidence/tally/stream-tally.ts';
import { Kind, LEVELS } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { batchOf, type TestRecord } from '../batch-of.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

function lanesOf(records: TestRecord[]): CountLane[] {
  const sources = new SourceTable();
  const tally = new StreamTally(sources);
  for (let from = 0; from < records.length; from += 4096) tally.add(batchOf(records.slice(from, from + 4096), sources));
  return tally.counts();
}

const sumOf = ({ counts, untimed }: CountLane): number => counts.reduce((sum, count) => sum + count, untimed);
const total = (lanes: CountLane[]): number => lanes.reduce((sum, lane) => sum + sumOf(lane), 0);

const record = fc.record({
  text: fc.constant(''),
  ecu: fc.constantFrom('A', 'B'),
  level: fc.constantFrom(...LEVELS),
  timeUs: fc.option(fc.integer({ min: 0, max: 10 * MINUTE }), { nil: undefined }),
});

/** Start of each bucket and its records, by ECU and level. */
const cellsOf = (lanes: readonly CountLane[]): Map<string, number> =>
  new Map(
    lanes.flatMap(({ at, counts, ecu, fromUs, level, stepUs, untimed }) => [
      ...(untimed > 0 ? [[`${ecu} ${level} null`, untimed] as const] : []),
      ...at.map((bucket, i) => [`${ecu} ${level} ${(fromUs ?? 0) + bucket * stepUs}`, counts[i]] as const),
    ]),
  );

describe('counts over time', () => {
  it('equal a plain count, in whatever order records come', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 200 }), (records) => {
        const expected = Map.groupBy(
          records,
          ({ ecu, level, timeUs }) => `${ecu} ${level} ${timeUs === undefined ? null : timeUs - (timeUs % 8_000)}`,
        );
        expect(cellsOf(lanesOf(records))).toEqual(new Map([...expected].map(([name, same]) => [name, same.length])));
      }),
    );
  });

  it('widen when a log fills more buckets than there is room, and lose none', () => {
    const lanes = lanesOf(Array.from({ length: 50_000 }, (_, n) => ({ text: '', timeUs: n * SECOND })));
    expect(lanes[0].at.length).toBeLessThanOrEqual(8_192);
    expect(lanes[0].at.length).toBeGreaterThan(4_096);
    expect(total(lanes)).toBe(50_000);
    expect(Math.log2(lanes[0].stepUs / 8_000) % 1).toBe(0);
  });

  it('take times that no clock shows for none', () => {
    const lanes = lanesOf([-1, Number.MAX_VALUE, Number.POSITIVE_INFINITY].map((timeUs) => ({ text: '', timeUs })));
    expect(lanes).toEqual([
      { ecu: 'ECU1', level: 'info', untimed: 3, stepUs: 8_000, fromUs: null, at: [], counts: [] },
    ]);
  });

  it('count together what comes after the first 255 ECUs', () => {
    const lanes = lanesOf(Array.from({ length: 3_000 }, (_, n) => ({ text: '', ecu: `E${n}`, timeUs: n })));
    expect(lanes).toHaveLength(255);
    expect(sumOf(lanes.find(({ ecu }) => ecu === '*') as CountLane)).toBe(3_000 - 254);
  });
});

describe('counts of bus frames', () => {
  /** Steps of a clock from frame to frame: some within a bucket, some beyond what lies near, and back. */
  const step = fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 0, max: 9_000 }) },
    { weight: 2, arbitrary: fc.integer({ min: -20 * SECOND, max: 20 * SECOND }) },
    { weight: 1, arbitrary: fc.constantFrom(-30 * MINUTE, 30 * MINUTE, 10 * 1440 * MINUTE) },
  );
  const frame = fc.record({
    ecu: fc.constantFrom('A', 'A', 'B', 'C'),
    step,
    kind: fc.constantFrom(Kind.frame, Kind.frame, Kind.frame, Kind.message),
  });
  /** Hundreds of frames of each are many enough, and few enough for a test. */
  const stretch = fc.record({
    frames: fc.array(frame, { minLength: 1, maxLength: 6 }),
    times: fc.constantFrom(3, 400),
  });
  const begin = fc.constantFrom(0, 1_600_000_000 * SECOND);

  function recordsOf(
    stretches: readonly { frames: { ecu: string; step: number; kind: number }[]; times: number }[],
    beginUs: number,
  ) {
    let timeUs = beginUs;
    return stretches.map(({ frames, times }) =>
      Array.from({ length: times }, () => frames).flatMap((again) =>
        again.map(({ ecu, step, kind }): TestRecord => {
          timeUs += step;
          return { text: '', ecu, kind, level: 'none', timeUs };
        }),
      ),
    );
  }

  function lanesOfFrames(parts: readonly TestRecord[][]): CountLane[] {
    const sources = new SourceTable();
    const tally = new StreamTally(sources);
    const groups = new FrameGroups();
    for (const part of parts) {
      const batch = batchOf(part, sources);
      batch.frameCount = part.filter(({ kind }) => kind === Kind.frame).length;
      if (groups.group(batch)) tally.addFrames(batch, groups);
      else tally.add(batch);
    }
    return tally.counts();
  }

  it('are those of records that are counted one by one, in the same order', () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 5 }), begin, (stretches, beginUs) => {
        const parts = recordsOf(stretches, beginUs);
        expect(lanesOfFrames(parts)).toEqual(lanesOf(parts.flat()));
      }),
      { numRuns: 60 },
    );
  });

  it('widen when buses that speak in turn fill more buckets than there is room, and lose none', () => {
    const parts = Array.from({ length: 30 }, (_, part) =>
      Array.from(
        { length: 2_000 },
        (_, n): TestRecord => ({
          text: '',
          ecu: n % 2 === 0 ? 'A' : 'B',
          kind: Kind.frame,
          level: 'none',
          timeUs: (part * 2_000 + n) * 20_000,
        }),
      ),
    );
    const lanes = lanesOfFrames(parts);
    expect(lanes).toEqual(lanesOf(parts.flat()));
    expect(total(lanes)).toBe(60_000);
  });
});

function folded(parts: readonly CountLane[][]): CountLane[] {
  const folder = new CountFolder();
  for (const lane of parts.flat()) folder.add(lane);
  return folder.finish();
}

describe('counts of many streams', () => {
  it('are those of one stream, however the records are shared out and in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.array(record, { maxLength: 60 }), { maxLength: 4 }), (parts) => {
        const apart = parts.map(lanesOf);
        expect(folded(apart.toReversed())).toEqual(folded(apart));
        expect(cellsOf(folded(apart))).toEqual(cellsOf(folded([lanesOf(parts.flat())])));
      }),
    );
  });

  it('have at most 4,096 buckets a lane and 300 lanes, in any order, and lose none', () => {
    const long = lanesOf(Array.from({ length: 20_000 }, (_, n) => ({ text: '', ecu: 'LONG', timeUs: n * SECOND })));
    const short = lanesOf(Array.from({ length: 10 }, (_, n) => ({ text: '', ecu: 'LONG', timeUs: n * 10_000 })));
    const many = Array.from({ length: 500 }, (_, n) => lanesOf([{ text: '', ecu: `E${n}`, timeUs: n * MINUTE }]));
    const all = [long, short, ...many];
    const lanes = folded(all);
    expect(folded(all.toReversed())).toEqual(lanes);
    expect(lanes).toHaveLength(301);
    expect(Math.max(...lanes.map(({ at }) => at.length))).toBeLessThanOrEqual(4_096);
    expect(total(lanes)).toBe(20_510);
  });
});

describe('a sparkline', () => {
  const times = fc.array(fc.integer({ min: 0, max: 40 * MINUTE }), { minLength: 1, maxLength: 60 });
  const sparkOf = (all: readonly number[]) => {
    const sparks = new Sparks();
    for (const timeUs of all) sparks.add(300, timeUs);
    return sparks.sparkOf(300);
  };

  it('has the narrowest bins in which all records lie in 32, in whatever order and parts they come', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const whole = sparkOf([...a, ...b]);
        const [first, second] = [sparkOf(a), sparkOf(b)];
        expect(first && second && foldSparks(second, first)).toEqual(whole);
        const { counts, fromUs, stepUs } = whole as NonNullable<typeof whole>;
        expect(counts.length).toBeLessThanOrEqual(32);
        const expected = new Array(counts.length).fill(0);
        for (const timeUs of [...a, ...b]) expected[Math.floor((timeUs - fromUs) / stepUs)]++;
        expect(counts).toEqual(expected);
        const [least, most] = [Math.min(...a, ...b), Math.max(...a, ...b)];
        const half = stepUs / 2;
        if (stepUs > 8_000) expect(Math.floor(most / half) - Math.floor(least / half)).toBeGreaterThanOrEqual(32);
      }),
    );
  });

  it('shows the times of a clock that was set, where there are such, and is none without a time', () => {
    const set = Date.UTC(2026, 2, 1) * 1_000;
    for (const order of [
      [5, set, 7, set + SECOND],
      [set, 5, set + SECOND],
    ])
      expect(sparkOf(order)?.counts.reduce((sum, count) => sum + count)).toBe(2);
    expect(sparkOf([Number.NaN, -1, Number.MAX_VALUE])).toBeNull();
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
