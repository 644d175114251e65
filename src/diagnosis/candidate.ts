import { traitsOf } from '#src/evidence/kinds/finding-traits.ts';
import type { KnowledgeRow } from '#src/knowledge/knowledge-row.ts';
import { isCodeOf } from '#src/knowledge/select-knowledge.ts';
import type { Contrast } from './contrast.ts';
import { compareFindings, type Finding } from './finding.ts';
import { independentSources } from './independent-sources.ts';
import { type Episode, localityOf } from './locality.ts';
import type { ObservedOutcome } from './observe-outcome.ts';
import { isClearlyAfter } from './place.ts';
import { findingsOfRow, type RowFindings } from './row-findings.ts';
import { isInsideUpdate, WEIGHT } from './score.ts';

/** A cause that findings speak for. */
export interface Candidate {
  /** `rules`: a knowledge row knows it; `unexplained`: only the words and the place of lines speak for it. */
  proposer: 'rules' | 'unexplained';
  causeCode: string;
  /** Rows of this cause that passed the filters, the most specific first; none for `NOVEL`. */
  rows: KnowledgeRow[];
  /** Findings of the cause itself and its discriminating evidence, in order of time. */
  core: Finding[];
  /** `core` and everything that goes with it. */
  support: Finding[];
  contradicting: Finding[];
  /** Members of `support` that do not repeat one another. */
  sources: Finding[];
  score: number;
}

const MAX_FURTHER_SOURCES = 2;

export function findCandidates(
  rows: readonly KnowledgeRow[],
  findings: readonly Finding[],
  { contrast, episode, outcome }: { outcome: ObservedOutcome; contrast: Contrast; episode: Episode | null },
): Candidate[] {
  const foreignScope = outcome.start === null ? 'update' : 'vehicle';
  const known = rows
    .filter((row) => row.scope !== foreignScope)
    .map((row) => insideUpdate(findingsOfRow(row, findings), outcome))
    .filter(({ direct, row, required }) => direct.length > 0 && (!row.requires || required.length > 0));
  const candidates = [...Map.groupBy(known, ({ row }) => row.causeCode)].map(([code, own]) =>
    gather(code, own, outcome),
  );
  for (const candidate of candidates)
    candidate.score += standingScore(candidate, contrast) + placeScore(candidate, episode);
  addEarliest(candidates, outcome);
  sinkConsequences(candidates);
  return candidates.sort(byScore);
}

/** What a kind of fault brings with it never leads before it, unless it clearly came first. */
function sinkConsequences(candidates: readonly Candidate[]): void {
  for (const candidate of candidates) {
    for (const cause of candidates) {
      const kinds = new Set(cause.core.filter(({ role }) => role === 'cause').map(({ name }) => name));
      const follows = candidate.core.every(({ name, traits }) =>
        traitsOf(name, traits).consequenceOf?.some((kind) => kinds.has(kind)),
      );
      const isFirst = isClearlyAfter(cause.core[0].place, candidate.core[0].place);
      if (cause !== candidate && follows && !isFirst) candidate.score = Math.min(candidate.score, cause.score - 1);
    }
  }
}

/** Decoys sink, and what stands only in what went wrong rises. */
function standingScore({ core }: Candidate, contrast: Contrast): number {
  const standings = core.map(({ row }) => (row === null ? 'unknown' : contrast.standingOf(row)));
  if (standings.every((standing) => standing === 'decoy')) return WEIGHT.decoy;
  return standings.includes('specific') ? WEIGHT.specific : 0;
}

/** What was logged at another time than the try that failed, or at all times, is a known fault of another matter. */
function placeScore({ core }: Candidate, episode: Episode | null): number {
  if (episode === null) return 0;
  const best = Math.max(...core.map((finding) => localityOf(finding, episode)));
  return best < WEIGHT.unplaced ? best - WEIGHT.unplaced : 0;
}

export const byScore = (a: Candidate, b: Candidate): number =>
  b.score - a.score || compareFindings(a.core[0], b.core[0]) || byCode(a, b);

