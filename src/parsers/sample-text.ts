import type { RecordBatch } from './record-batch.ts';

/** A record of a measurement may have thousands of numbers. */
const MAX_SHOWN = 16;
const DIGITS = 6;

/** `Engine speed 812.5 rpm, Coolant 90 °C`: the numbers of a sample, the first ones of many. */
export function sampleText({ samples, sources }: RecordBatch, i: number): string {
  const [from, to] = samples.rangeOf(i);
  const shown = Array.from({ length: Math.min(to - from, MAX_SHOWN) }, (_, n) => {
    const { name, unit } = sources.series[samples.series[from + n]];
    return `${name} ${Number(samples.value[from + n].toPrecision(DIGITS))} ${unit}`.trim();
  });
  if (to - from > MAX_SHOWN) shown.push(`and ${to - from - MAX_SHOWN} more`);
  return shown.join(', ');
}
