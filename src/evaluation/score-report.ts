import type { Hypothesis, Report } from '#src/report/report.ts';
import type { EvaluationCase, Judgements } from './case.ts';
import { anyOccurs } from './case-patterns.ts';
import type { Citations } from './verify-citations.ts';

export interface CaseScore {
  id: string;
  kind: string;
  family: string;
  verdict: Report['verdict'];
  headline: string;
  /** In the words of cases: see `OUTCOME_WORDS`. */
  outcome: string;
  isOutcomeRight: boolean;
  /** The leading hypothesis. `none` too when a control has none, which is right. */
  lead: 'right' | 'wrong' | 'none';
  causeCode: string | null;
  /** The right cause leads or is among the rivals. */
  isCauseNamed: boolean;
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

export interface Scored {
  report: Report;
  citations: Citations;
  judgement?: Judgements[string] | undefined;
}

/** Throws `CasesUnusable` when a pattern takes too long. */
export function scoreReport(asked: EvaluationCase, { report, citations, judgement }: Scored): CaseScore {
  const { id, kind, family } = asked;
  const outcome = OUTCOME_WORDS.get(report.outcome.observed) ?? report.outcome.observed;
  const found = kind === 'control' ? scoreControl(report) : scoreFault(asked, report);
  return {
    id,
    kind,
    family,
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
  'lead' | 'isCauseNamed' | 'isDecoy' | 'isFaultMissed' | 'isFalseFault' | 'isFalseConfirmed'
>;

function scoreControl(report: Report): Found {
  const isFalseFault = report.finding === 'fault';
  return {
    lead: isFalseFault && leadingOf(report) ? 'wrong' : 'none',
    isCauseNamed: false,
    isDecoy: false,
    isFaultMissed: false,
    isFalseFault,
    isFalseConfirmed: isFalseFault && report.verdict === 'CONFIRMED',
  };
}

function scoreFault({ cause_keywords, decoys }: EvaluationCase, report: Report): Found {
  const leading = leadingOf(report);
  const isFault = report.finding === 'fault';
  const isDecoy = leading !== undefined && namesDecoy(leading, report, { cause_keywords, decoys });
  const names = (hypothesis: Hypothesis) => anyOccurs(cause_keywords, allText(hypothesis, report));
  const isRight = leading !== undefined && isFault && !isDecoy && names(leading);
  return {
    lead: isRight ? 'right' : leading ? 'wrong' : 'none',
    isCauseNamed: isRight || report.hypotheses.some((one) => names(one) && !anyOccurs(decoys, one.title)),
    isDecoy,
    isFaultMissed: !isFault,
    isFalseFault: false,
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
