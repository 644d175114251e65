import { describe, expect, it } from 'vitest';
import {
  alignPlaces,
  comparePlaces,
  isClearlyAfter,
  isLoggedBefore,
  isOrderKnown,
  type Place,
  placeOf,
  usableTime,
} from '#src/diagnosis/place.ts';

const DAY = Date.UTC(2026, 4, 13) * 1000;

const place = (file: number, offset: number, second: number | null, isShared = true): Place =>
  placeOf({ file, member: null, offset }, second === null ? null : DAY + second * 1e6, isShared);

describe('a usable time', () => {
  it('is none near 1970 or from a clock that was never set', () => {
    expect(usableTime(42_000_000)).toBeNull();
    expect(usableTime(DAY, 'unset')).toBeNull();
    expect(usableTime(null)).toBeNull();
    expect(usableTime(DAY, 'stepped')).toBe(DAY);
  });
});

describe('the order of two places', () => {
  it('across files is proven by two set clocks, beyond what clocks differ by', () => {
    expect(isClearlyAfter(place(1, 0, 10), place(2, 0, 5))).toBe(true);
    expect(isClearlyAfter(place(1, 0, 10), place(2, 0, 9))).toBe(false);
    expect(isClearlyAfter(place(1, 0, 5), place(2, 0, 10))).toBe(false);
  });

  it('across files is not known when a clock is missing or was completed from outside', () => {
    for (const other of [place(2, 0, null), place(2, 0, 5, false)]) {
      expect(isClearlyAfter(place(1, 0, 10), other)).toBe(false);
      expect(isOrderKnown(place(1, 0, 10), other)).toBe(false);
    }
  });

  it('inside one stream is known without any clock', () => {
    expect(isOrderKnown(place(1, 0, null), place(1, 9, null))).toBe(true);
    expect(isClearlyAfter(place(1, 9, 10, false), place(1, 0, 5, false))).toBe(true);
  });
});

describe('what was logged before something else', () => {
  it.each<[promise: string, a: Place, b: Place, isBefore: boolean]>([
    ['stands before it', place(1, 0, null), place(1, 9, null), true],
    ['stands before it, whatever a clock that jumped says', place(1, 0, 10), place(1, 9, 5), true],
    ['is not what stands behind it', place(1, 9, null), place(1, 0, null), false],
    ['is not itself', place(1, 0, 1), place(1, 0, 1), false],
    ['bears an earlier time in another log', place(1, 9, 4), place(2, 0, 5), true],
    ['may bear the same time', place(1, 9, 5), place(2, 0, 5), true],
    ['bears no later time, however little', place(1, 9, 5.1), place(2, 0, 5), false],
    ['is unknown without a clock that both share', place(1, 9, 4, false), place(2, 0, 5), false],
    ['is unknown without a time', place(1, 9, null), place(2, 0, 5), false],
  ])('%s', (_, a, b, isBefore) => {
    expect(isLoggedBefore(a, b)).toBe(isBefore);
  });
});

describe('sorting', () => {
  it('gives a place without a time that of its neighbour in the stream', () => {
    const places = [place(1, 20, null), place(2, 0, 6), place(1, 0, null), place(1, 10, 5), place(3, 0, null)];
    alignPlaces(places);
    expect(places.toSorted(comparePlaces).map(({ file, offset }) => `${file}:${offset}`)).toEqual([
      '1:0',
      '1:10',
      '1:20',
      '2:0',
      '3:0',
    ]);
  });
});
