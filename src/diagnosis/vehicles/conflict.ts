import { areOfOneRole, areRivals, type HostName } from './host-name.ts';
import type { LogOwner } from './log-owner.ts';

/** Why two logs cannot be of one vehicle, or of one session. */
export type Conflict = 'vins' | 'computer' | 'hosts' | 'ids' | 'times';

/** One vehicle's logs of one session may lie days apart: an ECU that was not driven keeps its last one. */
const APART_US = 30 * 86_400_000_000;

/** Undefined where nothing speaks against one vehicle: ECUs of one vehicle have other host names, and clocks that are not set. */
export function findConflict(a: LogOwner, b: LogOwner): Conflict | undefined {
  if (differ(a, b, 'vin')) return 'vins';
  if (a.isWorkstation !== b.isWorkstation) return 'computer';
  if (!sharesHost(a, b) && areOfRivals(a, b)) return 'hosts';
  if (areOfOneClient(a, b) && [...a.ids.keys()].some((name) => name !== 'vin' && differ(a, b, name))) return 'ids';
  return !sharesHost(a, b) && !sharesVin(a, b) && areApart(a, b) ? 'times' : undefined;
}

/** Parts of one device have names, too (`gw-can`): it takes one update client on both to know them for two of a kind. */
function areOfRivals(a: LogOwner, b: LogOwner): boolean {
  const isOneClient = [...a.updaters].some((updater) => b.updaters.has(updater));
  const rival = (own: HostName, other: HostName): boolean =>
    areRivals(own, other) || (isOneClient && areOfOneRole(own, other));
  return a.hosts.some((own) => b.hosts.some((other) => rival(own, other)));
}

/** The two are known to be of one vehicle, or of one device of it. */
export const areLinked = (a: LogOwner, b: LogOwner): boolean =>
  findConflict(a, b) === undefined && (sharesHost(a, b) || sharesVin(a, b));

const sharesHost = (a: LogOwner, b: LogOwner): boolean =>
  a.hosts.some(({ name }) => b.hosts.some((other) => other.name === name));

const only = (owner: LogOwner, name: string): string | undefined => {
  const [first, ...more] = owner.ids.get(name) ?? [];
  return more.length === 0 ? first : undefined;
};

const sharesVin = (a: LogOwner, b: LogOwner): boolean => {
  const vin = only(a, 'vin');
  return vin !== undefined && vin === only(b, 'vin');
};

/** Each names one, and not the same: a log with several is a list, and tells nothing. */
function differ(a: LogOwner, b: LogOwner, name: string): boolean {
  const [own, other] = [only(a, name), only(b, name)];
  return own !== undefined && other !== undefined && own !== other;
}

/** Two ECUs may each have an update client, with an id of its own. */
function areOfOneClient(a: LogOwner, b: LogOwner): boolean {
  if (a.role !== b.role) return a.role === undefined || b.role === undefined;
  return a.hosts.length === 0 || b.hosts.length === 0 || a.role !== undefined || sharesHost(a, b);
}

const areApart = ({ span: a }: LogOwner, { span: b }: LogOwner): boolean =>
  a !== null && b !== null && (a.fromUs - b.toUs > APART_US || b.fromUs - a.toUs > APART_US);
