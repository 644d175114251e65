import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Candidate } from './candidate.ts';
import type { Contrast, Standing } from './contrast.ts';
import { compareFindings, type Finding, isPassedOn } from './finding.ts';
import { independentSources } from './independent-sources.ts';
import { isEveryday, isSevere, STRIKING, TELLING, weightOf } from './line-weight.ts';
import { type Episode, localityOf } from './locality.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isClearlyAfter, isSameStream, pointersEqual, streamKey } from './place.ts';
import { isInsideUpdate, WEIGHT } from './score.ts';
import { type Silence, silenceAt } from './silences.ts';

/** A line whose words and place may tell a cause that no rule knows, with what followed it. */
export interface Unexplained extends Candidate {
  proposer: 'unexplained';
  standing: Standing;
  /** It stands in a run that broke, first of what the others do not have. */
  isOfRun: boolean;
  /** What its writer logged all the time up to it, and no more from then on. */
  silenced: TemplateRow | null;
  /** Failure lines of the same chain behind it, in order. */
  consequences: Finding[];
  /** What its writer logged right before it, in order: a reason may be said in words that nobody knows. */
  lead: Finding[];
}

/** Two failure lines belong to one chain up to this far apart: by clock, else by bytes of their log. */
const CHAIN_GAP_US = 60_000_000;
const CHAIN_GAP_BYTES = 8_192;
const MAX_CONSEQUENCES = 6;
/** A line that is only remarkable leads no report. */
const MIN_TELLING = 20;
/** A line that tells less goes with nothing and is shown to nobody. */
const NOTABLE = 28;
/** Of one chain: the best, and what came before it and may be its cause. */
const MAX_PER_CHAIN = 3;
/** Right before a wrapper or an end, and near it, in bytes of the log. */
const RIGHT_BEFORE_BYTES = 700;
const NEAR_BYTES = 4_096;
/** Logged so often, it is the noise of this vehicle. */
const MANY = 50;

export interface UnexplainedInput {
  findings: readonly Finding[];
  /** Findings that a known cause explains. */
  explained: ReadonlySet<Finding>;
  /** Findings of rows that only name the step that failed. */
  named: ReadonlySet<Finding>;
  /** Lines of runs that broke, which those that went well do not have. */
  fresh: ReadonlySet<TemplateRow>;
  silences: readonly Silence[];
  outcome: ObservedOutcome;
  contrast: Contrast;
  episode: Episode | null;
}

/** Candidates from lines that no rule explains, the best first. Decoys are none. */
export function proposeUnexplained(input: UnexplainedInput): Unexplained[] {
  const candidates = chainsOf(failuresOf(input)).flatMap((chain) => ofChain(chain, input));
  raiseEarlier(candidates);
  raiseReasonOfCrash(candidates);
  return candidates.sort((a, b) => b.score - a.score || compareFindings(a.core[0], b.core[0]));
}

/** A line that gives no reason of its own comes behind an error about the same thing that was logged shortly before it. */
function raiseEarlier(candidates: readonly Unexplained[]): void {
  for (const later of candidates) {
    const [finding] = later.core;
    if (!BARE.has(finding.reading?.reason?.kind ?? 'failure')) continue;
    for (const earlier of candidates.filter(({ core: [other] }) => isBefore(other, finding))) {
      earlier.score = Math.max(earlier.score, later.score + 1);
    }
  }
}

function isBefore(earlier: Finding, later: Finding): boolean {
  if (earlier.ecu !== later.ecu || earlier.count > RARE || !isSevere(earlier)) return false;
  if (areApart(earlier, later) || !isClearlyAfter(later.place, earlier.place)) return false;
  return subjectsOf(earlier).filter((word) => subjectsOf(later).includes(word)).length >= SAME_THING;
}
const SAME_THING = 2;

/** That a process died is told by others; what it said itself, right before it or as its last words, is the reason. */
function raiseReasonOfCrash(candidates: readonly Unexplained[]): void {
  for (const crash of candidates.filter(({ core: [finding] }) => isCrashReport(finding))) {
    for (const reason of candidates.filter((other) => isReasonOf(other.core[0], crash.core[0]))) {
      reason.score = Math.max(reason.score, crash.score + 1);
    }
  }
}

const isCrashReport = ({ reading }: Finding): boolean =>
  reading?.reason?.kind === 'crash' && CRASH_REPORT.test(reading.clause);
