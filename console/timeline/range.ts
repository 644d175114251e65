/** A stretch of time in microseconds since 1970, as the vehicle's clocks count. */
export interface Range {
  fromUs: number;
  toUs: number;
}

/** Closer than this nothing is left to see: a clock of a log is seldom finer. */
const LEAST_US = 1_000;

export const spanOf = ({ fromUs, toUs }: Range): number => toUs - fromUs;

/** `range` moved and cut so that it lies within `extent`. */
export function within({ fromUs, toUs }: Range, extent: Range): Range {
  const span = Math.min(Math.max(toUs - fromUs, LEAST_US), Math.max(spanOf(extent), LEAST_US));
  const start = Math.min(Math.max(fromUs, extent.fromUs), extent.toUs - span);
  const from = spanOf(extent) < LEAST_US ? extent.fromUs : start;
  return { fromUs: from, toUs: from + span };
}

/** By `share` of what is shown: positive is later. */
export function panned(range: Range, share: number, extent: Range): Range {
  const by = spanOf(range) * share;
  return within({ fromUs: range.fromUs + by, toUs: range.toUs + by }, extent);
}

/** `factor` below 1 is closer; `centre`, from 0 to 1, stays where it is. */
export function zoomed(range: Range, factor: number, { centre, extent }: { centre: number; extent: Range }): Range {
  const span = Math.max(spanOf(range) * factor, LEAST_US);
  const at = range.fromUs + spanOf(range) * centre;
  return within({ fromUs: at - span * centre, toUs: at + span * (1 - centre) }, extent);
}

/** What is asked for when `range` is shown: a screen more on either side, so that a pan has something to show at once. */
export function around(range: Range, extent: Range): Range {
  const span = spanOf(range);
  return {
    fromUs: Math.max(extent.fromUs, range.fromUs - span),
    toUs: Math.min(extent.toUs, range.toUs + span),
  };
}

/** Whether what is there serves to show `range`: all of it, and not in bins that are wider than they need to be. */
export function serves(held: Range & { binUs: number }, range: Range, columns: number): boolean {
  const isWhole = held.fromUs <= range.fromUs && held.toUs >= range.toUs;
  return isWhole && held.binUs <= (spanOf(range) / columns) * 2;
}

/** From the address; undefined where it names none, or none that is one. */
export function rangeOf(params: Readonly<Record<string, string>>): Range | undefined {
  const [fromUs, toUs] = [momentOf(params['from']), momentOf(params['to'])];
  return fromUs !== undefined && toUs !== undefined && toUs > fromUs ? { fromUs, toUs } : undefined;
}

function momentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const us = /^\d+$/.test(text) ? Number(text) : Date.parse(text) * 1_000;
  return Number.isFinite(us) ? us : undefined;
}

export const paramsOf = ({ fromUs, toUs }: Range): { from: string; to: string } => ({
  from: String(Math.round(fromUs)),
  to: String(Math.round(toUs)),
});
