import { describe, expect, it } from 'vitest';
import { count, counted, rateOf, short, size } from '../../console/format/numbers.ts';
import { age, clock, duration, stamp } from '../../console/format/times.ts';

describe('numbers', () => {
  it('are grouped, and counted with their noun', () => {
    expect(count(36_710)).toBe('36,710');
    expect(counted(1, 'file')).toBe('1 file');
    expect(counted(0, 'file')).toBe('0 files');
    expect(short(36_710)).toBe('36.7k');
  });

  it('of bytes are told in thousands, as disks count', () => {
    expect([0, 999, 1_000, 1_890_369, 5e12].map(size)).toEqual(['0 B', '999 B', '1.0 kB', '1.9 MB', '5.0 TB']);
  });

  it('of speed need two moments', () => {
    expect(rateOf([])).toBeUndefined();
    expect(rateOf([{ atMs: 5, bytes: 1 }])).toBeUndefined();
    expect(
      rateOf([
        { atMs: 0, bytes: 0 },
        { atMs: 500, bytes: 1_000 },
      ]),
    ).toBe(2_000);
  });
});

describe('times', () => {
  it('that passed are told by their largest unit', () => {
    const nowMs = Date.parse('2026-11-26T01:00:00Z');
    const at = (seconds: number): string => age(new Date(nowMs - seconds * 1_000).toISOString(), nowMs);
    expect([0, 59, 60, 3_599, 3_600, 200_000, -50].map(at)).toEqual([
      'now',
      '59 s',
      '1 min',
      '59 min',
      '1 h',
      '2 d',
      'now',
    ]);
  });

  it('that something took are told to what matters', () => {
    expect([57, 1_040, 82_000, 11_100_000].map(duration)).toEqual(['57 ms', '1.0 s', '1 min 22 s', '3 h 05 min']);
  });

  it('of a vehicle are told in UTC, and not at all where no calendar has them', () => {
    expect(stamp(1_792_011_899_595_000)).toBe('2026-10-14 21:04:59.595');
    expect(clock(1_792_011_899_595_000)).toBe('21:04:59.595');
    expect(stamp(null)).toBeUndefined();
    expect(stamp(9e18)).toBeUndefined();
  });
});