const CRASH_REPORT = /\b(?:has died|have died|terminate called|check fail|panic\W{0,3}$|aborted|crashed)/i;

/** What an exception of C++ says of itself, behind the line that nobody caught it. */
const LAST_WORDS = /\bwhat\(\): /;

function isReasonOf(finding: Finding, crash: Finding): boolean {
  if (!isSameStream(finding.place, crash.place) || isCrashReport(finding)) return false;
  const distance = crash.place.offset - finding.place.offset;
  if (LAST_WORDS.test(finding.row?.template ?? '')) return Math.abs(distance) <= RIGHT_BEFORE_BYTES;
  return distance > 0 && distance <= RIGHT_BEFORE_BYTES && isSevere(finding);
}

/** Everything that tells of a failure, in order of place within each stream. */
function failuresOf({ findings, contrast, fresh }: UnexplainedInput): Finding[] {
  return findings.filter(
    (finding) =>
      (weightOf(finding) > 0 || isEnd(finding) || isFresh(finding, fresh)) &&
      (!isHarmlessLine(finding, findings) || failsAfter(finding, findings)) &&
      !isRetold(finding, findings) &&
      standingOf(finding, contrast) !== 'decoy' &&
      contrast.harmlessSince(finding) === undefined,
  );
}

/** An error that a client only passes on: what it says stands in the line, which is weighed by itself. */
const isRetold = (finding: Finding, findings: readonly Finding[]): boolean =>
  isPassedOn(finding) && findings.some((other) => other.category === 'line' && isOneRecord(other, finding));

/** A line of which a vocabulary says that it is everyday noise. */
const isHarmlessLine = (finding: Finding, findings: readonly Finding[]): boolean =>
  isProbing(finding) ||
  (finding.category === 'line' &&
    findings.some((other) => other.category === 'fault' && isProbing(other) && isOneRecord(other, finding)));

/** A look for what is not there is everyday noise, unless the driver that looked fails right after. */
function failsAfter(finding: Finding, findings: readonly Finding[]): boolean {
  const driver = driverOf(finding);
  return (
    finding.category === 'line' &&
    driver !== '' &&
    findings.some(
      (other) =>
        other !== finding &&
        driverOf(other) === driver &&
        !isHarmlessLine(other, findings) &&
        weightOf(other) >= TELLING &&
        isSameStream(other.place, finding.place) &&
        other.place.offset > finding.place.offset &&
        other.place.offset - finding.place.offset <= RIGHT_BEFORE_BYTES,
    )
  );
}

const driverOf = ({ app, row }: Finding): string =>
  app === 'kernel' ? (/^[a-z][a-z0-9_]{3,}/.exec(row?.template ?? '')?.[0] ?? '') : '';

const isOneRecord = (a: Finding, b: Finding): boolean =>
  a.pointers.some((one) => b.pointers.some((other) => pointersEqual(one, other))) ||
  (a.row !== null && a.row === b.row);

const standingOf = ({ row }: Finding, contrast: Contrast): Standing =>
  row === null ? 'unknown' : contrast.standingOf(row);

const isEnd = ({ category, name, role, reading }: Finding): boolean =>
  traitsOf(name).fails === true ||
  traitsOf(name).rollsBack === true ||
  (category === 'boot' && name === 'boot') ||
  (category === 'fault' && role === 'consequence') ||
  reading?.role === 'wrapper';

/** In a run that broke, what a writer never logged before tells of it, whatever its words. */
const tellsOf = (finding: Finding, { fresh }: UnexplainedInput): number =>
  Math.max(weightOf(finding), isFresh(finding, fresh) && finding.reading?.role !== 'wrapper' ? FRESH_WEIGHT : 0);
const FRESH_WEIGHT = 34;

const isFresh = ({ row }: Finding, fresh: ReadonlySet<TemplateRow>): boolean => row !== null && fresh.has(row);

function chainsOf(failures: readonly Finding[]): Finding[][] {
  const chains: Finding[][] = [];
  for (const own of Map.groupBy(failures, ({ place }) => streamKey(place)).values()) {
    const ordered = own.toSorted((a, b) => a.place.offset - b.place.offset);
    ordered.forEach((finding, i) => {
      if (i > 0 && isNear(ordered[i - 1], finding)) chains[chains.length - 1].push(finding);
      else chains.push([finding]);
    });
  }
  return chains;
}

