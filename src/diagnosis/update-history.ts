import { compareFirmware } from '#src/knowledge/firmware-range.ts';
import type { Finding } from './finding.ts';
import { isCommit, isDone, isInstalled, isInterruption, isRetry, isRollback } from './outcome-findings.ts';

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

/** What became of each step: one pass forward and one back over the findings from the first attempt on, in order of time. */
export class UpdateHistory {
  readonly findings: readonly Finding[];
  /** Places of the findings that show the new software in use. */
  readonly arrivals: ReadonlySet<number>;
  readonly #madeGood = new Set<number>();

  constructor(findings: readonly Finding[], targetVersion: string | null) {
    this.findings = findings;
    this.arrivals = findArrivals(findings, targetVersion);
    this.#lookAhead();
  }

  /** Findings of that sort which no later try made good. */
  open(isOfSort: (finding: Finding) => boolean): Finding[] {
    return this.findings.filter((finding, i) => isOfSort(finding) && !this.#madeGood.has(i));
  }

  #lookAhead(): void {
    const [retry, done, arrival] = [new NotedPlaces(), new NotedPlaces(), new NotedPlaces()];
    const redone = new Map<string, NotedPlaces>();
    this.findings.forEach((finding, i) => {
      if (isDone(finding)) done.note(finding.ecu, i);
      if (this.arrivals.has(i)) arrival.note(finding.ecu, i);
      if (finding.name.endsWith(':succeeded')) noteIn(redone, finding, i);
    });
    for (let i = this.findings.length - 1; i >= 0; i--) {
      const finding = this.findings[i];
      const latest = (places?: NotedPlaces): number => places?.find(finding.ecu, Math.max) ?? -1;
      const next = retry.find(finding.ecu, Math.min) ?? Number.POSITIVE_INFINITY;
      const isGood =
        (isInterruption(finding) && latest(arrival) > i) ||
        (isRollback(finding)
          ? latest(arrival) > next
          : latest(done) >= next || latest(redone.get(finding.name.replace(/:failed$/, ':succeeded'))) > i);
      if (isGood) this.#madeGood.add(i);
      if (isRetry(finding)) retry.note(finding.ecu, i);
    }
    this.#forgetAfterArrival();
  }

  /** Power that fails after the update was committed did not interrupt it. */
  #forgetAfterArrival(): void {
    const arrived = new Set<string>();
    this.findings.forEach((finding, i) => {
      if (this.arrivals.has(i)) arrived.add(finding.ecu);
      else if (isRetry(finding)) arrived.delete(finding.ecu);
      if (isInterruption(finding) && (arrived.has(finding.ecu) || arrived.has(''))) this.#madeGood.add(i);
    });
  }
}

function noteIn(places: Map<string, NotedPlaces>, finding: Finding, at: number): void {
  const noted = places.get(finding.name) ?? new NotedPlaces();
  noted.note(finding.ecu, at);
  places.set(finding.name, noted);
}

/** Committed after the software was brought in, or running the version that the update was to bring. */
function findArrivals(findings: readonly Finding[], targetVersion: string | null): Set<number> {
  const done = new NotedPlaces();
  const arrivals = new Set<number>();
  findings.forEach((finding, i) => {
    if (isDone(finding)) done.note(finding.ecu, i);
    const doneAt = isOfWholeUpdate(finding) ? done.find('', Math.max) : done.find(finding.ecu, Math.max);
    if (isVersion(finding, targetVersion) || (isCommit(finding) && doneAt !== undefined)) arrivals.add(i);
  });
  return arrivals;
}

/** A commit that names no slot may be the coordinator's word for all ECUs. */
const isOfWholeUpdate = ({ name, value }: Finding): boolean => name === 'marker:committed' && value === null;

export const isVersion = ({ name, value }: Finding, version: string | null): boolean =>
  name === 'marker:version-seen' &&
  value !== null &&
  version !== null &&
  (value === version || compareFirmware(value, version) === 0);

/** Booted A, then B, then A again without an installation in between: the last two boots. */
export function findReturnToOldSlot(findings: readonly Finding[]): Finding[] {
  const boots = findings.filter((finding) => finding.name === 'marker:slot-booted' && finding.value !== null);
  for (const ofEcu of Map.groupBy(boots, ({ ecu }) => ecu).values()) {
    const changes = ofEcu.filter((boot, i) => i === 0 || boot.value !== ofEcu[i - 1].value);
    const [first, second, third] = changes.slice(-3);
    if (third === undefined || first.value !== third.value) continue;
    const between = findings.slice(findings.indexOf(second), findings.indexOf(third));
    if (!between.some((finding) => isInstalled(finding) || isRetry(finding))) return [second, third];
  }
  return [];
}
