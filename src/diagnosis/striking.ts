import type { BatchEvidence, TemplateRow } from '#src/evidence/file-evidence.ts';
import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Traits } from '#src/evidence/kinds/traits.ts';
import type { Candidate } from './candidate.ts';
import type { Finding } from './finding.ts';
import { type GoingDown, isLossAsOrdered } from './going-down.ts';
import { GRAVE, hasRoutineReason, isSevere, STRIKING, TELLING, weightOf } from './line-weight.ts';
import { LONG_AFTER, type News, newsBehind } from './news.ts';
import { type Orders, wasToldToStop } from './ordered-stops.ts';
import { streamKey } from './place.ts';
import type { Logs } from './rotated-logs.ts';
import { isBare } from './same-thing.ts';
import type { Unexplained } from './unexplained.ts';

/** An excerpt of so many records was cut out because of what stands in it. */
const EXCERPT_RECORDS = 200;
const GRAVE_WEIGHT = 56;
/** In the last third of its log nothing much came after it. */
const LATE = 2 / 3;
/** Said again and again, in an excerpt. */
const INSISTENT = { count: 2, share: 0.15, weight: 30 };
/** So many lines of one chain, so much of the excerpt: it was cut out because of them. */
const CHAIN = { lines: 3, share: 0.3 };

/** An excerpt of little but failures. */
const MOSTLY = 0.6;

export interface LogFacts {
  records: number;
  /** An update was tried, and its end is in no line that Argus knows. */
  isUpdateOpen: boolean;
  logs: Logs;
  /** Where each log last says that something went well, by `streamKey`. */
  wellAt: ReadonlyMap<string, number>;
  /** Where each log last says that a system has come up, by `streamKey`. */
  upAt: ReadonlyMap<string, number>;
  /** Records that tell of a failure by their words. */
  failing: number;
  news: News;
  /** Where a bring-up last looks for one of many optional parts, by `streamKey` of its log. */
  bringUps: ReadonlyMap<string, number>;
  orders: Orders;
  goingDown: GoingDown;
}

/** Telling enough to say that something went wrong where no outcome says so. */
export function isStriking(
  { consequences, core: [finding], isOfRun, silenced, standing }: Unexplained,
  size: LogFacts,
): boolean {
  const weight = weightOf(finding);
  const kind = finding.reading?.reason?.kind ?? '';
  const isGrave = weight >= GRAVE_WEIGHT && GRAVE.has(kind);
  if (finding.category === 'fault') return true;
  if (isLossAsOrdered(finding, size.goingDown)) return false;
  if (standing === 'specific') return isOfRun || weight >= TELLING;
  if (silenced !== null && isSevere(finding) && weight >= TELLING) return true;
  const came = consequences.filter((each) => !wasToldToStop(each, size.orders));
  const breaksDown = came.some(isBreakdown);
  if (!breaksDown && isLookForParts(finding, size)) return false;
  const isOver =
    isBefore(size.wellAt, finding, size) || (!breaksDown && !isSevere(finding) && isBefore(size.upAt, finding, size));
  if (isOver && isHeldForWarning([finding, ...came])) return false;
  if (!isOver && weight >= STEP_WEIGHT && breaksDown) return true;
  if (isOver || isOnlyWarned(finding)) return isGrave;
  if (size.records > EXCERPT_RECORDS) return isGrave || isLastWord(finding, size);
  const isPassed = !isSevere(finding) && !breaksDown && newsBehind(finding, size.news) >= LONG_AFTER;
  if (isPassed && !OF_TRUST.has(kind)) return isGrave;
  if (isLastNews(finding, size) || size.failing > size.records * MOSTLY) return weight >= STEP_WEIGHT;
  if (finding.count >= INSISTENT.count && finding.count >= size.records * INSISTENT.share)
    return weight >= INSISTENT.weight;
  if (isLate(finding, size) && (isSevere(finding) || size.isUpdateOpen)) return weight >= STEP_WEIGHT;
  if (came.length + 1 >= Math.max(CHAIN.lines, size.records * CHAIN.share)) return weight >= TELLING;
  return weight >= STRIKING && (!hasRoutineReason(finding) || isSevere(finding));
}

/** Where only lines that strike say that something went wrong, none leads that neither strikes nor brought on one that does. */
export function strikingFirst(
  candidates: Candidate[],
  { standing, size }: { standing: readonly Unexplained[]; size: LogFacts },
): Candidate[] {
  if (candidates.some(({ proposer }) => proposer !== 'unexplained')) return candidates;
  const struck = new Set(standing.filter((each) => isStriking(each, size)).map(({ core: [finding] }) => finding));
  const strikes = ({ core, consequences }: Unexplained): boolean =>
    [core[0], ...consequences].some((finding) => struck.has(finding));
  return candidates.toSorted((a, b) => Number(strikes(b as Unexplained)) - Number(strikes(a as Unexplained)));
}

/** While a system looks for what may be plugged in, drivers fail that find nothing, and give no other reason. */
const isLookForParts = (finding: Finding, size: LogFacts): boolean =>
  isBefore(size.bringUps, finding, size) &&
  finding.reading !== null &&
  (isBare(finding) || (finding.reading.reason?.kind === 'not-found' && !isSevere(finding)));

