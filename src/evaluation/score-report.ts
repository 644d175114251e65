import type { Hypothesis, Report } from '#src/report/report.ts';
import type { EvaluationCase, Judgements } from './case.ts';
import { anyOccurs } from './case-patterns.ts';
import type { Citations } from './verify-citations.ts';

export interface CaseScore {
  id: string;
  kind: string;
  family: string;
  modifier: string | null;
  /** The logs hold the cause of a fault. */
  isKnowable: boolean;
  verdict: Report['verdict'];
  headline: string;
  /** In the words of cases: see `OUTCOME_WORDS`. */
  outcome: string;
  isOutcomeRight: boolean;
  /** The leading hypothesis. `none` too where there is nothing to be right about: a control, a cause that is not in the logs. */
  lead: 'right' | 'wrong' | 'none';
  /** INCONCLUSIVE, where nothing else would be right. */
  isAbstaining: boolean;
  causeCode: string | null;
  /** The right cause leads or is among the rivals. */
  isCauseNamed: boolean;
  /** A quote of the report holds the cause, whatever the report makes of it. */
  isCauseQuoted: boolean;
  /** What leads is what the case's author warns of. */
  isDecoy: boolean;
  /** The report sees no fault where there is one. */
  isFaultMissed: boolean;
  /** The report sees a fault in a control. */
  isFalseFault: boolean;
  /** CONFIRMED, and not right. */
  isFalseConfirmed: boolean;
  /** What the report says again although somebody found it untrue. */
  falseStatement: string | null;
  citations: Citations;
}

/** Cases call some outcomes otherwise than reports do. */
const OUTCOME_WORDS: ReadonlyMap<string, string> = new Map([
  ['updated', 'installed'],
  ['interrupted', 'failed'],
]);

interface Scored {
  report: Report;
  citations: Citations;
  judgement?: Judgements[string] | undefined;
}

export function scoreReport(asked: EvaluationCase, { report, citations, judgement }: Scored): CaseScore {
  const { id, kind, family, modifier = null } = asked;
  const outcome = OUTCOME_WORDS.get(report.outcome.observed) ?? report.outcome.observed;
  const isKnowable = kind !== 'control' && asked.cause_keywords.length > 0;
  const found =
    kind === 'control' ? scoreControl(report) : isKnowable ? scoreFault(asked, report) : scoreUnknowable(report);
  return {
    id,
    kind,
    family,
    modifier,
    isKnowable,
    verdict: report.verdict,
    headline: report.headline,
    outcome,
    isOutcomeRight: asked.expected_outcome.split('|').includes(outcome),
    causeCode: leadingOf(report)?.causeCode ?? null,
    ...found,
    falseStatement: judgement && anyOccurs([judgement.phrase], saidIn(report)) ? judgement.false_statement : null,
    citations,
  };
}

type Found = Pick<
  CaseScore,
  | 'lead'
  | 'isAbstaining'
  | 'isCauseNamed'
  | 'isCauseQuoted'
  | 'isDecoy'
  | 'isFaultMissed'
  | 'isFalseFault'
  | 'isFalseConfirmed'
>;

const NOTHING_FOUND: Found = {
  lead: 'none',
  isAbstaining: false,
  isCauseNamed: false,
  isCauseQuoted: false,
  isDecoy: false,
  isFaultMissed: false,
  isFalseFault: false,
  isFalseConfirmed: false,
};

function scoreControl(report: Report): Found {
  const leading = leadingOf(report);
  const isFalseFault = report.finding === 'fault' || leading?.source === 'model';
  return {
    ...NOTHING_FOUND,
    lead: isFalseFault && leading ? 'wrong' : 'none',
    isFalseFault,
    isFalseConfirmed: isFalseFault && report.verdict === 'CONFIRMED',
  };
}

/** Whatever such a report is sure of, it cannot know. */
function scoreUnknowable(report: Report): Found {
  const isAbstaining = report.verdict === 'INCONCLUSIVE';
  return {
    ...NOTHING_FOUND,
    lead: !isAbstaining && leadingOf(report) ? 'wrong' : 'none',
    isAbstaining,
    isFaultMissed: report.finding !== 'fault',
    isFalseConfirmed: report.verdict === 'CONFIRMED',
  };
}

function scoreFault({ cause_keywords, decoys }: EvaluationCase, report: Report): Found {
  const leading = leadingOf(report);
  // What a model proposes where the rules see no fault is a fault seen.
  const isFault = report.finding === 'fault' || leading?.source === 'model';
  const isDecoy = leading !== undefined && namesDecoy(leading, report, { cause_keywords, decoys });
  const names = (hypothesis: Hypothesis) => anyOccurs(cause_keywords, allText(hypothesis, report));
  const isRight = leading !== undefined && isFault && !isDecoy && names(leading);
  return {
    ...NOTHING_FOUND,
    lead: isRight ? 'right' : leading ? 'wrong' : 'none',
    isCauseNamed: isRight || report.hypotheses.some((one) => names(one) && !anyOccurs(decoys, one.title)),
    isCauseQuoted: report.evidence.some(({ quote }) => quote !== null && anyOccurs(cause_keywords, quote.text)),
    isDecoy,
    isFaultMissed: !isFault,
    isFalseConfirmed: report.verdict === 'CONFIRMED' && !isRight,
  };
}

const leadingOf = ({ hypotheses }: Report): Hypothesis | undefined =>
  hypotheses.find(({ status }) => status === 'leading');

/** By its title, or by its first quote when that says nothing of the cause. */
function namesDecoy(
  { title, evidence }: Hypothesis,
  report: Report,
  { cause_keywords, decoys }: Pick<EvaluationCase, 'cause_keywords' | 'decoys'>,
): boolean {
  const own = [title, ...quotesOf(report, evidence).slice(0, 1)].join('\n');
  return anyOccurs(decoys, title) || (anyOccurs(decoys, own) && !anyOccurs(cause_keywords, own));
}

function allText({ title, claims, evidence }: Hypothesis, report: Report): string {
  const cited = new Set([...evidence, ...claims.flatMap((claim) => claim.evidence)]);
  return [title, ...claims.map(({ text }) => text), ...quotesOf(report, [...cited])].join('\n');
}

/** In the order of the ids. */
function quotesOf({ evidence }: Report, ids: readonly string[]): string[] {
  const textOf = new Map(evidence.map(({ id, quote }) => [id, quote?.text]));
  return ids.flatMap((id) => textOf.get(id) ?? []);
}

const saidIn = ({ headline, verdictReason, hypotheses }: Report): string =>
  [headline, verdictReason, ...hypotheses.map(({ reason }) => reason)].join('\n');
