import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogFormat } from '#src/parsers/log-format.ts';
import { LINE_FORMATS, parserCases } from './cases.ts';
import { countRecords, decodeStream, uncoveredText } from './decode-stream.ts';

/** Line ends, indents, short runs of NUL, a byte order mark, and what holds JSON objects together. */
const NOTHING_LOST = /^[\s\0[\],\u00ef\u00bb\u00bf]*$/;

const anyCase = fc.constantFrom(...parserCases());

/** A whole case, cut and with bytes changed: what a bad disk makes of a log. */
const damaged = fc
  .record({
    of: anyCase,
    from: fc.nat(200),
    keep: fc.nat(),
    flips: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
  })
  .map(({ of, from, keep, flips }) => {
    const bytes = of.bytes.slice(from % of.bytes.length).slice(0, 1 + (keep % of.bytes.length));
    for (const [at, value] of flips) bytes[at % bytes.length] = value;
    return { format: of.format, bytes };
  });

function expectAllAccountedFor(format: LogFormat, bytes: Uint8Array): void {
  const stream = decodeStream(format, bytes);
  const between = uncoveredText(stream, bytes);
  // What a format tells to be of no log is counted, and nothing else is left.
  if (stream.passed['detail'] === undefined) expect(between).toMatch(NOTHING_LOST);
  else expect(between).toHaveLength(Object.values(stream.passed).reduce((sum, { bytes }) => sum + bytes, 0));
}

describe('every line format', () => {
  it('accounts for every byte of truncated and flipped logs, in any format', () => {
    fc.assert(
      fc.property(damaged, fc.constantFrom(...LINE_FORMATS), ({ bytes }, format) => {
        expectAllAccountedFor(format, bytes);
      }),
      { numRuns: 400 },
    );
  });

  it('accounts for every byte of random bytes', () => {
    const logBytes = fc.array(fc.constantFrom(...'{}[]()<>-:=",\\/ \n\r\0TZIE01259aemsgv_'), { maxLength: 400 });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      logBytes.map((chars) => new TextEncoder().encode(chars.join(''))),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom(...LINE_FORMATS), (some, format) => {
        expectAllAccountedFor(format, some);
        expect(format.sniff(some)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });
});

/** Openings without an end: what makes a careless reader look at a line again and again. */
const OPENINGS = [
  '(',
  ' (',
  '(1:1:',
  '[',
  '{"a":',
  '"',
  'a=',
  'a="',
  '\\u',
  ':',
  '1',
  '\0a',
  '\r ',
  '\n__CURSOR=',
  '5 <1>1 a ',
];
const HEADS = ['', 'I/', '08-10 11:20:03.661   839   839 I ', '<34>1 2003-10-11T22:14:15.003Z h a - - [', '{"msg":"'];

describe.each(LINE_FORMATS)('$name', (format) => {
  // Looking again would take minutes for 120 kB; the time limit of the test is the measure.
  it('reads hostile lines in time that grows with their length only', () => {
    for (const head of HEADS) {
      for (const opening of OPENINGS) {
        const bytes = new TextEncoder().encode(head + opening.repeat(120_000 / opening.length));
        expect(format.sniff(bytes.subarray(0, 65_536))).toBeLessThanOrEqual(1);
        countRecords(format, bytes);
      }
    }
  });
});
