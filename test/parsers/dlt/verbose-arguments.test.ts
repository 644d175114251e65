import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Flag } from '#src/parsers/record-batch.ts';
import type { DltArgument } from '#src/simulator/writers/dlt.ts';
import { decodeAll } from './decode-all.ts';
import { verbose } from './messages-to-write.ts';

const raw = Uint8Array.of(1, 2, 0xab);

/** What dlt-convert -a shows, except where the name says otherwise. */
const VECTORS: [string, DltArgument[], string][] = [
  ['BOOL true', [{ type: 'bool', value: true }], '1'],
  ['BOOL false', [{ type: 'bool', value: false }], '0'],
  ['SINT 8', [{ type: 'sint', bits: 8, value: -5 }], '-5'],
  ['SINT 16', [{ type: 'sint', bits: 16, value: -500 }], '-500'],
  ['SINT 32', [{ type: 'sint', bits: 32, value: -2147483648 }], '-2147483648'],
  ['SINT 64', [{ type: 'sint', bits: 64, value: -5000000000000n }], '-5000000000000'],
  ['UINT 8', [{ type: 'uint', bits: 8, value: 250 }], '250'],
  ['UINT 16', [{ type: 'uint', bits: 16, value: 65000 }], '65000'],
  ['UINT 32', [{ type: 'uint', bits: 32, value: 4294967295 }], '4294967295'],
  ['UINT 64', [{ type: 'uint', bits: 64, value: 18446744073709551615n }], '18446744073709551615'],
  ['UINT 8 in hex', [{ type: 'uint', bits: 8, value: 10, coding: 'hex' }], '0x0a'],
  [
    'UINT 16 in hex (the value in both byte orders)',
    [{ type: 'uint', bits: 16, value: 0x8004, coding: 'hex' }],
    '0x8004',
  ],
  ['UINT 32 in hex', [{ type: 'uint', bits: 32, value: 0xabc, coding: 'hex' }], '0x00000abc'],
  ['UINT 64 in hex', [{ type: 'uint', bits: 64, value: 0xabcdefn, coding: 'hex' }], '0x0000000000abcdef'],
  ['UINT 8 in binary', [{ type: 'uint', bits: 8, value: 5, coding: 'bin' }], '0b0000 0101'],
  ['UINT 16 in binary', [{ type: 'uint', bits: 16, value: 1029, coding: 'bin' }], '0b0000 0100 0000 0101'],
  ['FLOA 32', [{ type: 'float', bits: 32, value: 3.14159274 }], '3.14159'],
  ['FLOA 64, small', [{ type: 'float', bits: 64, value: 2.5e-9 }], '2.5e-09'],
  ['FLOA 64, large', [{ type: 'float', bits: 64, value: 1234567.891 }], '1.23457e+06'],
  ['FLOA 64, whole', [{ type: 'float', bits: 64, value: 100 }], '100'],
  ['FLOA 64, rounded up to the next power', [{ type: 'float', bits: 64, value: 999999.5 }], '1e+06'],
  ['FLOA 64, zero', [{ type: 'float', bits: 64, value: -0 }], '-0'],
  ['FLOA 64, no number', [{ type: 'float', bits: 64, value: Number.NaN }], 'nan'],
  ['FLOA 32, infinite', [{ type: 'float', bits: 32, value: -Infinity }], '-inf'],
  ['STRG ASCII', [{ type: 'string', coding: 'ascii', value: 'slot b' }], 'slot b'],
  ['STRG UTF-8', [{ type: 'string', coding: 'utf8', value: 'Prüfsumme ✓' }], 'Prüfsumme ✓'],
  [
    'STRG in latin-1, whatever its coding says',
    [{ type: 'string', coding: 'utf8', value: latin1('größer') }],
    'größer',
  ],
  ['STRG with leftovers behind its NUL', [{ type: 'string', value: 'new\0old buffer' }], 'new'],
  ['STRG, empty', [{ type: 'string', value: '' }], ''],
  ['RAWD', [{ type: 'raw', value: raw }], "01'02'ab"],
  ['TRAI', [{ type: 'trace-info', value: 'entered' }], 'entered'],
  ['VARI: name and unit stay out of the text', [{ type: 'uint', bits: 32, value: 7, name: 'volt', unit: 'mV' }], '7'],
  ['VARI on a string', [{ type: 'string', value: 'x', name: 'slot' }], 'x'],
  ['VARI on a BOOL', [{ type: 'bool', value: true, name: 'ok' }], '1'],
  ['VARI on RAWD', [{ type: 'raw', value: raw, name: 'key' }], "01'02'ab"],
  ['FIXP 32, scaled', [{ type: 'fixed', bits: 32, value: 100, quantization: 0.5, offset: -40 }], '10'],
  ['FIXP 64, scaled', [{ type: 'fixed', bits: 64, value: 7, quantization: 2, offset: 1 }], '15'],
  ['FIXP 8, scaled', [{ type: 'fixed', bits: 8, value: -3, quantization: 1, offset: 0 }], '-3'],
  ['several, joined by one space', [text('took'), { type: 'uint', bits: 16, value: 42 }, text('ms')], 'took 42 ms'],
  ['an empty string between', [text('a'), text(''), text('b')], 'a  b'],
  [
    'latin-1 among others',
    [
      { type: 'string', value: latin1('Tür') },
      { type: 'uint', bits: 8, value: 2 },
    ],
    'Tür 2',
  ],
  ['STRU: its members in turn', [{ type: 'struct', members: [text('x'), { type: 'uint', bits: 8, value: 1 }] }], 'x 1'],
  [
    'STRU in STRU',
    [{ type: 'struct', members: [{ type: 'struct', members: [text('deep')] }, text('flat')] }],
    'deep flat',
  ],
];

