import { compareFirmware } from '#src/knowledge/firmware-range.ts';
import { isCommit, isDone, isInstalled, isInterruption, isRetry, isRollback } from './outcome-signs.ts';
import type { Sign } from './sign.ts';

/** The place last noted per ECU. A writer without a name may be any ECU, so it answers for all. */
class NotedPlaces {
  readonly #places = new Map<string, number>();
  #last: number | undefined;

  note(ecu: string, place: number): void {
    this.#places.set(ecu, place);
    this.#last = place;
  }

  find(ecu: string, choose: (a: number, b: number) => number): number | undefined {
    if (ecu === '') return this.#last;
    const own = this.#places.get(ecu);
    const nameless = this.#places.get('');
    return own !== undefined && nameless !== undefined ? choose(own, nameless) : (own ?? nameless);
  }
}

/** What became of each step: one pass forward and one back over the signs from the first attempt on, in order of time. */
export class UpdateHistory {
  readonly signs: readonly Sign[];
  /** Places of the signs that show the new software in use. */
  readonly arrivals: ReadonlySet<number>;
  readonly #madeGood = new Set<number>();

  constructor(signs: readonly Sign[], targetVersion: string | null) {
    this.signs = signs;
    this.arrivals = findArrivals(signs, targetVersion);
    this.#lookAhead();
  }

  /** Signs of that sort which no later try made good. */
  open(isOfSort: (sign: Sign) => boolean): Sign[] {
    return this.signs.filter((sign, i) => isOfSort(sign) && !this.#madeGood.has(i));
  }

  #lookAhead(): void {
    const [retry, done, arrival] = [new NotedPlaces(), new NotedPlaces(), new NotedPlaces()];
    const redone = new Map<string, NotedPlaces>();
    this.signs.forEach((sign, i) => {
      if (isDone(sign)) done.note(sign.ecu, i);
      if (this.arrivals.has(i)) arrival.note(sign.ecu, i);
      if (sign.name.endsWith(':succeeded')) noteIn(redone, sign, i);
    });
    for (let i = this.signs.length - 1; i >= 0; i--) {
      const sign = this.signs[i];
      const latest = (places?: NotedPlaces): number => places?.find(sign.ecu, Math.max) ?? -1;
      const next = retry.find(sign.ecu, Math.min) ?? Number.POSITIVE_INFINITY;
      const isGood =
        (isInterruption(sign) && latest(arrival) > i) ||
        (isRollback(sign)
          ? latest(arrival) > next
          : latest(done) >= next || latest(redone.get(sign.name.replace(/:failed$/, ':succeeded'))) > i);
      if (isGood) this.#madeGood.add(i);
      if (isRetry(sign)) retry.note(sign.ecu, i);
    }
    this.#forgetAfterArrival();
  }

  /** Power that fails after the update was committed did not interrupt it. */
  #forgetAfterArrival(): void {
    const arrived = new Set<string>();
    this.signs.forEach((sign, i) => {
      if (this.arrivals.has(i)) arrived.add(sign.ecu);
      else if (isRetry(sign)) arrived.delete(sign.ecu);
      if (isInterruption(sign) && (arrived.has(sign.ecu) || arrived.has(''))) this.#madeGood.add(i);
    });
  }
}

function noteIn(places: Map<string, NotedPlaces>, sign: Sign, at: number): void {
  const noted = places.get(sign.name) ?? new NotedPlaces();
  noted.note(sign.ecu, at);
  places.set(sign.name, noted);
}

/** Committed after the software was brought in, or running the version that the update was to bring. */
function findArrivals(signs: readonly Sign[], targetVersion: string | null): Set<number> {
  const done = new NotedPlaces();
  const arrivals = new Set<number>();
  signs.forEach((sign, i) => {
    if (isDone(sign)) done.note(sign.ecu, i);
    const doneAt = isOfWholeUpdate(sign) ? done.find('', Math.max) : done.find(sign.ecu, Math.max);
    if (isVersion(sign, targetVersion) || (isCommit(sign) && doneAt !== undefined)) arrivals.add(i);
  });
  return arrivals;
}

/** A commit that names no slot may be the coordinator's word for all ECUs. */
const isOfWholeUpdate = ({ name, value }: Sign): boolean => name === 'marker:committed' && value === null;

export const isVersion = ({ name, value }: Sign, version: string | null): boolean =>
  name === 'marker:version-seen' &&
  value !== null &&
  version !== null &&
  (value === version || compareFirmware(value, version) === 0);

/** Booted A, then B, then A again without an installation in between: the last two boots. */
export function findReturnToOldSlot(signs: readonly Sign[]): Sign[] {
  const boots = signs.filter((sign) => sign.name === 'marker:slot-booted' && sign.value !== null);
  for (const ofEcu of Map.groupBy(boots, ({ ecu }) => ecu).values()) {
    const changes = ofEcu.filter((boot, i) => i === 0 || boot.value !== ofEcu[i - 1].value);
    const [first, second, third] = changes.slice(-3);
    if (third === undefined || first.value !== third.value) continue;
    const between = signs.slice(signs.indexOf(second), signs.indexOf(third));
    if (!between.some(isInstalled)) return [second, third];
  }
  return [];
}
