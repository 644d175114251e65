import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { type Attempt, type Span, spansOf, wasDone, wentWrong } from './episodes.ts';
import type { Finding } from './finding.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isClearlyAfter, isSameStream, type Place, streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';
import { WEIGHT } from './score.ts';
import { writersOfUpdate } from './update-names.ts';

/** Clocks of two ECUs agree to about this; what an update suffers from shows shortly before it, too. */
const LEAD_US = 5_000_000;
const LAG_US = 2_000_000;
/** What ends a try shows this shortly before its end. */
const CLOSE_US = 20_000_000;
/** What another log repeats over so long a time is chatter. */
const CHATTER_US = 20_000_000;
/** Of a try of which only the end is known, the last minutes count. */
const UNKNOWN_BEGIN_US = 120_000_000;

/** The try that failed: where and when it was logged. */
export interface Episode {
  spans: Span[];
  writers: ReadonlySet<string>;
  /** Writers that tell of the same update by its version or number, and where. */
  tellers: ReadonlyMap<string, Span[]>;
  /** Its ECU, and the last words about it, which may name another. */
  named: ReadonlySet<string>;
  /** They name an ECU of which there are logs. */
  isForNamed: boolean;
  textOf: Surroundings['textOf'];
  logs: Logs;
  /** By its own log; null where that has no times. */
  fromUs: number | null;
  toUs: number | null;
  /** When it was over, and when ECUs that it was for started again meanwhile, which may be what ended it. */
  endsUs: number[];
  /** Where an earlier try of its ECU had gone well: what was before that did not stop it. */
  wellAt: Place | null;
  /** Logs whose times overlap with the try's: a log without zone or year may be hours off, and then its times say nothing. */
  placeable: ReadonlySet<string>;
}

/** Names of programs that update: `otad`, `SWMA`, `fota-agent`, `update_engine`. */
const UPDATER = /(?:^|[^a-z])(?:f?ota|sota|upd(?:at|d|m|\W)|upgrad|swm|swup|sw_?upd|ucm|install|deploy|flash|boot)/i;

/** Parts of one program log as `agent.poll` and `agent.disk`. */
const programOf = (app: string): string => app.replace(/(?<=\w{3})\.\w+$/, '');

const writerKey = ({ app, ecu, place }: Finding): string => [streamKey(place), ecu, programOf(app)].join('\0');

export interface Surroundings extends Pick<BatchEvidence, 'files'> {
  findings: readonly Finding[];
  logs: Logs;
  /** The record of a finding, as it was read back. */
  textOf: (finding: Finding) => string;
}

/** The same in every file of a log that was rotated; where a file does not say who wrote it, the file is the writer. */
const programKey = (finding: Finding): string => {
  const { app, ecu } = finding;
  return ecu || app ? ['', ecu, programOf(app)].join('\0') : writerKey(finding);
};

/** Null where no update was seen to go wrong. */
export function findEpisode(
  attempts: readonly Attempt[],
  { failure }: ObservedOutcome,
  { files, findings, logs, textOf }: Surroundings,
): Episode | null {
  const attempt =
    attempts.find((each) => failure !== null && each.findings.includes(failure)) ?? attempts.findLast(wentWrong);
  if (attempt === undefined) return null;
  const end = attempt.end ?? attempt.findings[attempt.findings.length - 1];
  const until = attempt.findings.filter(
    ({ place }) => place === end.place || place.offset <= end.place.offset || streamKey(place) !== streamKey(end.place),
  );
  const lastWords = ({ end: last, findings: own }: Attempt): string => textOf(last ?? own[own.length - 1]);
  const times = until.flatMap(({ place }) => place.timeUs ?? []);
  const toUs = times.length > 0 ? Math.max(...times) : null;
  const fromUs = toUs === null ? null : until.length > 1 ? Math.min(...times) : toUs - UNKNOWN_BEGIN_US;
  const named = new Set([
    attempt.ecu.toLowerCase(),
    ...attempts.filter(wentWrong).flatMap((each) => wordsOf(lastWords(each))),
  ]);
  const restarts = findings
    .filter((finding) => finding.name === 'boot' && isNamed(finding, named))
    .flatMap(({ place: { timeUs } }) => timeUs ?? [])
    .filter((timeUs) => fromUs !== null && toUs !== null && timeUs > fromUs && timeUs < toUs);
  return {
    spans: spansOf(attempts).get(attempt) ?? [],
    writers: new Set(attempt.findings.map(writerKey)),
    tellers: writersOfUpdate(attempt, findings, { logs, textOf, writerKey: programKey }),
    named,
    isForNamed: findings.some((finding) => finding.place.file !== end.place.file && isNamed(finding, named)),
    textOf,
    logs,
    fromUs,
    toUs,
    wellAt: lastGoodBefore(attempt, attempts)?.end?.place ?? null,
    endsUs: [...(toUs === null ? [] : [toUs]), ...restarts],
    placeable: new Set(
      files
        .filter((file) => overlaps(file, fromUs, toUs))
        .map(({ file }) => logs.logOf({ file: file.index, member: file.member })),
    ),
  };
}

const lastGoodBefore = (attempt: Attempt, attempts: readonly Attempt[]): Attempt | undefined =>
  attempts.slice(0, attempts.indexOf(attempt)).findLast((each) => each.ecu === attempt.ecu && wasDone(each));

/** The last words of a try name the ECU that it was for: others have noise of their own. */
function byEcu(finding: Finding, { isForNamed, named }: Episode): number {
  if (isNamed(finding, named)) return WEIGHT.namedEcu;
  return isForNamed ? WEIGHT.otherEcu : 0;
}

