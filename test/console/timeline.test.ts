import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FaultItem } from '#src/api/evidence-schemas.ts';
import { countsAt, heightOf, laneBins, recordsIn } from '../../console/timeline/bins.ts';
import { markNear, marksOf, phaseBands } from '../../console/timeline/marks.ts';
import { around, panned, rangeOf, serves, spanOf, within, zoomed } from '../../console/timeline/range.ts';

const EXTENT = { fromUs: 0, toUs: 1e9 };

describe('what is shown of a timeline', () => {
  const moment = fc.integer({ min: -2e9, max: 2e9 });
  const range = fc.tuple(moment, moment).map(([a, b]) => ({ fromUs: Math.min(a, b), toUs: Math.max(a, b) + 1 }));

  it('stays within the batch, however a reader moves', () => {
    const move = fc.oneof(
      fc.double({ min: -3, max: 3, noNaN: true }).map((share) => (r: typeof EXTENT) => panned(r, share, EXTENT)),
      fc
        .double({ min: 0.01, max: 50, noNaN: true })
        .map((factor) => (r: typeof EXTENT) => zoomed(r, factor, { centre: 0.3, extent: EXTENT })),
    );
    fc.assert(
      fc.property(range, fc.array(move), (start, moves) => {
        const shown = moves.reduce((last, next) => next(last), within(start, EXTENT));
        expect(shown.fromUs).toBeGreaterThanOrEqual(EXTENT.fromUs);
        expect(shown.toUs).toBeLessThanOrEqual(EXTENT.toUs + 1e-3);
        expect(spanOf(shown)).toBeGreaterThan(0);
      }),
    );
  });

  it('keeps what is under the pointer where it is when it comes closer', () => {
    const shown = zoomed({ fromUs: 4e8, toUs: 6e8 }, 0.5, { centre: 0.25, extent: EXTENT });
    expect(shown.fromUs + spanOf(shown) * 0.25).toBeCloseTo(4.5e8);
  });

  it('is read from an address in either way of writing times, and only where it is one', () => {
    expect(rangeOf({ from: '1000', to: '2000' })).toEqual({ fromUs: 1_000, toUs: 2_000 });
    expect(rangeOf({ from: '2026-03-01T06:00:00Z', to: '2026-03-01T06:00:01Z' })).toMatchObject({
      fromUs: 1_772_344_800_000_000,
    });
    expect(rangeOf({ from: '2000', to: '1000' })).toBeUndefined();
    expect(rangeOf({ from: 'now', to: '1000' })).toBeUndefined();
  });

  it('is asked for with a screen on either side, so that a pan needs no answer', () => {
    const shown = { fromUs: 4e8, toUs: 5e8 };
    const asked = around(shown, EXTENT);
    expect(asked).toEqual({ fromUs: 3e8, toUs: 6e8 });
    const held = { ...asked, binUs: 3e8 / 600 };
    expect(serves(held, panned(shown, 0.9, EXTENT), 200)).toBe(true);
    expect(serves(held, panned(shown, 1.1, EXTENT), 200)).toBe(false);
    expect(serves(held, zoomed(shown, 0.1, { centre: 0.5, extent: EXTENT }), 200)).toBe(false);
  });
});

describe('a lane', () => {
  const lanes = laneBins([
    { ecu: 'ADAS', level: 'info', records: 12, bins: [0, 2], counts: [10, 2] },
    { ecu: 'ADAS', level: 'error', records: 1, bins: [2], counts: [1] },
    { ecu: 'GW', level: 'none', records: 3, bins: [1], counts: [3] },
  ]);

  it('stacks levels on the worse ones, and loses no record', () => {
    expect(lanes.map(({ ecu, peak, records }) => [ecu, peak, records])).toEqual([
      ['ADAS', 10, 13],
      ['GW', 3, 3],
    ]);
    const stacked = lanes[0].stacks.filter(({ bin }) => bin === 2);
    expect(stacked.map(({ below, count, level }) => [level, below, count])).toEqual([
      ['error', 0, 1],
      ['info', 1, 2],
    ]);
    expect(countsAt(lanes[0], 2)).toEqual([
      ['error', 1],
      ['info', 2],
    ]);
  });

  it('counts what is seen of it', () => {
    const bins = { fromUs: 100, binUs: 10 };
    expect(recordsIn(lanes[0], bins, { fromUs: 0, toUs: 1_000 })).toBe(13);
    expect(recordsIn(lanes[0], bins, { fromUs: 112, toUs: 1_000 })).toBe(3);
  });

  it('shows a single record beside ten thousand', () => {
    expect(heightOf(1, 10_000, 40)).toBe(1);
    expect(heightOf(10_000, 10_000, 40)).toBe(40);
    expect(heightOf(0, 10_000, 40)).toBe(0);
  });
});

describe('a mark', () => {
  const fault = (over: Partial<FaultItem>): FaultItem => ({
    kind: 'dtc',
    vocabulary: 'dtc',
    code: 'P0420-00',
    role: 'cause',
    ecu: 'ADAS',
    app: '',
    context: '',
    title: 'A code was set',
    facts: {},
    count: 1,
    fromUs: 5,
    toUs: 5,
    boot: null,
    at: [{ file: 1, member: null, offset: 7, length: 3 }],
    ...over,
  });

  it('stands for each fault that has a time and a place, in order', () => {
    const marks = marksOf([
      fault({ fromUs: 9, kind: 'watchdog-reset' }),
      fault({}),
      fault({ fromUs: null }),
      fault({ at: [] }),
    ]);
    expect(marks.map(({ at, shape, timeUs }) => [timeUs, shape, at])).toEqual([
      [5, 'square', '1:7'],
      [9, 'down', '1:7'],
    ]);
  });

  it('is the one nearest to the pointer, of that lane', () => {
    const marks = marksOf([fault({}), fault({ fromUs: 9 }), fault({ fromUs: 8, ecu: 'GW' })]);
    expect(markNear(marks, { ecu: 'ADAS', timeUs: 8, nearUs: 2 })?.timeUs).toBe(9);
    expect(markNear(marks, { ecu: 'ADAS', timeUs: 20, nearUs: 2 })).toBeUndefined();
  });
});

describe('the phases of an attempt', () => {
  const phase = (name: string, state: 'started' | 'succeeded' | 'failed', timeUs: number | null) => ({
    phase: name,
    state,
    isInferred: false,
    timeUs,
    at: null,
  });
  const attempt = { ecu: 'GW', outcome: 'failed', fromUs: 0, toUs: 90, reached: 'install', evidence: [] };

  it('last until the next one begins, and the last until the end', () => {
    const phases = [
      phase('download', 'started', 0),
      phase('download', 'succeeded', 20),
      phase('install', 'started', 30),
      phase('install', 'failed', 80),
    ];
    expect(phaseBands({ ...attempt, phases })).toEqual([
      { phase: 'download', fromUs: 0, toUs: 30, isFailed: false },
      { phase: 'install', fromUs: 30, toUs: 90, isFailed: true },
    ]);
  });

  it('never end before they begin, whatever a clock says', () => {
    const phases = [phase('reboot', 'started', 95), phase('check', 'started', null)];
    expect(phaseBands({ ...attempt, phases })).toEqual([{ phase: 'reboot', fromUs: 95, toUs: 95, isFailed: false }]);
  });

  it('are one band where no phase is known', () => {
    expect(phaseBands({ ...attempt, phases: [] })).toEqual([{ phase: 'update', fromUs: 0, toUs: 90, isFailed: false }]);
  });
});
