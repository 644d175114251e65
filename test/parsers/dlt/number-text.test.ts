import { describe, expect, it } from 'vitest';
import { writeFloat } from '#src/parsers/dlt/number-text.ts';
import { RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import { TextSink } from '#src/parsers/text-sink.ts';

const batch = new RecordBatch(new SourceTable());
const sink = new TextSink();

function textOf(value: number): string {
  sink.begin(batch, 32);
  writeFloat(sink, value);
  sink.finish(batch, 0);
  batch.scratchUsed = 0;
  return new TextDecoder().decode(batch.scratch.subarray(batch.bodyStart[0], batch.bodyEnd[0]));
}

/** The exact value to six digits (ECMA-262 rounds halves away from zero, and takes no double for a decimal). */
const isRight = (value: number): boolean => Number(textOf(value)) === Number(value.toExponential(5));

describe('A float', () => {
  it.each([
    [0.1, '0.1'],
    [-0.000123456, '-0.000123456'],
    [0.0001, '0.0001'],
    [0.00009999994, '9.99999e-05'],
    [12.0625, '12.0625'],
    [-273.15, '-273.15'],
    [99999.97, '100000'],
    [123456.4, '123456'],
    [999998.9, '999999'],
    [999999.4, '999999'],
    [999999.6, '1e+06'],
    [0.5, '0.5'],
    [1.00000049, '1'],
  ])('%d is written as %s', (value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it('is rounded by its exact value around every kind of half', () => {
    const halves = Array.from({ length: 11 }, (_, power) =>
      [100000.5, 123456.5, 500000.5, 999998.5].map((digits) => digits * 10 ** (power - 9)),
    ).flat();
    const around = halves.flatMap((half) => [half, half * (1 + 2 ** -52), half * (1 - 2 ** -52), Math.fround(half)]);
    expect(around.filter((value) => !isRight(value) || !isRight(-value))).toEqual([]);
  });
});