/** By its name, or by the folder of a log that does not say whose it is. */
function isNamed({ ecu, fileName }: Finding, named: ReadonlySet<string>): boolean {
  const names = ecu ? [ecu] : fileName.split('/').slice(0, -1);
  return names.some((name) => named.has(name.toLowerCase()));
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/[^a-z0-9_-]+/);

const overlaps = (
  { firstTimeUs, lastTimeUs }: BatchEvidence['files'][number],
  fromUs: number | null,
  toUs: number | null,
): boolean =>
  fromUs !== null &&
  toUs !== null &&
  firstTimeUs !== null &&
  lastTimeUs !== null &&
  firstTimeUs <= toUs &&
  lastTimeUs >= fromUs;

/** How near to the try that failed a line stands: the noise of other ECUs is loud on any day. */
export function localityOf(finding: Finding, episode: Episode): number {
  if (isBeforeGoodTry(finding, episode)) return WEIGHT.beforeGoodTry;
  const own = episode.spans.filter(({ stream }) => stream === streamKey(finding.place));
  const isWriter = episode.writers.has(writerKey(finding)) || UPDATER.test(`${finding.app} ${finding.fileName}`);
  const isTold = isWhereToldOf(finding, episode);
  const near = own.length > 0 ? inOwnStream(finding, own) : inOtherStream(finding, episode);
  const ofWriter = isTold || (isWriter && near >= 0) ? WEIGHT.sameWriter : 0;
  const ofBackground = isBackground(finding, own, episode) ? WEIGHT.background : 0;
  const ofProcess = namesTeller(finding, episode) ? WEIGHT.namesWriter : 0;
  const ofEcu = own.length === 0 ? byEcu(finding, episode) : 0;
  return (isTold ? WEIGHT.sameLog : near) + ofWriter + rarity(finding) + ofBackground + ofEcu + ofProcess;
}

/** It did not stop a try that went well after it, and was not logged again since. */
export function isBeforeGoodTry({ place, row }: Finding, { logs, wellAt }: Pick<Episode, 'logs' | 'wellAt'>): boolean {
  if (wellAt === null) return false;
  if (!isSameStream(place, wellAt)) return (row?.count ?? 1) === 1 && isClearlyAfter(wellAt, place);
  const again = row === null ? [] : (logs.placesOf(row).get(streamKey(place)) ?? []);
  return [place.offset, ...again].every((offset) => offset < wellAt.offset);
}

/** Its writer told of the update before it, or goes on to do so. */
function isWhereToldOf(finding: Finding, { tellers }: Episode): boolean {
  const { offset } = finding.place;
  const told = tellers.get(programKey(finding)) ?? [];
  const here = told.filter(({ stream }) => stream === streamKey(finding.place));
  return here.length > 0
    ? here.some(({ from, to }) => offset >= from && offset <= to + TELLING_BYTES)
    : told.length > 0;
}
const TELLING_BYTES = 2_048;

/** The kernel or an init system says what became of a process that took part: the line bears its name. */
function namesTeller(finding: Finding, { tellers, textOf }: Episode): boolean {
  const words = new Set(wordsOf(textOf(finding)));
  return [...tellers.keys()]
    .map((key) => key.split('\0')[2].toLowerCase())
    .some((name) => name.length > 3 && name !== finding.app.toLowerCase() && words.has(name));
}

function inOwnStream({ place: { offset } }: Finding, own: readonly Span[]): number {
  if (own.some(({ from, to }) => offset >= from && offset <= to)) return WEIGHT.sameLog;
  return own.every(({ from }) => offset < from) ? WEIGHT.beforeTry : WEIGHT.afterTry;
}

function inOtherStream(finding: Finding, episode: Episode): number {
  const { place } = finding;
  const { fromUs, placeable, toUs } = episode;
  const { timeUs } = place;
  if (place.clock === 'none' && isNamed(finding, episode.named)) return 0;
  if (fromUs === null || toUs === null || timeUs === null || !placeable.has(streamKey(place))) return WEIGHT.unplaced;
  if (timeUs < fromUs - LEAD_US || timeUs > toUs + LAG_US) return WEIGHT.otherTime;
  const untilEnd = Math.min(...episode.endsUs.map((endUs) => endUs - timeUs).filter((us) => us >= -LAG_US));
  if (untilEnd <= LAG_US) return WEIGHT.sameTime + WEIGHT.atTheEnd;
  return untilEnd <= CLOSE_US ? WEIGHT.sameTime : 0;
}

/** It was logged before the try, or long after it, as well. */
function isBackground(
  { count, place, row }: Finding,
  own: readonly Span[],
  { fromUs, logs, placeable, toUs }: Episode,
): boolean {
  if (row === null || count < 2) return false;
  const stream = streamKey(place);
  const offsets = logs.placesOf(row).get(stream) ?? [];
  if (own.length > 0) return offsets.some((offset) => own.every(({ from }) => offset < from));
  if (fromUs === null || toUs === null || !placeable.has(stream)) return false;
  const [first, last] = [row.firstTimeUs ?? fromUs, row.lastTimeUs ?? toUs];
  return first < fromUs - LEAD_US || last > toUs + LEAD_US || last - first > CHATTER_US;
}

/** What was logged once tells more of one failure than what is logged all day. */
const rarity = ({ count }: Finding): number => (count === 1 ? WEIGHT.once : count > FEW ? WEIGHT.often : 0);
const FEW = 5;