function isNear({ place: a }: Finding, { place: b }: Finding): boolean {
  const byClock = a.timeUs !== null && b.timeUs !== null ? Math.abs(b.timeUs - a.timeUs) <= CHAIN_GAP_US : null;
  return byClock ?? b.offset - a.offset <= CHAIN_GAP_BYTES;
}

function ofChain(chain: readonly Finding[], input: UnexplainedInput): Unexplained[] {
  const open = chain.filter((finding) => tellsOf(finding, input) >= MIN_TELLING && !isExplained(finding, input));
  const first = open.find(
    (finding) =>
      isFresh(finding, input.fresh) || (weightOf(finding) >= TELLING && (isSevere(finding) || !isEveryday(finding))),
  );
  const scored = open.map((finding) => candidateOf(finding, { chain, first, input }));
  const best = scored.toSorted((a, b) => b.score - a.score || compareFindings(a.core[0], b.core[0]));
  return best.slice(0, MAX_PER_CHAIN);
}

/** A row that only names the step leaves a line that gives a reason unexplained. */
const isExplained = (finding: Finding, { explained, named }: UnexplainedInput): boolean =>
  explained.has(finding) || (named.has(finding) && (finding.reading?.weight ?? 0) < STRIKING);

interface InChain {
  chain: readonly Finding[];
  first: Finding | undefined;
  input: UnexplainedInput;
}

function candidateOf(finding: Finding, { chain, first, input }: InChain): Unexplained {
  const behind = chain.slice(chain.indexOf(finding) + 1);
  const consequences = behind.filter((other) => isEnd(other) || weightOf(other) >= NOTABLE).slice(0, MAX_CONSEQUENCES);
  const lead = leadOf(finding, input.findings);
  const agreeing = input.findings.filter((other) => isSameReason(other, finding));
  const sources = independentSources([finding, ...agreeing]);
  const standing = standingOf(finding, input.contrast);
  const silenced = silenceAt(finding, input.silences);
  return {
    proposer: 'unexplained',
    causeCode: 'NOVEL',
    rows: [],
    core: [finding],
    support: [...new Set([finding, ...lead, ...sources.slice(1), ...consequences])],
    contradicting: [],
    sources,
    standing,
    silenced: silenced?.row ?? null,
    isOfRun: finding === first && isFresh(finding, input.fresh),
    consequences,
    lead,
    score: Math.round(
      tellsOf(finding, input) * WEIGHT.perUnexplained +
        (finding === first ? WEIGHT.earliest : 0) +
        (standing === 'specific' ? WEIGHT.specific : 0) +
        (sources.length > 1 ? WEIGHT.furtherSource : 0) +
        nearness(finding, input) +
        beforeEnd(finding, [...behind, ...restartsBehind(finding, input.findings)]) +
        (isOnlyNoted(finding, chain) ? WEIGHT.onlyNoted : 0) +
        (silenced ? WEIGHT.silenced : 0) +
        (isOneOfMany(finding, input.findings) ? WEIGHT.often - WEIGHT.once : 0) +
        (finding.count > MANY ? WEIGHT.noise : 0),
    ),
  };
}

/** Its writer says the same of other things, too: only a code in the line differs. */
function isOneOfMany(finding: Finding, findings: readonly Finding[]): boolean {
  if (finding.count > 1) return false;
  const shape = shapeOf(finding);
  const alike = findings.filter(
    (other) => other.category === 'line' && other.app === finding.app && shapeOf(other) === shape,
  );
  return alike.length >= ALIKE;
}
const ALIKE = 3;

const shapeOf = ({ row }: Finding): string => row?.template.replace(/0x[0-9a-f]+|\d+/gi, '#') ?? '';

function nearness(finding: Finding, { episode, outcome }: UnexplainedInput): number {
  if (episode !== null) return localityOf(finding, episode);
  return isInsideUpdate(finding, outcome) ? WEIGHT.insideUpdate : WEIGHT.outsideUpdate;
}

/** Its writer calls it information, and calls other lines of the same chain errors. */
const isOnlyNoted = ({ reading }: Finding, chain: readonly Finding[]): boolean =>
  NOTES.has(reading?.level ?? '') && chain.some(isSevere);
