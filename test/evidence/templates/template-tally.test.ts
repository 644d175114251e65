import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PointerMint } from '#src/evidence/pointers.ts';
import { LineCache } from '#src/evidence/templates/fast/line-cache.ts';
import { TemplateTally } from '#src/evidence/templates/template-tally.ts';
import { Flag, Kind } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { batchOf, type TestRecord } from '../batch-of.ts';
import { templateOf } from './template-of.ts';

/** Lines are learnt from full batches only. */
const FULL = 4096;

function tallyOf(records: TestRecord[], { isWatched = false, batchSize = FULL, isCached = true } = {}) {
  const inspected: string[] = [];
  const tally = new TemplateTally(
    new PointerMint(0, null),
    (_, i, row) => {
      inspected.push(`${row}:${i}`);
      return isWatched;
    },
    isCached ? () => new LineCache() : undefined,
  );
  const sources = new SourceTable();
  for (let from = 0; from < records.length; from += batchSize) {
    tally.add(batchOf(records.slice(from, from + batchSize), sources));
  }
  const rows = tally.templates.map((template, row) => ({ ...template, ...tally.sumsOf(row) }));
  return { rows, unmatched: tally.unmatched, inspected };
}

const sumOf = ({ rows, unmatched }: ReturnType<typeof tallyOf>): number =>
  rows.reduce((sum, row) => sum + row.count, unmatched);

/** Lines near each other: same words, numbers, blanks and look-alikes of masks in any mixture. */
const number = fc.integer({ min: 0, max: 99_999 }).map(String);
const hex = fc.integer({ min: 0, max: 0xfffff }).map((value) => `0x${value.toString(16)}`);
const fixed = fc.constantFrom(
  'a',
  'bb',
  'id',
  '7',
  '42',
  '12.5',
  '0x1f',
  '0xdeadbeef',
  'eth0',
  '<num>',
  '<hex>',
  '7F',
  'error',
  '9:c5:2',
  '4/u0:7',
);
const word = fc.oneof(fixed, number, hex);
const gap = fc.constantFrom(' ', '  ', '\t', ',', ': ', '=', '');
const start = fc.constantFrom('', ' ', 'the unit of the line ', 'last error of unit ', 'slot 5 in the unit ');
const line = fc
  .tuple(start, fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 5 }))
  .map(([first, parts]) => first + parts.flat().join(''));

