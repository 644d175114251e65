import type { BatchEvidence, FaultEvent, Lifecycle } from '../file-evidence.ts';
import { joinIdentities } from '../identity/read-identities.ts';
import { earliest, latest } from './fold-faults.ts';

type Summary = BatchEvidence['files'][number];
type PlacedBoot = BatchEvidence['lifecycles'][number];
type NonRecords = Summary['nonRecords'];

/** Of gaps and sources, as many as one stream lists. */
const MAX_GAPS = 100;
const MAX_SOURCES = 20;

/** Streams in order; those of one file that were ranges of it become one again. */
export function joinSummaries(files: readonly Summary[]): Summary[] {
  const groups = Map.groupBy(files, (summary) => (summary.range ? summary.file.index : summary));
  return [...groups.values()].map(([first, ...rest]) => {
    if (!first.range) return first;
    const ordered = [first, ...rest].toSorted((a, b) => (a.range?.from ?? 0) - (b.range?.from ?? 0));
    const { range: _, ...joined } = ordered.reduce(joinTwo);
    return joined;
  });
}

function joinTwo(a: Summary, b: Summary): Summary {
  const { count, bytesSkipped, first } = a.gaps;
  const identities = joinIdentities(a.identities, b.identities);
  return {
    ...a,
    file: { ...a.file, streamBytes: a.file.streamBytes + b.file.streamBytes },
    records: a.records + b.records,
    unmatched: a.unmatched + b.unmatched,
    gaps: {
      count: count + b.gaps.count,
      bytesSkipped: bytesSkipped + b.gaps.bytesSkipped,
      first: [...first, ...b.gaps.first].slice(0, MAX_GAPS),
    },
    recordBytes: a.recordBytes + b.recordBytes,
    nonRecords: joinNonRecords(a.nonRecords, b.nonRecords),
    firstTimeUs: earliest(a.firstTimeUs, b.firstTimeUs),
    lastTimeUs: latest(a.lastTimeUs, b.lastTimeUs),
    timeInferred: a.timeInferred || b.timeInferred,
    levels: joinLevels(a.levels, b.levels),
    ...joinSources(a, b),
    ...(identities.length > 0 && { identities }),
  };
}

function joinLevels(a: Summary['levels'], b: Summary['levels']): Summary['levels'] {
  const joined = { ...a };
  for (const level of Object.keys(joined) as (keyof Summary['levels'])[]) joined[level] += b[level];
  return joined;
}

function joinNonRecords(a: NonRecords, b: NonRecords): NonRecords {
  const joined = structuredClone(a);
  for (const [name, { count, bytes }] of Object.entries(b) as [keyof NonRecords, { count: number; bytes: number }][]) {
    const known = joined[name] ?? { count: 0, bytes: 0 };
    joined[name] = { count: known.count + count, bytes: known.bytes + bytes };
  }
  return joined;
}

function joinSources(a: Summary, b: Summary): Pick<Summary, 'sources' | 'sourcesDropped'> {
  const bySource = new Map<string, Summary['sources'][number]>();
  for (const source of [...a.sources, ...b.sources]) {
    const key = [source.ecu, source.app, source.context].join('\0');
    bySource.set(key, { ...source, records: source.records + (bySource.get(key)?.records ?? 0) });
  }
  const sources = [...bySource.values()].sort((x, y) => y.records - x.records).slice(0, MAX_SOURCES);
  const kept = sources.reduce((sum, { records }) => sum + records, 0);
  return { sources, sourcesDropped: a.records + b.records - kept };
}

/** Boots of files that were read in ranges. `lifecycles` stand as their streams list them. */
export function joinBootsOfRanges(files: readonly Summary[], lifecycles: readonly PlacedBoot[]): PlacedBoot[] {
  const rangeOf = rangeFinder(files);
  return joinBoots(lifecycles, ({ at, file }) => {
    const part = rangeOf(file, at.offset);
    return part === undefined ? undefined : { log: String(file), part };
  });
}

/**
 * Boots of logs that came in parts: one that goes on behind the end of a part is one boot, and ordinals count through the
 * log. `lifecycles` stand in the order of the parts of each log; those of no part stay as they are.
 */
export function joinBoots(
  lifecycles: readonly PlacedBoot[],
  partOf: (boot: PlacedBoot) => { log: string; part: number } | undefined,
): PlacedBoot[] {
  const joined: PlacedBoot[] = [];
  const lastOf = new Map<string, { boot: PlacedBoot; part: number }>();
  for (const boot of lifecycles) {
    const place = partOf(boot);
    const key = `${place?.log}\0${boot.ecu}`;
    const last = place && lastOf.get(key);
    if (last && last.part !== place.part && boot.ordinal === 0 && isSameBoot(last.boot, boot))
      joinBoot(last.boot, boot);
    else joined.push(last ? { ...boot, ordinal: last.boot.ordinal + 1 } : boot);
    if (place) lastOf.set(key, { boot: joined[joined.length - 1], part: place.part });
  }
  return joined;
}

/** Faults of files that were read in ranges, each in the boot that its ECU was in at its place. */
export function placeInBoots(
  files: readonly Summary[],
  boots: readonly PlacedBoot[],
  faults: readonly FaultEvent[],
): FaultEvent[] {
  const rangeOf = rangeFinder(files);
  const bootsOf = Map.groupBy(boots, ({ file, ecu }) => `${file}\0${ecu}`);
  return faults.map((fault) => {
    const [at] = fault.at;
    if (!at || rangeOf(at.file, at.offset) === undefined) return fault;
    const own = bootsOf.get(`${at.file}\0${fault.ecu}`) ?? [];
    return { ...fault, lifecycle: own.findLast((boot) => boot.at.offset <= at.offset)?.ordinal ?? null };
  });
}

/** Where the range begins that a place is in; undefined where the file was read whole. */
function rangeFinder(files: readonly Summary[]): (file: number, offset: number) => number | undefined {
  const ranged = files.flatMap(({ file, range }) => (range ? [{ file: file.index, from: range.from }] : []));
  const ranges = Map.groupBy(
    ranged.sort((a, b) => a.from - b.from),
    ({ file }) => file,
  );
  return (file, offset) => ranges.get(file)?.findLast(({ from }) => from <= offset)?.from;
}

/** The time since boot went on; where nobody wrote it, nothing says that the ECU booted just there. */
const isSameBoot = (a: Lifecycle, b: Lifecycle): boolean =>
  a.lastUptimeUs === null || b.firstUptimeUs === null || b.firstUptimeUs >= a.lastUptimeUs;

const joinBoot = (a: PlacedBoot, b: PlacedBoot): PlacedBoot =>
  Object.assign(a, {
    records: a.records + b.records,
    bootTimeUs: a.bootTimeUs ?? b.bootTimeUs,
    firstTimeUs: earliest(a.firstTimeUs, b.firstTimeUs),
    lastTimeUs: latest(a.lastTimeUs, b.lastTimeUs),
    firstUptimeUs: a.firstUptimeUs ?? b.firstUptimeUs,
    lastUptimeUs: b.lastUptimeUs ?? a.lastUptimeUs,
    clock: a.clock === 'none' ? b.clock : b.clock === 'stepped' ? b.clock : a.clock,
    clockStepUs: Math.abs(a.clockStepUs) >= Math.abs(b.clockStepUs) ? a.clockStepUs : b.clockStepUs,
    lostMessages: a.lostMessages + b.lostMessages,
  });