const NOTES = new Set(['info', 'debug', 'verbose']);

/** Lines of the same writer right before it that it does not log all day. */
function leadOf(finding: Finding, findings: readonly Finding[]): Finding[] {
  const before = findings.filter(
    (other) =>
      other.category === 'line' &&
      other.ecu === finding.ecu &&
      other.app === finding.app &&
      isSameStream(other.place, finding.place) &&
      other.count <= RARE &&
      other.place.offset < finding.place.offset &&
      finding.place.offset - other.place.offset <= RIGHT_BEFORE_BYTES,
  );
  return before.sort((a, b) => a.place.offset - b.place.offset).slice(-LEAD_LINES);
}
const LEAD_LINES = 2;
const RARE = 2;

/** Another writer that gives the same reason of the same thing, at about the same time where clocks tell. */
function isSameReason(other: Finding, finding: Finding): boolean {
  const kind = finding.reading?.reason?.kind;
  if (other === finding || kind === undefined || BARE.has(kind) || other.reading?.reason?.kind !== kind) return false;
  if (other.reading.weight < TELLING || areApart(other, finding)) return false;
  return subjectsOf(finding).some((word) => subjectsOf(other).includes(word));
}
const BARE = new Set(['failure', 'warning', 'contradiction', 'step-not-done']);

const areApart = ({ place: a }: Finding, { place: b }: Finding): boolean =>
  a.clock === 'shared' && b.clock === 'shared' && Math.abs((a.timeUs ?? 0) - (b.timeUs ?? 0)) > CHAIN_GAP_US;

/** Words of a masked line that name things: what every failure line says is left out. */
const subjectsOf = ({ row }: Finding): string[] =>
  (row?.template.toLowerCase().match(/[a-z][a-z0-9_]{3,}/g) ?? []).filter((word) => !COMMON.test(word));
const COMMON =
  /^(?:fail\w*|err\w*|unable|could|cannot|with|from|that|this|have|been|while|when|after|before|into|refus\w*|reject\w*|denied|found|time\w*|valid|invalid|unexpected|connect\w*|connection|response|request|message|device|file|data|exception|java|null|path|name|hex|time|uuid)$/;

const restartsBehind = ({ place }: Finding, findings: readonly Finding[]): Finding[] =>
  findings.filter(
    (other) => other.name === 'boot' && isSameStream(other.place, place) && other.place.offset > place.offset,
  );

function beforeEnd({ place }: Finding, behind: readonly Finding[]): number {
  const isLast = behind.every((other) => other.place.offset - place.offset <= RIGHT_BEFORE_BYTES);
  const end = behind.find(isEnd);
  if (end === undefined) return isLast ? WEIGHT.nearEnd : 0;
  const distance = end.place.offset - place.offset;
  if (distance <= RIGHT_BEFORE_BYTES) return WEIGHT.rightBeforeEnd;
  return distance <= NEAR_BYTES ? WEIGHT.nearEnd : 0;
}

/** A negative response says which, where a line beside it only says that something was refused. */
const isStandard = (code: string | null): boolean => code?.startsWith('NRC ') === true;

/** What did not clearly come before a known cause is at best what followed from it: it ranks behind. */
export function deferToKnown(unexplained: readonly Unexplained[], known: readonly Candidate[]): void {
  const causes = known.filter(
    ({ core, contradicting }) =>
      contradicting.length === 0 && core.some(({ code, role }) => role === 'cause' || isStandard(code)),
  );
  for (const candidate of unexplained) {
    const behind = causes.filter(({ core: [cause] }) => !isClearlyAfter(cause.place, candidate.core[0].place));
    candidate.score = Math.min(candidate.score, ...behind.map(({ score }) => score - 1));
  }
}

/** For a reader who has to look himself: the lines that tell most, each once, decoys left out. */
export function linesToLookAt(candidates: readonly Unexplained[], outcome: ObservedOutcome, top: number): Finding[] {
  const chosen = candidates
    .flatMap(({ core }) => core)
    .filter((finding) => finding.category === 'line' && weightOf(finding) >= NOTABLE);
  const late = (finding: Finding): boolean =>
    outcome.decided !== null && isClearlyAfter(finding.place, outcome.decided.place);
  return [...new Set([...chosen.filter((finding) => !late(finding)), ...chosen])].slice(0, top);
}