/** A consequence that is known to be one: a service that ended, a system that came up for emergencies only. */
const isBreakdown = ({ category, name, role, traits }: Finding): boolean =>
  category === 'fault' && role === 'consequence' && comesOfSomething(traitsOf(name, traits));

/** A policy that notes an access and lets it through breaks nothing down. */
const comesOfSomething = ({ consequenceOf, unsound, wrapper }: Traits): boolean =>
  consequenceOf !== undefined || unsound === true || wrapper === true;

/** Its writer calls it a warning, for a reason of everyday. */
const isOnlyWarned = (finding: Finding): boolean =>
  finding.reading?.level === 'warn' && (hasRoutineReason(finding) || finding.reading.reason?.kind === 'unsupported');

/** Who logged it and what came of it warned, and called none of it an error. */
const isHeldForWarning = (chain: readonly Finding[]): boolean =>
  chain.some(({ reading }) => reading?.level === 'warn') && !chain.some(isSevere);

/** Whatever it was, the log goes on behind its last occurrence to what is noted in `at`. */
const isBefore = (at: ReadonlyMap<string, number>, { place, row }: Finding, { logs }: LogFacts): boolean => {
  const log = streamKey(place);
  const own = row ? (logs.placesOf(row).get(log) ?? []) : [];
  return (at.get(log) ?? -1) > Math.max(place.offset, ...own);
};

/** Says by its words that something went well. */
const WELL = /\b(?:successfully|succeeded|success|passed|all done)\b/i;
/** What is ended, even if that goes well, goes on no more. */
const ENDS =
  /\bSIG[A-Z]{3,4}\b|\b(?:[Kk]ill(?:ed|ing)|[Tt]erminat(?:ed|ing)|[Ss]topp(?:ed|ing)|[Ss]hut(?:ting)? down)\b/;

/** It says so, and is no failure. */
export const isWell = ({ failure, template }: TemplateRow): boolean =>
  failure === null && WELL.test(template) && !ENDS.test(template);

/** The last such line, or step that went well, of each log. */
export function wellAtOf(
  templates: BatchEvidence['templates'],
  findings: readonly Finding[],
  logs: Logs,
): Map<string, number> {
  const wellAt = new Map<string, number>();
  const note = (log: string, offsets: readonly number[]): void => {
    wellAt.set(log, Math.max(wellAt.get(log) ?? -1, ...offsets));
  };
  for (const { name, place } of findings) {
    if (/^phase:[a-z-]+:succeeded$/.test(name)) note(streamKey(place), [place.offset]);
  }
  for (const row of templates) {
    if (!isWell(row)) continue;
    for (const [log, offsets] of logs.placesOf(row)) note(log, offsets);
  }
  return wellAt;
}

/** A boot has come to its end: the last target of a service manager, a login. */
const UP =
  /\b[Rr]eached target (?:\S{1,40} - )?(?:Multi-User|Graphical|Login Prompts)|\bStartup finished in\b|^[\w.<>-]{2,40} login:\s{0,4}$|\b[Pp]ress Enter to activate this console\b/;

/** The last such line of each log. */
export function upAtOf(templates: BatchEvidence['templates'], logs: Logs): Map<string, number> {
  const upAt = new Map<string, number>();
  for (const row of templates.filter(({ template }) => UP.test(template)))
    for (const [log, offsets] of logs.placesOf(row)) upAt.set(log, Math.max(upAt.get(log) ?? -1, ...offsets));
  return upAt;
}

/** Nothing new came after it but further failures: whoever cut the log out did so because of it. */
const isLastNews = ({ place }: Finding, { news }: LogFacts): boolean =>
  (news.get(streamKey(place))?.at(-1) ?? -1) < place.offset;

/** It gives a reason, its writer does not play it down, and a long log ends there, with nothing new behind it. */
const isLastWord = (finding: Finding, size: LogFacts): boolean =>
  weightOf(finding) >= STRIKING &&
  !isBare(finding) &&
  !hasRoutineReason(finding) &&
  (isSevere(finding) || (finding.reading?.level === 'none' && !OF_PEERS.has(finding.reading.reason?.kind ?? ''))) &&
  isLastNews(finding, size) &&
  size.logs.bytesOf(streamKey(finding.place)) - finding.place.offset <= LAST_BYTES;
const LAST_BYTES = 2_048;
/** What was not let in stays out, however well its log goes on: a system comes up again with what it had. */
const OF_TRUST = new Set(['refused', 'signature', 'certificate', 'checksum']);
/** What whoever is at the other end of a network does, at any time: of a healthy vehicle, too. */
const OF_PEERS = new Set(['lost', 'unreachable']);

/** A step that could not be done. */
const STEP_WEIGHT = 36;

function isLate({ place, pointers: [{ length }] }: Finding, { logs }: LogFacts): boolean {
  const bytes = logs.bytesOf(streamKey(place));
  return bytes > 0 && (place.offset + length) / bytes >= LATE;
}
