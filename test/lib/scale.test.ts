import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { demandsOf, FLEET_LOADS } from '#src/cost/scale.ts';
import { scaleTables } from '../../bench/scale.ts';
import { shareOut } from '../../lib/concurrency.ts';

it('docs/scale.md shows what the command prints', () => {
  expect(readFileSync('docs/scale.md', 'utf8')).toContain(scaleTables());
});

it('the quotas of functions are those that a default account is shared out by', () => {
  const { arrivals, parsers, reserved } = shareOut(1_000, null);
  const [load] = FLEET_LOADS;
  const mostOf = (what: string) => demandsOf(load).find((demand) => demand.what.startsWith(what))?.most;
  expect([mostOf('parsers'), mostOf('functions that note'), mostOf('functions at the')]).toEqual([
    parsers,
    arrivals,
    reserved.vehicles,
  ]);
});

it('twice the batches need twice of everything that is counted by the batch', () => {
  const [, load] = FLEET_LOADS;
  const once = new Map(demandsOf(load).map(({ what, needed }) => [what, needed]));
  for (const { what, needed } of demandsOf({ ...load, batches: 2 * load.batches })) {
    if (/arrivals|table/.test(what)) continue;
    expect(needed).toBeCloseTo(2 * (once.get(what) ?? 0));
  }
});