/** It says why, not only which step failed: its lines need no other explanation. */
export const isExplaining = ({ core, rows }: Candidate): boolean =>
  rows[0]?.isSymptomOnly !== true || core.some(({ role }) => role === 'cause');

/** Discriminating evidence from another day discriminates nothing. */
const insideUpdate = (own: RowFindings, outcome: ObservedOutcome): RowFindings => ({
  ...own,
  required: own.required.filter((finding) => isInsideUpdate(finding, outcome)),
});

const byCode = (a: Candidate, b: Candidate): number => (a.causeCode < b.causeCode ? -1 : 1);

function gather(causeCode: string, known: RowFindings[], outcome: ObservedOutcome): Candidate {
  const ordered = known.toSorted((a, b) => specificity(b) - specificity(a) || (a.row.id < b.row.id ? -1 : 1));
  const core = causesFirst(merge(ordered.flatMap((own) => [...own.direct, ...own.required])));
  const support = causesFirst(merge([...core, ...ordered.flatMap((own) => own.corroborating)]));
  const sources = independentSources(
    support.filter((finding) => core.includes(finding) || traitsOf(finding.name, finding.traits).generic !== true),
  );
  const further = Math.min(sources.length - 1, MAX_FURTHER_SOURCES) * WEIGHT.furtherSource;
  const inside = core.some((finding) => isInsideUpdate(finding, outcome)) ? WEIGHT.insideUpdate : 0;
  return {
    proposer: 'rules',
    causeCode,
    rows: ordered.map(({ row }) => row),
    core,
    support,
    contradicting: merge(ordered.flatMap((own) => own.contradicting)),
    sources,
    score: Math.max(...ordered.map(rowScore)) + further + inside,
  };
}

/** Discriminating evidence, then the very code, then a kind of one vocabulary; rows that only name a step come last. */
function specificity({ row, direct, required }: RowFindings): number {
  const isOneVocabulary = row.match.kinds?.some((kind) => kind.includes('/')) ?? false;
  const step = row.isSymptomOnly ? -8 : 0;
  return step + (required.length > 0 ? 4 : 0) + (hasItsCode(row, direct) ? 2 : 0) + (isOneVocabulary ? 1 : 0);
}

const hasItsCode = ({ match: { codes = [] } }: KnowledgeRow, direct: readonly Finding[]): boolean =>
  direct.some(({ code }) => code !== null && codes.some((pattern) => isCodeOf(pattern, code)));

function rowScore({ row, direct, required }: RowFindings): number {
  const isCause = [...direct, ...required].some(({ role }) => role === 'cause');
  return (
    (isCause ? WEIGHT.cause : WEIGHT.symptom) +
    (required.length > 0 ? WEIGHT.discriminating : 0) +
    (hasItsCode(row, direct) ? WEIGHT.code : 0) +
    (row.match.lines ? WEIGHT.taught : 0) +
    (row.isSymptomOnly ? WEIGHT.symptomOnly : 0)
  );
}

function addEarliest(candidates: readonly Candidate[], outcome: ObservedOutcome): void {
  const inside = candidates.filter(({ core }) => isInsideUpdate(core[0], outcome));
  const earliest = inside.toSorted((a, b) => compareFindings(a.core[0], b.core[0]))[0];
  for (const candidate of inside) {
    if (!isClearlyAfter(candidate.core[0].place, earliest.core[0].place)) candidate.score += WEIGHT.earliest;
  }
}

const merge = (findings: readonly Finding[]): Finding[] => [...new Set(findings)].sort(compareFindings);

/** Who asked for memory in vain says less than which process had taken it: behind a cause of its kind, a symptom. */
function causesFirst(findings: readonly Finding[]): Finding[] {
  const isBehind = ({ role, name }: Finding): boolean =>
    role === 'symptom' && findings.some((other) => other.role === 'cause' && other.name === name);
  return findings.toSorted((a, b) => Number(isBehind(a)) - Number(isBehind(b)));
}
