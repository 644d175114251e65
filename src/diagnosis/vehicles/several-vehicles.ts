import { digestOf } from '#src/evidence/digest.ts';
import { plainText } from '#src/report/plain-text.ts';
import type { Report } from '#src/report/report.ts';
import type { Conflict } from './conflict.ts';
import type { VehicleGroups, VehicleLogs } from './group-logs.ts';

/** What logs that nobody said anything of are filed under. */
export const UNKNOWN_VEHICLE = 'unknown';

/** The group that a user's `--vehicle` names: by a host name, or by a VIN or id that its logs hold. */
export function groupNamed({ groups }: VehicleGroups, vehicleId: string): VehicleLogs | undefined {
  const digest = digestOf(new TextEncoder().encode(vehicleId));
  const name = vehicleId.toLowerCase();
  const named = groups.filter(({ logs }) =>
    logs.some(
      ({ hosts, ids }) => hosts.some((host) => host.name === name) || [...ids.values()].some((own) => own.has(digest)),
    ),
  );
  return named.length === 1 ? named[0] : undefined;
}

const FINDINGS: readonly Report['finding'][] = ['fault', 'unknown', 'no-fault'];
const VERDICTS: readonly Report['verdict'][] = ['CONFIRMED', 'LIKELY', 'INCONCLUSIVE'];

/** What an engineer looks at first: a fault, and of faults the surest. */
export function worstOf(reports: readonly Report[]): number {
  const rank = ({ finding, totals, verdict }: Report): number[] => [
    totals.records > 0 ? 0 : 1,
    FINDINGS.indexOf(finding),
    VERDICTS.indexOf(verdict),
  ];
  const ranks = reports.map(rank);
  return ranks.reduce((best, own, i) => (compareRanks(own, ranks[best]) < 0 ? i : best), 0);
}

const compareRanks = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, i) => value - b[i]).find((difference) => difference !== 0) ?? 0;

const BY: Readonly<Record<Conflict, string>> = {
  vins: 'VINs',
  computer: 'programs of a desktop computer',
  hosts: 'host names',
  ids: 'ids of update clients',
  times: 'times',
};

const MAX_NAMED = 4;

/** The report on one group, with the others beside it: nothing of theirs was weighed. */
export function withOthers(reports: readonly Report[], shown: number, { by, groups }: VehicleGroups): Report {
  const names = groups.map(({ name }) => plainText(name, 64));
  const others = reports.filter((_, i) => i !== shown);
  const all = [reports[shown], ...others];
  return {
    ...reports[shown],
    vehicles: {
      text: sentence(names, names[shown], by),
      groups: groups.map(({ logs }, i) => ({
        name: names[i],
        files: logs.map(({ path }) => plainText(path, 300)),
        isShown: i === shown,
        finding: reports[i].finding,
        verdict: reports[i].verdict,
        observed: reports[i].outcome.observed,
        headline: reports[i].headline,
      })),
    },
    files: all.flatMap(({ files }) => files).sort((a, b) => a.index - b.index),
    totals: all.map(({ totals }) => totals).reduce(addTotals),
  };
}

function sentence(names: readonly string[], shown: string, by: readonly Conflict[]): string {
  const listed = names.length > MAX_NAMED ? [...names.slice(0, MAX_NAMED), `${names.length - MAX_NAMED} more`] : names;
  const other = names.find((name) => name !== shown) ?? shown;
  const reasons = by.map((each) => BY[each]).join(' and ');
  return `These logs cannot be of one vehicle and session by their ${reasons}: ${listed.join(', ')}; this report is on ${shown} alone. Give --vehicle ${other} for another one, or --vehicle with a name of your own if all are of one vehicle.`;
}

const addTotals = (a: Report['totals'], b: Report['totals']): Report['totals'] => ({
  files: a.files + b.files,
  parsed: a.parsed + b.parsed,
  failed: a.failed + b.failed,
  records: a.records + b.records,
  unmatched: a.unmatched + b.unmatched,
  templates: a.templates + b.templates,
  faults: a.faults + b.faults,
});
