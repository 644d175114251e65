import type { CaseScore } from './score-report.ts';

/** How many of a group's cases; `faults`, `unknowable` and `controls` are what the others count of. */
export interface Totals {
  /** Whose cause the logs hold, and whose they do not. */
  faults: number;
  unknowable: number;
  right: number;
  abstaining: number;
  wrong: number;
  named: number;
  quoted: number;
  decoys: number;
  missed: number;
  controls: number;
  falseFaults: number;
  outcomesRight: number;
  falseConfirmed: number;
  falseStatements: number;
  quotes: number;
  invalidCitations: number;
}

export interface Evaluation {
  cases: CaseScore[];
  totals: Totals;
  byKind: Record<string, Totals>;
  byFamily: Record<string, Totals>;
  /** Empty where cases have none. */
  byModifier: Record<string, Totals>;
}

export const evaluationOf = (cases: CaseScore[]): Evaluation => ({
  cases,
  totals: totalsOf(cases),
  byKind: totalsBy(cases, ({ kind }) => kind),
  byFamily: totalsBy(cases, ({ family }) => family),
  byModifier: totalsBy(
    cases.filter(({ modifier }) => modifier !== null),
    ({ modifier }) => modifier ?? '',
  ),
});

export function totalsBy(cases: readonly CaseScore[], groupOf: (score: CaseScore) => string): Record<string, Totals> {
  const groups = [...Map.groupBy(cases, groupOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(groups.map(([name, group]) => [name, totalsOf(group)]));
}

export function totalsOf(cases: readonly CaseScore[]): Totals {
  const count = (is: (score: CaseScore) => boolean) => cases.filter(is).length;
  const sum = (of: (score: CaseScore) => number) => cases.reduce((total, score) => total + of(score), 0);
  return {
    faults: count(({ isKnowable }) => isKnowable),
    unknowable: count(({ isKnowable, kind }) => !isKnowable && kind !== 'control'),
    right: count(({ lead }) => lead === 'right'),
    abstaining: count(({ isAbstaining }) => isAbstaining),
    wrong: count(({ lead, kind }) => lead === 'wrong' && kind !== 'control'),
    named: count(({ isCauseNamed }) => isCauseNamed),
    quoted: count(({ isCauseQuoted }) => isCauseQuoted),
    decoys: count(({ isDecoy }) => isDecoy),
    missed: count(({ isFaultMissed }) => isFaultMissed),
    controls: count(({ kind }) => kind === 'control'),
    falseFaults: count(({ isFalseFault }) => isFalseFault),
    outcomesRight: count(({ isOutcomeRight }) => isOutcomeRight),
    falseConfirmed: count(({ isFalseConfirmed }) => isFalseConfirmed),
    falseStatements: count(({ falseStatement }) => falseStatement !== null),
    quotes: sum(({ citations }) => citations.quotes),
    invalidCitations: sum(({ citations: { quotes, valid, dangling } }) => quotes - valid + dangling),
  };
}
