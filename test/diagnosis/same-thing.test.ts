import { describe, expect, it } from 'vitest';
import type { Finding } from '#src/diagnosis/finding.ts';
import { isBare, isSameReason, sharedSubjects } from '#src/diagnosis/same-thing.ts';
import { aLine, aPlace, aReading, aRow } from '#test/support/findings.ts';

const saying = (kind: string | null, weight = 50) =>
  aReading({
    weight,
    level: 'error',
    clause: 'it broke',
    reason: kind === null ? null : { kind, says: 'x', weight, pattern: /x/ },
  });

describe('two lines give the same reason', () => {
  const of = (template: string, kind: string | null, fields: Partial<Finding> = {}) =>
    aLine({ place: aPlace(50), row: aRow({ template }), reading: saying(kind), ...fields });
  const own = of('camera unit: access denied', 'permission');

  it.each<[promise: string, other: Finding, isSame: boolean]>([
    ['of the same thing', of('open camera: not permitted', 'permission'), true],
    ['and not of another', of('open radio: not permitted', 'permission'), false],
    ['and not for another reason', of('open camera: timed out', 'no-answer'), false],
    ['and not where it tells little', of('open camera', 'permission', { reading: saying('permission', 41) }), false],
    ['and not more than a minute apart', of('open camera', 'permission', { place: aPlace(111) }), false],
    ['up to a minute apart', of('open camera', 'permission', { place: aPlace(110) }), true],
    [
      'however far apart where clocks cannot be compared',
      of('open camera', 'permission', { place: aPlace(500, { isShared: false }) }),
      true,
    ],
    ['and not where it has no reading', of('open camera', 'permission', { reading: null }), false],
    ['and not in words that every failure has', of('device file denied', 'permission'), false],
  ])('%s', (_, other, isSame) => {
    expect(isSameReason(other, own)).toBe(isSame);
  });

  it('and none agrees with itself, or where the reason is bare', () => {
    expect(isSameReason(own, own)).toBe(false);
    for (const kind of ['failure', 'warning', 'contradiction', 'step-not-done']) {
      expect(isBare(of('camera', kind)), kind).toBe(true);
      expect(isSameReason(of('camera', kind), of('camera', kind)), kind).toBe(false);
    }
    expect(isBare(of('camera', null))).toBe(true);
    expect(isBare(own)).toBe(false);
  });

  it('by the things that both name: words of four letters that not every failure line has', () => {
    const shared = (a: string, b: string): number => sharedSubjects(of(a, 'lost'), of(b, 'lost'));
    expect(shared('Mirror camera lost', 'camera of mirror')).toBe(2);
    expect(shared('cam ecu bus', 'cam ecu bus')).toBe(0);
    expect(shared('can0_link', 'can0_link')).toBe(1);
    expect(shared('<uuid> <hex> <path> <name>', '<uuid> <hex> <path> <name>')).toBe(0);
    expect(
      shared('failed errors unable refused timeout connection', 'failed errors unable refused timeout connection'),
    ).toBe(0);
    expect(sharedSubjects(of('camera', 'lost'), aLine({ row: null }))).toBe(0);
  });
});
