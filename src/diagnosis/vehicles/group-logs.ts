import { areLinked, type Conflict, findConflict } from './conflict.ts';
import type { LogOwner } from './log-owner.ts';

/** Logs that may be of one vehicle. */
export interface VehicleLogs {
  /** A host name, or the path of a log where none names a host. */
  name: string;
  logs: LogOwner[];
}

export interface VehicleGroups {
  /** One where nothing speaks against one vehicle. */
  groups: VehicleLogs[];
  /** What tells them from each other. */
  by: Conflict[];
}

type Unit = LogOwner[];

/**
 * Logs that cannot be of one vehicle, apart. All are of one unless two of them contradict each other; a log that fits
 * several vehicles equally well is in a group of its own, because it proves nothing of any.
 */
export function groupLogs(logs: readonly LogOwner[]): VehicleGroups {
  const units = unitsOf(logs);
  const seeds = findSeeds(units);
  if (seeds.length < 2) return { groups: [groupOf([...logs])], by: [] };
  const groups: Unit[] = seeds.map((unit) => [...unit]);
  const lost: Unit[] = [];
  for (const unit of units.filter((each) => !seeds.includes(each))) {
    const fitting = groups.filter((group) => conflictOf(group, unit) === undefined);
    const home = fitting.length === 1 ? fitting[0] : nearest(fitting, unit);
    if (home) home.push(...unit);
    else if (fitting.length === 0) groups.push([...unit]);
    else lost.push(unit);
  }
  const by = seeds.flatMap((a, i) => seeds.slice(i + 1).flatMap((b) => conflictOf(a, b) ?? []));
  return { groups: [...groups, ...lost].map(groupOf), by: [...new Set(by)] };
}

/** Logs of one host or VIN. */
function unitsOf(logs: readonly LogOwner[]): Unit[] {
  const units: Unit[] = [];
  for (const log of logs) {
    const own = units.filter((unit) => unit.some((other) => areLinked(log, other)) && !conflictOf(unit, [log]));
    if (own.length === 0) units.push([log]);
    else own[0].push(log);
  }
  return units;
}

/** Units of which any two contradict each other: one for each vehicle. */
function findSeeds(units: readonly Unit[]): Unit[] {
  const begin = units.find((unit) => units.some((other) => conflictOf(unit, other)));
  const seeds: Unit[] = begin ? [begin] : [];
  for (const unit of units) if (begin && seeds.every((seed) => conflictOf(seed, unit))) seeds.push(unit);
  return seeds;
}

function conflictOf(a: Unit, b: Unit): Conflict | undefined {
  for (const own of a) {
    for (const other of b) {
      const conflict = findConflict(own, other);
      if (conflict) return conflict;
    }
  }
  return undefined;
}

/** Undefined where two are equally near. */
function nearest(groups: readonly Unit[], unit: Unit): Unit | undefined {
  const ranked = groups
    .map((group) => ({ group, nearness: Math.max(...group.flatMap((a) => unit.map((b) => nearness(a, b)))) }))
    .sort((a, b) => b.nearness - a.nearness);
  return ranked.length > 0 && ranked[0].nearness > ranked[1].nearness ? ranked[0].group : undefined;
}

/** A serial in both names tells most, then the folder, then the time. */
function nearness(a: LogOwner, b: LogOwner): number {
  const marks = new Set(a.hosts.map(({ mark }) => mark).filter(Boolean));
  const isMarked = b.hosts.some(({ mark }) => marks.has(mark));
  return (isMarked ? 1_000 : 0) + 2 * sharedFolders(a.path, b.path) + (overlap(a, b) ? 1 : 0);
}

/** The group whose logs stand nearest to a file that tells nothing of itself; the first of equal ones. */
export function nearestByFolder({ groups }: VehicleGroups, path: string): VehicleLogs {
  const near = ({ logs }: VehicleLogs): number => Math.max(...logs.map((log) => sharedFolders(log.path, path)));
  return groups.reduce((best, group) => (near(group) > near(best) ? group : best));
}

function sharedFolders(a: string, b: string): number {
  const [own, other] = [a.split('/').slice(0, -1), b.split('/').slice(0, -1)];
  const apart = own.findIndex((folder, i) => folder !== other[i]);
  return apart < 0 ? own.length : apart;
}

const overlap = ({ span: a }: LogOwner, { span: b }: LogOwner): boolean =>
  a !== null && b !== null && a.fromUs <= b.toUs && b.fromUs <= a.toUs;

function groupOf(logs: LogOwner[]): VehicleLogs {
  const host = logs.flatMap(({ hosts }) => hosts)[0];
  return { name: host?.name ?? logs[0]?.path ?? '', logs };
}
