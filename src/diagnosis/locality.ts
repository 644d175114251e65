import type { BatchEvidence } from '#src/evidence/file-evidence.ts';
import { type Attempt, type Span, spansOf, wentWrong } from './episodes.ts';
import type { Finding } from './finding.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { streamKey } from './place.ts';
import { WEIGHT } from './score.ts';

/** Clocks of two ECUs agree to about this; what an update suffers from shows shortly before it, too. */
const LEAD_US = 5_000_000;
const LAG_US = 2_000_000;
/** What another log repeats over so long a time is chatter. */
const CHATTER_US = 20_000_000;
/** Of a try of which only the end is known, the last minutes count. */
const UNKNOWN_BEGIN_US = 120_000_000;

/** The try that failed: where and when it was logged. */
export interface Episode {
  spans: Span[];
  writers: ReadonlySet<string>;
  /** By its own log; null where that has no times. */
  fromUs: number | null;
  toUs: number | null;
  /** Logs whose times overlap with the try's: a log without zone or year may be hours off, and then its times say nothing. */
  placeable: ReadonlySet<string>;
}

/** Names of programs that update: `otad`, `SWMA`, `fota-agent`, `update_engine`. */
const UPDATER = /(?:^|[^a-z])(?:f?ota|sota|upd(?:at|d|m|\W)|upgrad|swm|swup|sw_?upd|ucm|install|deploy|flash|boot)/i;

const writerKey = ({ app, ecu, place }: Finding): string => [streamKey(place), ecu, app].join('\0');

/** Null where no update was seen to go wrong. */
export function findEpisode(
  attempts: readonly Attempt[],
  { failure }: ObservedOutcome,
  { files }: Pick<BatchEvidence, 'files'>,
): Episode | null {
  const attempt =
    attempts.find((each) => failure !== null && each.findings.includes(failure)) ?? attempts.findLast(wentWrong);
  if (attempt === undefined) return null;
  const end = attempt.end ?? attempt.findings[attempt.findings.length - 1];
  const until = attempt.findings.filter(
    ({ place }) => place === end.place || place.offset <= end.place.offset || streamKey(place) !== streamKey(end.place),
  );
  const times = until.flatMap(({ place }) => place.timeUs ?? []);
  const toUs = times.length > 0 ? Math.max(...times) : null;
  const fromUs = toUs === null ? null : until.length > 1 ? Math.min(...times) : toUs - UNKNOWN_BEGIN_US;
  return {
    spans: spansOf(attempts).get(attempt) ?? [],
    writers: new Set(attempt.findings.map(writerKey)),
    fromUs,
    toUs,
    placeable: new Set(
      files
        .filter((file) => overlaps(file, fromUs, toUs))
        .map(({ file }) => streamKey({ file: file.index, member: file.member })),
    ),
  };
}

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
  const own = episode.spans.filter(({ stream }) => stream === streamKey(finding.place));
  const isWriter = episode.writers.has(writerKey(finding)) || UPDATER.test(`${finding.app} ${finding.fileName}`);
  const near = own.length > 0 ? inOwnStream(finding, own) : inOtherStream(finding, episode);
  const ofWriter = isWriter && near >= 0 ? WEIGHT.sameWriter : 0;
  const ofBackground = isBackground(finding, own, episode) ? WEIGHT.background : 0;
  return near + ofWriter + rarity(finding) + ofBackground;
}

function inOwnStream({ place: { offset } }: Finding, own: readonly Span[]): number {
  if (own.some(({ from, to }) => offset >= from && offset <= to)) return WEIGHT.sameLog;
  return own.every(({ from }) => offset < from) ? WEIGHT.beforeTry : WEIGHT.afterTry;
}

function inOtherStream({ place }: Finding, { fromUs, placeable, toUs }: Episode): number {
  const { timeUs } = place;
  if (fromUs === null || toUs === null || timeUs === null || !placeable.has(streamKey(place))) return WEIGHT.unplaced;
  if (timeUs < fromUs - LEAD_US || timeUs > toUs + LAG_US) return WEIGHT.otherTime;
  return WEIGHT.sameTime + (toUs - timeUs <= LAG_US ? WEIGHT.atTheEnd : 0);
}

/** It was logged before the try, or long after it, as well. */
function isBackground(
  { count, place, row }: Finding,
  own: readonly Span[],
  { fromUs, placeable, toUs }: Episode,
): boolean {
  if (row === null || count < 2) return false;
  const stream = streamKey(place);
  const offsets = row.occurrences.filter((each) => streamKey(each) === stream).flatMap((each) => each.offsets);
  if (own.length > 0) return offsets.some((offset) => own.every(({ from }) => offset < from));
  if (fromUs === null || toUs === null || !placeable.has(stream)) return false;
  const [first, last] = [row.firstTimeUs ?? fromUs, row.lastTimeUs ?? toUs];
  return first < fromUs - LEAD_US || last > toUs + LEAD_US || last - first > CHATTER_US;
}

/** What was logged once tells more of one failure than what is logged all day. */
const rarity = ({ count }: Finding): number => (count === 1 ? WEIGHT.once : count > FEW ? WEIGHT.often : 0);
const FEW = 5;