describe.each([false, true])('A verbose message, big-endian %s,', (bigEndian) => {
  it.each(VECTORS)('shows %s', (_, list, expected) => {
    const { records, gaps } = decodeAll(verbose(list, { bigEndian }));
    expect(gaps).toEqual([]);
    expect(records.map((record) => record.text)).toEqual([expected]);
    expect(records[0].flags & Flag.malformed).toBe(0);
  });

  it('shows 128-bit integers as their bytes', () => {
    const value = 0x0102030405060708090a0b0c0d0e0f10n;
    const bytes = '01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10';
    const [record] = decodeAll(verbose([{ type: 'uint', bits: 128, value }], { bigEndian })).records;
    expect(record.text).toBe(bigEndian ? bytes : bytes.split(' ').reverse().join(' '));
  });
});

describe('A message whose argument count lies', () => {
  it('keeps the one argument that is there, and is marked', () => {
    const [record] = decodeAll(verbose([text('only one')], { declaredArguments: 4 })).records;
    expect(record.text).toBe('only one');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });

  it('shows all arguments when it declares none', () => {
    const [record] = decodeAll(verbose([text('two'), text('of them')], { declaredArguments: 0 })).records;
    expect(record.text).toBe('two of them');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });

  it('shows no more than it declares', () => {
    const [record] = decodeAll(verbose([text('first'), text('second')], { declaredArguments: 1 })).records;
    expect(record.text).toBe('first');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });

  it('is whole when it declares none and has none', () => {
    const [record] = decodeAll(verbose([])).records;
    expect(record.text).toBe('');
    expect(record.flags & Flag.malformed).toBe(0);
  });
});

describe('An argument whose length lies', () => {
  const stringLength = { at: 16 + 12 + 10 + 4, bytes: 2 };

  it('shows what is left of the string', () => {
    const bytes = verbose([text('cut here')]);
    bytes[stringLength.at] = 200;
    const [record] = decodeAll(bytes).records;
    expect(record.text).toBe('cut here');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });

  it('shows the part of the string that its length covers', () => {
    const bytes = verbose([text('cut here')]);
    bytes[stringLength.at] = 3;
    const [record] = decodeAll(bytes).records;
    expect(record.text).toBe('cut');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });

  it('ends the text at an unknown type', () => {
    const bytes = verbose([text('known'), text('unknown')]);
    bytes[stringLength.at + 2 + 6 + 1] = 0x80;
    const [record] = decodeAll(bytes).records;
    expect(record.text.trim()).toBe('known');
    expect(record.flags & Flag.malformed).toBe(Flag.malformed);
  });
});

it('Long binary values are cut and say so', () => {
  const [record] = decodeAll(verbose([{ type: 'raw', value: new Uint8Array(5000) }])).records;
  expect(record.text).toHaveLength(1024 * 3 - 1);
  expect(record.flags & Flag.textCut).toBe(Flag.textCut);
});

it('A single string stays in place; only rendered text goes to scratch', () => {
  expect(decodeAll(verbose([text('in place')])).records[0].flags).toBe(0);
  expect(decodeAll(verbose([{ type: 'string', value: latin1('Öl') }])).records[0].flags).toBe(Flag.latin1);
  expect(decodeAll(verbose([text('two'), text('strings')])).records[0].flags).toBe(Flag.bodyInScratch);
});

it('Any arguments in any byte order show as written', () => {
  const argument = fc.oneof(
    fc.tuple(fc.constant('string' as const), fc.string({ unit: 'grapheme', maxLength: 60 })),
    fc.tuple(fc.constant('uint' as const), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    fc.tuple(fc.constant('sint' as const), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    fc.tuple(fc.constant('bool' as const), fc.boolean()),
  );
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 12 }), fc.boolean(), (values, bigEndian) => {
      const list = values.map(([type, value]) => ({ type, value, bits: 64 }) as DltArgument);
      const shown = values.map(([, value]) => (typeof value === 'boolean' ? Number(value) : value));
      const expected = shown.map((value) => String(value).split('\0')[0]).join(' ');
      const [record] = decodeAll(verbose(list, { bigEndian })).records;
      expect(record.text).toBe(expected);
    }),
    { numRuns: 200 },
  );
});

function text(value: string): DltArgument {
  return { type: 'string', value };
}

function latin1(value: string): Uint8Array {
  return Uint8Array.from(value, (character) => character.charCodeAt(0));
}
