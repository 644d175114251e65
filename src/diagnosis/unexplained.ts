import type { TemplateRow } from '#src/evidence/file-evidence.ts';
import { isProbing, traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { Candidate } from './candidate.ts';
import { isError } from './choose-lines.ts';
import { type Contrast, type Standing, shapeOf } from './contrast.ts';
import { compareFindings, type Finding, isPassedOn } from './finding.ts';
import { independentSources } from './independent-sources.ts';
import { hasRoutineReason, isNotable, isSevere, STRIKING, TELLING, weightOf } from './line-weight.ts';
import { type Episode, localityOf } from './locality.ts';
import { LONG_AFTER, type News, newsBehind } from './news.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isClearlyAfter, isRightBefore, isSameStream, pointersEqual, streamKey } from './place.ts';
import { putReasonsFirst } from './precedence.ts';
import { CHAIN_GAP_US, isBare, isSameReason } from './same-thing.ts';
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

/** Two failure lines belong to one chain up to this far apart in their log, where no clock tells. */
const CHAIN_GAP_BYTES = 8_192;
const MAX_CONSEQUENCES = 6;
/** A line that is only remarkable leads no report. */
const MIN_TELLING = 20;
/** Of one chain: the best, and what came before it and may be its cause. */
const MAX_PER_CHAIN = 3;
/** Near a wrapper or an end, in bytes of the log. */
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
  news: News;
  outcome: ObservedOutcome;
  contrast: Contrast;
  episode: Episode | null;
}

/** With how many lines differ by codes alone. */
interface WithShapes extends UnexplainedInput {
  ofShape: ReadonlyMap<string, number>;
}

/** Candidates from lines that no rule explains, the best first. Decoys are none. */
export function proposeUnexplained(input: UnexplainedInput): Unexplained[] {
  const rows = input.findings.flatMap(({ category, row }) => (category === 'line' && row !== null ? row : []));
  const ofShape = new Map([...Map.groupBy(rows, shapeOf)].map(([shape, own]) => [shape, own.length]));
  const candidates = chainsOf(failuresOf(input)).flatMap((chain) => ofChain(chain, { ...input, ofShape }));
  putReasonsFirst(candidates);
  return candidates.sort((a, b) => b.score - a.score || compareFindings(a.core[0], b.core[0]));
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
        isRightBefore(finding.place, other.place),
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

const isEnd = ({ category, name, role, reading, traits }: Finding): boolean =>
  traitsOf(name, traits).fails === true ||
  traitsOf(name, traits).rollsBack === true ||
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

function ofChain(chain: readonly Finding[], input: WithShapes): Unexplained[] {
  const open = chain.filter((finding) => tellsOf(finding, input) >= MIN_TELLING && !isExplained(finding, input));
  const first = open.find(
    (finding) =>
      isFresh(finding, input.fresh) ||
      (weightOf(finding) >= TELLING && (isSevere(finding) || !hasRoutineReason(finding))),
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
  input: WithShapes;
}

function candidateOf(finding: Finding, { chain, first, input }: InChain): Unexplained {
  const behind = chain.slice(chain.indexOf(finding) + 1);
  const consequences = behind.filter((other) => isEnd(other) || isNotable(other)).slice(0, MAX_CONSEQUENCES);
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
        (finding === first ? weightOfFirst(finding, input) : 0) +
        (standing === 'specific' ? WEIGHT.specific : 0) +
        (sources.length > 1 ? WEIGHT.furtherSource : 0) +
        nearness(finding, input) +
        beforeEnd(finding, [...behind, ...restartsBehind(finding, input.findings)]) +
        (isOnlyNoted(finding, chain) ? WEIGHT.onlyNoted : 0) +
        (silenced ? WEIGHT.silenced : 0) +
        (isOneOfMany(finding, input) ? WEIGHT.often - WEIGHT.once : 0) +
        (finding.count > MANY ? WEIGHT.noise : 0),
    ),
  };
}

/** A summary is often printed before what it sums up, so who came first has to give a reason or to be new. */
const weightOfFirst = (finding: Finding, { fresh }: WithShapes): number =>
  isBare(finding) && !isFresh(finding, fresh) ? WEIGHT.earliestBare : WEIGHT.earliest;

/** Its writer says the same of other things, too: only a code in the line differs. */
const isOneOfMany = ({ count, row }: Finding, { ofShape }: WithShapes): boolean =>
  count === 1 && row !== null && (ofShape.get(shapeOf(row)) ?? 0) >= ALIKE;
const ALIKE = 3;

function nearness(finding: Finding, { episode, news, outcome }: UnexplainedInput): number {
  if (episode !== null) return localityOf(finding, episode);
  const ofStay = newsBehind(finding, news) >= LONG_AFTER ? WEIGHT.longBefore : 0;
  return ofStay + (isInsideUpdate(finding, outcome) ? WEIGHT.insideUpdate : WEIGHT.outsideUpdate);
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
      other.count <= RARE &&
      isRightBefore(other.place, finding.place),
  );
  return before.sort((a, b) => a.place.offset - b.place.offset).slice(-LEAD_LINES);
}
const LEAD_LINES = 2;
const RARE = 2;

const restartsBehind = ({ place }: Finding, findings: readonly Finding[]): Finding[] =>
  findings.filter(
    (other) => other.name === 'boot' && isSameStream(other.place, place) && other.place.offset > place.offset,
  );

function beforeEnd({ place }: Finding, behind: readonly Finding[]): number {
  const isLast = behind.every((other) => isRightBefore(place, other.place));
  const end = behind.find(isEnd);
  if (end === undefined) return isLast ? WEIGHT.nearEnd : 0;
  if (isRightBefore(place, end.place)) return WEIGHT.rightBeforeEnd;
  return end.place.offset - place.offset <= NEAR_BYTES ? WEIGHT.nearEnd : 0;
}

/** For a reader who has to look himself: the lines that tell most, each once, decoys left out. */
export function linesToLookAt(candidates: readonly Unexplained[], outcome: ObservedOutcome, top: number): Finding[] {
  const chosen = candidates
    .flatMap(({ core }) => core)
    .filter((finding) => finding.category === 'line' && isNotable(finding));
  const late = (finding: Finding): boolean =>
    outcome.decided !== null && isClearlyAfter(finding.place, outcome.decided.place);
  return [...new Set([...chosen.filter((finding) => !late(finding)), ...chosen])].slice(0, top);
}

/** Where no words tell of a failure, the lines that their writers call errors, the rarest first. */
export function errorsToLookAt(findings: readonly Finding[], contrast: Contrast, top: number): Finding[] {
  const rows = findings.filter(
    (finding) =>
      finding.category === 'line' &&
      finding.row !== null &&
      isError(finding.row) &&
      standingOf(finding, contrast) !== 'decoy' &&
      contrast.harmlessSince(finding) === undefined,
  );
  return rows.toSorted((a, b) => a.count - b.count || compareFindings(a, b)).slice(0, top);
}
