import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFirmware, isInFirmwareRange } from '#src/knowledge/firmware-range.ts';

describe('firmware versions', () => {
  it('are ordered by their numbers, then by their suffix', () => {
    const ordered = [
      '7',
      '7.0.1-rc1',
      '7.0.1',
      '7.0.1b',
      '7.0.2',
      '7.0.10',
      '7.1.0-beta.2',
      '7.1.0-beta.10',
      'v7.1',
      '10.0',
    ];
    for (let i = 1; i < ordered.length; i++) expect(compareFirmware(ordered[i - 1], ordered[i])).toBe(-1);
  });

  it('are equal with and without trailing zeros and a leading v', () => {
    expect(compareFirmware('v7.1', '7.1.0')).toBe(0);
  });

  it('cannot be compared when they are no versions', () => {
    expect(compareFirmware('nightly', '7')).toBeUndefined();
    expect(compareFirmware('7 8', '7')).toBeUndefined();
    expect(compareFirmware('1'.repeat(65), '7')).toBeUndefined();
  });

  it('are ordered the same both ways round', () => {
    const version = fc.tuple(
      fc.array(fc.nat(99), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '-rc1', 'a', '-hotfix2'),
    );
    const text = version.map(([numbers, suffix]) => numbers.join('.') + suffix);
    fc.assert(fc.property(text, text, (a, b) => compareFirmware(a, b) === -(compareFirmware(b, a) ?? Number.NaN) + 0));
  });
});

describe('a firmware range', () => {
  it.each([
    ['7.2.0', '>=7.2 <7.4', true],
    ['7.4.0', '>=7.2 <7.4', false],
    ['7.4.0', '<7 || 7.4', true],
    ['7.1.9', '>7.1.9', false],
    ['7.1.9', '<=7.1.9', true],
    ['7.2.0-rc1', '>=7.2.0', false],
  ])('has %s in %s: %s', (version, range, expected) => {
    expect(isInFirmwareRange(version, range)).toBe(expected);
  });

  it('has no answer for what cannot be read', () => {
    expect(isInFirmwareRange('master', '>=1')).toBeUndefined();
    expect(isInFirmwareRange('1', '>=latest')).toBeUndefined();
    expect(isInFirmwareRange('1', '')).toBeUndefined();
  });
});
