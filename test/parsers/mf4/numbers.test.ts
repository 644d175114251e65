import { describe, expect, it } from 'vitest';
import { conversionOf } from '#src/parsers/mf4/conversion.ts';
import { readFormula } from '#src/parsers/mf4/formula.ts';
import { NumberField } from '#src/parsers/mf4/number-field.ts';

const UNSIGNED = 0;
const UNSIGNED_BIG = 1;
const SIGNED = 2;
const SIGNED_BIG = 3;
const FLOAT = 4;
const FLOAT_BIG = 5;

/** Eight bytes of slack stand behind, as behind every window. */
function read(bytes: number[], place: { dataType: number; bitOffset?: number; bitCount: number; byteOffset?: number }) {
  const { dataType, bitOffset = 0, byteOffset = 0, bitCount } = place;
  const view = new DataView(Uint8Array.from([...bytes, ...Array(8).fill(0xee)]).buffer);
  return new NumberField({ type: 0, dataType, bitOffset, byteOffset, bitCount }).read(view, 0);
}

describe('a channel is read', () => {
  it.each([
    ['one bit', [0b1000], { dataType: UNSIGNED, bitOffset: 3, bitCount: 1 }, 1],
    ['bits over bytes', [0xf0, 0xab, 0x0c], { dataType: UNSIGNED, bitOffset: 4, bitCount: 16 }, 0xcabf],
    ['29 bits', [0xf8, 0xff, 0xff, 0xff], { dataType: UNSIGNED, bitOffset: 3, bitCount: 29 }, 0x1fffffff],
    ['32 bits', [1, 2, 3, 0xff], { dataType: UNSIGNED, bitCount: 32 }, 0xff030201],
    ['48 bits', [1, 0, 0, 0, 0, 0x80], { dataType: UNSIGNED, bitCount: 48 }, 0x800000000001],
    [
      '40 bits that are shifted',
      [0x10, 0, 0, 0, 0, 0x0f],
      { dataType: UNSIGNED, bitOffset: 4, bitCount: 40 },
      0xf000000001,
    ],
    ['64 bits', [0, 0, 0, 0, 0, 0, 0, 1], { dataType: UNSIGNED, bitCount: 64 }, 2 ** 56],
    ['behind other bytes', [9, 9, 0x34, 0x12], { dataType: UNSIGNED, byteOffset: 2, bitCount: 16 }, 0x1234],
    ['a negative byte', [0xff], { dataType: SIGNED, bitCount: 8 }, -1],
    ['a negative number of 12 bits', [0xf0, 0xff], { dataType: SIGNED, bitOffset: 4, bitCount: 12 }, -1],
    ['a negative long', Array(8).fill(0xff), { dataType: SIGNED, bitCount: 64 }, -1],
    ['big-endian', [0x12, 0x34], { dataType: UNSIGNED_BIG, bitCount: 16 }, 0x1234],
    ['big-endian and negative', [0xff, 0xfe], { dataType: SIGNED_BIG, bitCount: 16 }, -2],
    ['single precision', [0, 0, 0xc0, 0x3f], { dataType: FLOAT, bitCount: 32 }, 1.5],
    ['double precision', [0, 0, 0, 0, 0, 0, 0xf8, 0x3f], { dataType: FLOAT, bitCount: 64 }, 1.5],
    ['double precision, big-endian', [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], { dataType: FLOAT_BIG, bitCount: 64 }, 1.5],
    ['half precision', [0x00, 0x3e], { dataType: FLOAT, bitCount: 16 }, 1.5],
  ])('%s', (_, bytes, place, expected) => {
    expect(read(bytes, place)).toBe(expected);
  });
});

describe('a conversion', () => {
  it('may be none, linear or rational', () => {
    expect(conversionOf(0, []).convert(7)).toBe(7);
    expect(conversionOf(1, [10, 0.5]).convert(4)).toBe(12);
    expect(conversionOf(2, [0, 1, 0, 0, 0, 10]).convert(25)).toBe(2.5);
  });

  it('may look values up, with or without what lies between', () => {
    const table = [0, 100, 10, 200, 20, 400];
    expect([-5, 0, 5, 15, 99].map(conversionOf(4, table).convert)).toEqual([100, 100, 150, 300, 400]);
    expect([-5, 4, 5, 6, 99].map(conversionOf(5, table).convert)).toEqual([100, 100, 100, 200, 400]);
  });

  it('may give whole ranges one value, and all others a default', () => {
    expect([1, 5, 9].map(conversionOf(6, [0, 3, 10, 4, 6, 20, -1]).convert)).toEqual([10, 20, -1]);
  });

  it('may be a formula', () => {
    const formulas: [string, number][] = [
      ['X', 3],
      ['2*X1+1', 7],
      ['-(X+1)^2/4', -4],
      ['sqrt(X*3) + abs(-1.5e1)', 18],
      ['1 - -X', 4],
    ];
    for (const [text, expected] of formulas) expect(readFormula(text)?.(3), text).toBe(expected);
  });

  it.each(['', 'X +', 'Y', 'system(X)', 'constructor(X)', '(X', 'X)', '2 X', `${'('.repeat(500)}X`, 'X+'.repeat(2000)])(
    'that is the formula %j is none',
    (text) => {
      expect(readFormula(text)).toBeUndefined();
    },
  );
});
