import type { CaseScore } from './score-report.ts';

/** How many of a group's cases; `faults` and `controls` are what the others count of. */
export interface Totals {
  faults: number;
  right: number;
  wrong: number;
  named: number;
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
}

export const evaluationOf = (cases: CaseScore[]): Evaluation => ({
  cases,
  totals: totalsOf(cases),
  byKind: totalsBy(cases, ({ kind }) => kind),
  byFamily: totalsBy(cases, ({ family }) => family),
});

export function totalsBy(cases: readonly CaseScore[], groupOf: (score: CaseScore) => string): Record<string, Totals> {
  const groups = [...Map.groupBy(cases, groupOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(groups.map(([name, group]) => [name, totalsOf(group)]));
}

export function totalsOf(cases: readonly CaseScore[]): Totals {
  const count = (is: (score: CaseScore) => boolean) => cases.filter(is).length;
  const sum = (of: (score: CaseScore) => number) => cases.reduce((total, score) => total + of(score), 0);
  return {
    faults: count(({ kind }) => kind !== 'control'),
    right: count(({ lead }) => lead === 'right'),
    wrong: count(({ lead, kind }) => lead === 'wrong' && kind !== 'control'),
    named: count(({ isCauseNamed }) => isCauseNamed),
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