describe('counting by template', () => {
  it('puts two lines into one row exactly when their templates are equal', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 2, maxLength: 40 }), (distinct) => {
        const lines = [...distinct, ...distinct, ...distinct.map((text) => text.replace(/[2-9]/g, '1'))];
        const { rows } = tallyOf(lines.map((text) => ({ text })));
        const expected = Map.groupBy(lines, (text) => templateOf(text));
        expect(new Map(rows.map((row) => [row.text, row.count]))).toEqual(
          new Map([...expected].map(([template, same]) => [template, same.length])),
        );
        expect(rows).toHaveLength(expected.size);
      }),
      { numRuns: 150 },
    );
  });

  it('counts the same by the fast path as by scanning every line', { timeout: 60_000 }, () => {
    const piece = fc.constantFrom(
      ...[
        '#',
        '#.#',
        '#:#',
        '#-#',
        '##',
        ' # ',
        ' #, ',
        '.#',
        '#x',
        ' 0x#',
        '0x',
        '12',
        '7F',
        'FF ',
        '/dev/',
        'error ',
      ],
      ...[
        'err=',
        'a',
        'e',
        'u',
        'xyz',
        'T',
        'Z',
        'P',
        'B',
        'v',
        '.',
        ':',
        '-',
        '/',
        '_',
        '+',
        ' ',
        ', ',
        '(',
        ')',
        '=',
      ],
    );
    const shape = fc
      .tuple(fc.array(piece, { minLength: 2, maxLength: 14 }), fc.constantFrom('', ' done'))
      .map(([pieces, end]) => `unit of the ${pieces.join('')}${end}`);
    fc.assert(
      fc.property(fc.array(shape, { minLength: 16, maxLength: 16 }), fc.nat(), (shapes, seed) => {
        const lines = Array.from({ length: 3 * FULL }, (_, n) => {
          let pick = n + seed;
          return shapes[n % shapes.length].replace(/#/g, () => {
            pick = Math.imul(pick, 0x9e3779b1) >>> 0;
            return String(pick >>> (31 - (pick % 17)));
          });
        });
        const records = lines.map((text) => ({ text }));
        const counted = ({ rows }: ReturnType<typeof tallyOf>) => rows.map(({ text, count }) => [text, count]);
        expect(counted(tallyOf(records))).toEqual(counted(tallyOf(records, { isCached: false })));
      }),
      { numRuns: 6 },
    );
  });

  it.each([
    ['a list before a compound', 'n 1 9:c5972:2', 'n 1 9:ffd31:2'],
    ['a code behind a leading blank', ' error 5, status 12345', 'error 12345, status 5'],
    ['a number before two blanks', 'a 5ms\tok', 'a 5ms7 \tok'],
    ['a code that goes on', `error 5${';1'.repeat(15)} status 7`, `error 507${';1'.repeat(15)} status 12345`],
  ])('keeps lines apart: %s', (_, a, b) => {
    expect(tallyOf([{ text: a }, { text: b }, { text: 'the end' }]).rows).toHaveLength(3);
  });

  it('keeps levels apart, and what is no text', () => {
    const { rows } = tallyOf([
      { text: 'cold start', level: 'info' },
      { text: 'bold start', level: 'debug' },
      { text: '12', kind: Kind.frame },
      { text: '-5' },
    ]);
    expect(rows.map(({ text, count }) => [text, count])).toEqual([
      ['cold start', 1],
      ['bold start', 1],
      ['<frame>', 1],
      ['<num>', 1],
    ]);
  });

  it('keeps sources and levels apart', () => {
    const { rows } = tallyOf([
      { text: 'tick 1' },
      { text: 'tick 2', app: 'APP2' },
      { text: 'tick 3', level: 'error' },
      { text: 'tick 4' },
    ]);
    expect(rows.map(({ text, count }) => [text, count])).toEqual([
      ['tick <num>', 2],
      ['tick <num>', 1],
      ['tick <num>', 1],
    ]);
  });

  it('counts frames per source and type, and undecodable payloads per message id, without reading them', () => {
    const { rows } = tallyOf([
      { text: '12345678', kind: Kind.frame },
      { text: 'abcdefgh', kind: Kind.frame },
      { text: '', kind: Kind.frame, flags: Flag.remote },
      { text: '[7] 01 02', flags: Flag.nonVerbose, id: 7 },
      { text: '[7] 09', flags: Flag.nonVerbose, id: 7 },
      { text: '[8] 01', flags: Flag.nonVerbose, id: 8 },
    ]);
    expect(rows.map(({ text, count }) => [text, count])).toEqual([
      ['<frame>', 2],
      ['<remote-frame>', 1],
      ['<non-verbose> id 7', 2],
      ['<non-verbose> id 8', 1],
    ]);
  });

  it('shows the first record of each template, and every one of a watched template', () => {
    const records = [{ text: 'load 5' }, { text: 'load 6' }, { text: 'idle' }];
    expect(tallyOf(records).inspected).toEqual(['0:0', '1:2']);
    expect(tallyOf(records, { isWatched: true }).inspected).toEqual(['0:0', '0:1', '1:2']);
  });

  it('takes codes for values once a line has shown 64 of them', () => {
    const codes = Array.from({ length: 5000 }, (_, n) => ({ text: `register 0x${(0x1000 + n).toString(16)} written` }));
    const tally = tallyOf([...codes.slice(1000), ...codes, ...codes]);
    expect(tally.rows).toHaveLength(65);
    expect(tally.rows.at(-1)).toMatchObject({ text: 'register <hex> written', count: 14_000 - 64 });
    expect(sumOf(tally)).toBe(14_000);
  });

  it('does so from the very next record on, though it has learnt to recognise the last code', () => {
    const idle = Array.from({ length: 4096 }, () => ({ text: 'the unit is idle and waits' }));
    const codes = Array.from({ length: 64 }, (_, n) => ({ text: `register 0x${(0x1000 + n).toString(16)} written` }));
    const { rows } = tallyOf([...idle, ...codes.flatMap((line) => [line, line]), ...idle]);
    expect(rows.slice(-2).map(({ text, count }) => [text, count])).toEqual([
      ['register 0x103f written', 1],
      ['register <hex> written', 1],
    ]);
  });

  it('loses no record when a stream has more templates than it may keep', () => {
    const random = Array.from({ length: 25_000 }, (_, n) => ({ text: `${lettersOf(n)} failed with error ${n % 10}` }));
    const tally = tallyOf(random);
    expect(tally.rows).toHaveLength(20_000);
    expect(tally.unmatched).toBeGreaterThan(0);
    expect(sumOf(tally)).toBe(25_000);
    expect(tally.rows.slice(5_000).every((row) => row.text.endsWith('error <num>'))).toBe(true);
  });

  it('keeps first and last time by the clock, not by place', () => {
    const { rows } = tallyOf([
      { text: 'x 1', timeUs: 50 },
      { text: 'x 2', timeUs: 20 },
      { text: 'x 3' },
      { text: 'x 4', timeUs: 30 },
    ]);
    expect(rows[0]).toMatchObject({ count: 4, firstTimeUs: 20, lastTimeUs: 50 });
  });
});

const lettersOf = (n: number): string =>
  [...n.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('');
