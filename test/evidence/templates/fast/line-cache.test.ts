import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writerOf } from '#src/evidence/tally/writer.ts';
import { FreeValues } from '#src/evidence/templates/fast/free-values.ts';
import { LineCache } from '#src/evidence/templates/fast/line-cache.ts';
import { NOT_CACHED, type ScannedLine } from '#src/evidence/templates/row-cache.ts';
import { TemplateScanner } from '#src/evidence/templates/template-scanner.ts';
import { templateText } from '#src/evidence/templates/template-text.ts';
import { RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';

/** Old bytes of a window lie around a line; no answer may depend on them. */
const STALE = '5 A0f.-=';
const ROW = 7;

const digits = fc.stringMatching(/^[0-9]{1,20}$/);
const shortDigits = fc.stringMatching(/^[0-9]{1,4}$/);
const piece = fc.oneof(
  { weight: 4, arbitrary: digits },
  { weight: 4, arbitrary: shortDigits },
  fc.stringMatching(/^0[xX][0-9a-fA-F]{1,12}$/),
  fc.stringMatching(/^[0-9a-fA-F]{1,8}$/),
  fc.stringMatching(/^[PCBU]0[0-9A-F]{3}(-[0-9]{0,3})?$/),
  fc.stringMatching(/^[0-9]{1,3}(\.[0-9]{1,3}){1,3}$/),
  fc.stringMatching(/^[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z?$/),
  fc.stringMatching(/^[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}$/),
  fc.constantFrom(
    'T',
    'Z',
    'x',
    'v',
    'u',
    'ms',
    '_',
    'k',
    'e',
    'FF ',
    ' ab',
    'é',
    'session',
    'mmcblk',
    'eth',
    'unit of',
  ),
  fc.constantFrom(
    '.',
    ':',
    '-',
    '/',
    '+',
    '\\',
    '::',
    '--',
    '//',
    '/dev/',
    ' ',
    ' ',
    ' ',
    '  ',
    ', ',
    '\t',
    '=',
    ': ',
    '(',
  ),
  fc.constantFrom(
    'error ',
    'err=',
    'code ',
    'status: ',
    'rc ',
    'errno',
    'ErrorCode::kInstall',
    'result(',
    'nrc ',
    ':Transfer',
  ),
);
const line = fc.array(piece, { minLength: 2, maxLength: 12 }).map((pieces) => `the line ${pieces.join('')} ends`);

describe('a line that is known', () => {
  it('has the template that a scan of it gives, whatever its free digits are', () => {
    let known = 0;
    const property = fc.property(
      line,
      fc.array(digits, { minLength: 24, maxLength: 24 }),
      fc.boolean(),
      (text, fills, hides) => {
        const first = scanned(text, hides);
        const free = new FreeValues();
        if (!free.find(first.line) || free.count === 0) return;
        const lines = new LineCache();
        lines.learn(first.line, WRITER, ROW);
        for (const from of [0, 8, 16]) {
          const other = refilled(first.line, free, fills.slice(from));
          if (rowOf(lines, other) === NOT_CACHED) continue;
          known++;
          expect(scanned(other, hides).template, `${text} | ${other}`).toBe(first.template);
        }
      },
    );
    fc.assert(property, { numRuns: 3_000 });
    expect(known).toBeGreaterThan(1_000);
  });

  it.each([
    [
      'I20210602 19:48:59.361387   889 payload_state.cc:208] Payload size = 67',
      'I20210714 07:01:00.000001   12 payload_state.cc:9] Payload size = 1234',
    ],
    ['at 2026-05-13T17:43:21Z it began', 'at 2027-01-02T03:04:05Z it began'],
    ['step 1 of 12', 'step 234 of 5'],
  ])('is known at another time, and however short: %j, %j', (learnt, other) => {
    const lines = new LineCache();
    lines.learn(scanned(learnt, false).line, WRITER, ROW);
    expect(rowOf(lines, other)).toBe(ROW);
    expect(scanned(other, false).template).toBe(scanned(learnt, false).template);
  });

  it.each([
    ['session12345_7a is open', 'session12345_789a is open'],
    ['code P0420-1 of the unit', 'code P0420-12 of the unit'],
    ['the unit failed with error 12345', 'the unit failed with error 123'],
    ['list of values 12345 0x12345', 'list of values 0x12345 0x12345'],
    ['it began at 17:43:21', 'it began at 17:43:211'],
  ])('is not one whose digits change what it is: %j, %j', (learnt, other) => {
    const lines = new LineCache();
    lines.learn(scanned(learnt, false).line, WRITER, ROW);
    expect(rowOf(lines, learnt)).toBe(ROW);
    expect(rowOf(lines, other)).toBe(NOT_CACHED);
  });
});

const batch = new RecordBatch(new SourceTable());
const WRITER = writerOf(batch, 0);

function inWindow(text: string): { bytes: Uint8Array; start: number; end: number } {
  const body = new TextEncoder().encode(text);
  const bytes = new TextEncoder().encode(STALE.repeat(2) + '~'.repeat(body.length) + STALE.repeat(2));
  const start = 2 * STALE.length;
  bytes.set(body, start);
  return { bytes, start, end: start + body.length };
}

function scanned(text: string, hides: boolean): { line: ScannedLine; template: string } {
  const place = inWindow(text);
  const scanner = new TemplateScanner();
  scanner.scan(place.bytes, place.start, place.end);
  const { edits, editsEnd, hasCodes } = scanner.masker;
  return {
    line: { ...place, edits, editsEnd, hidesCodes: hides && hasCodes },
    template: templateText({ ...place, isLatin1: false }, { edits, editsEnd, keepsCodes: !hides }),
  };
}

/** The line with other digits where they are free, as many as may be. */
function refilled({ bytes, start, end }: ScannedLine, free: FreeValues, fills: readonly string[]): string {
  const parts: Uint8Array[] = [];
  let at = start;
  free.runs.slice(0, free.count).forEach(({ from, to, least, most }, r) => {
    const fill = fills[r % fills.length].slice(0, most).padStart(least, '0');
    parts.push(bytes.subarray(at, from), new TextEncoder().encode(fill));
    at = to;
  });
  return new TextDecoder().decode(Buffer.concat([...parts, bytes.subarray(at, end)]));
}

function rowOf(lines: LineCache, text: string): number {
  const { bytes, start, end } = inWindow(text);
  batch.window = { bytes, end: bytes.length, offset: 0, isLast: true };
  batch.count = 1;
  batch.bodyStart[0] = start;
  batch.bodyEnd[0] = end;
  const rows = new Int32Array(1);
  lines.findAll(batch, rows);
  return rows[0];
}
