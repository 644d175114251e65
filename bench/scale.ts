import { billOf, demandsOf, FLEET_LOADS } from '#src/cost/scale.ts';

/** The tables of docs/scale.md: what a fleet asks of an account, and what breaks first. `node bench/scale.ts` */
const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(2);

export function scaleTables(): string {
  return FLEET_LOADS.map((load) => {
    const demands = demandsOf(load);
    const { infrastructure, storage } = billOf(load);
    const [first] = demands;
    return [
      `## ${load.name}`,
      '',
      `$${number(infrastructure)} of infrastructure and $${number(storage)} to keep the uploads for 30 days, without a language model.`,
      `First to break: ${first.what}, at ${number(1 / first.share)} times this load.`,
      '',
      '| in the busiest hour | needed | an account has | share | to have more |',
      '| --- | --- | --- | --- | --- |',
      ...demands.map(
        ({ what, needed, most, share, raise }) =>
          `| ${what} | ${number(needed)} | ${number(most)} | ${(100 * share).toFixed(1)} % | ${raise} |`,
      ),
      '',
    ].join('\n');
  }).join('\n');
}

if (import.meta.main) console.log(scaleTables());
