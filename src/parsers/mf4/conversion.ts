import type { BlockFile } from './blocks.ts';
import { readFormula } from './formula.ts';

/** From the raw number of a channel to its physical value. */
export interface Conversion {
  /** `value * factor + offset` says it all: what master channels have. */
  linear?: { factor: number; offset: number };
  convert(raw: number): number;
}

export const IDENTITY: Conversion = linear(0, 1);

/** `cc_type` (ASAM MDF 4.1, CCBLOCK). Texts for values are left: a state is the number it has. */
const Type = { linear: 1, rational: 2, formula: 3, tableInterpolated: 4, table: 5, ranges: 6 } as const;
const MAX_VALUES = 1 << 16;
const VALUES_AT = 24;

export async function readConversion(file: BlockFile, link: number): Promise<Conversion> {
  const block = await file.block(link, 'CC');
  if (!block || block.data.byteLength < VALUES_AT) return IDENTITY;
  const { data, links } = block;
  const count = Math.min(data.getUint16(6, true), MAX_VALUES, (data.byteLength - VALUES_AT) >> 3);
  const values = Array.from({ length: count }, (_, n) => data.getFloat64(VALUES_AT + 8 * n, true));
  const type = data.getUint8(0);
  if (type === Type.formula) return { convert: readFormula(await file.text(links[4] ?? 0)) ?? ((raw) => raw) };
  return conversionOf(type, values);
}

/** Exported for tests. */
export function conversionOf(type: number, values: readonly number[]): Conversion {
  if (type === Type.linear && values.length >= 2) return linear(values[0], values[1]);
  if (type === Type.rational && values.length >= 6) return rational(values);
  if (type === Type.tableInterpolated && values.length >= 2) return { convert: (raw) => lookUp(values, raw, true) };
  if (type === Type.table && values.length >= 2) return { convert: (raw) => lookUp(values, raw, false) };
  if (type === Type.ranges && values.length >= 3) return { convert: (raw) => inRange(values, raw) };
  return IDENTITY;
}

function linear(offset: number, factor: number): Conversion {
  return { linear: { factor, offset }, convert: (raw) => raw * factor + offset };
}

function rational([a, b, c, d, e, f]: readonly number[]): Conversion {
  return { convert: (raw) => (a * raw * raw + b * raw + c) / (d * raw * raw + e * raw + f) };
}

/** Pairs of key and value, keys ascending; outside of them the nearest value holds. */
function lookUp(pairs: readonly number[], raw: number, isInterpolated: boolean): number {
  const count = pairs.length >> 1;
  let low = 0;
  let high = count - 1;
  if (!(raw > pairs[0])) return pairs[1];
  if (raw >= pairs[2 * high]) return pairs[2 * high + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (pairs[2 * middle] <= raw) low = middle;
    else high = middle;
  }
  const [key, value, nextKey, nextValue] = pairs.slice(2 * low, 2 * low + 4);
  if (isInterpolated) return value + ((raw - key) * (nextValue - value)) / (nextKey - key);
  // Without interpolation the nearer key counts, of two equally near the lower one.
  return raw - key <= nextKey - raw ? value : nextValue;
}

/** Triples of lower limit, upper limit and value, then the default. */
function inRange(values: readonly number[], raw: number): number {
  for (let at = 0; at + 2 < values.length; at += 3)
    if (raw >= values[at] && raw <= values[at + 1]) return values[at + 2];
  return values.length % 3 === 1 ? values[values.length - 1] : raw;
}
