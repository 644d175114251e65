import type { Stability } from './conclusion.ts';
import { type ModelRow, modelRows } from './model-rows.ts';
import type { CaseScore } from './score-report.ts';
import { type Totals, totalsBy, totalsOf } from './totals.ts';

/** What the project wants of itself, in percent of the faults whose cause the logs hold. */
const BARS: readonly [kind: string, percent: number][] = [
  ['known', 85],
  ['held-out', 70],
  ['unknown-vocabulary', 60],
];

export interface EvaluationPage {
  cases: readonly CaseScore[];
  stability: Stability;
  /** What each modifier does, by its name. */
  modifiers: Readonly<Record<string, string>>;
  /** With and without a language model; what nobody ran is said to be not run. */
  rows: readonly ModelRow[];
}

/** `docs/evaluation.md`: the same text for the same scores. */
export function evaluationPage({ cases, modifiers, rows, stability }: EvaluationPage): string {
  const all = totalsOf(cases);
  return `${[
    HEAD,
    '## In short',
    markdownTable(['measure', 'today', 'wanted'], inShort(cases, all, stability)),
    '## With a language model',
    WITH_MODEL,
    markdownTable(modelRows(rows)[0], modelRows(rows).slice(1)),
    '## By modifier',
    `The right cause leads. Where the logs do not hold the cause (${hiding(cases).join(', ')}) the report is INCONCLUSIVE.`,
    markdownTable(['modifier', 'known', 'held-out', 'what it does'], modifierRows(cases, modifiers)),
    '## By family',
    'Right leads of those cases whose cause is in the logs; in brackets those reports that name the right cause at all, and those that quote it.',
    markdownTable(['family', 'known', 'held-out', 'unknown vocabulary'], familyRows(cases)),
    '## Sessions without a fault',
    markdownTable(['control', 'sessions', 'faults seen', 'right outcome'], controlRows(cases)),
    '## Wrong or missing leads',
    'Cases without a modifier whose lead is not right, to be studied first.',
    markdownTable(['case', 'lead', 'verdict', 'outcome', 'cause quoted'], misses(cases)),
  ].join('\n\n')}\n`;
}

const WITH_MODEL = `The oracle is a script that knows the cause of each case and has to find and cite its lines by the tools; the saboteur works
against it. "Raised" are verdicts above the rules' own, "tampered" are reports with other actions or words of a model.`;

const HEAD = `# Evaluation

Written by \`npx argus eval --simulator --write docs/evaluation.md\`; the same code writes the same numbers.

The simulator plays sessions of a vehicle with one known fault in some thousand lines of several ECUs. Each of its families
is told in the words of a public update client or of the programs below it ("known"), in those of a client that does not
exist ("held-out": no rule or vocabulary is written from them), and by an ECU with steps and words of its own. Every case is
played without its fault too, and counts only because its logs differ from those. All quotes are read again.`;

function inShort(cases: readonly CaseScore[], all: Totals, { tried, ...changed }: Stability): string[][] {
  const byKind = totalsBy(cases, ({ kind }) => kind);
  const stable = tried - new Set([...changed.changedByOrder, ...changed.changedByRotation]).size;
  return [
    ...BARS.map(([kind, bar]) => [`right cause first, ${kind}`, percentText(byKind[kind]), `≥ ${bar} %`]),
    ['INCONCLUSIVE where the cause is not in the logs', share(all.abstaining, all.unknowable), 'all'],
    ['CONFIRMED and wrong', `${all.falseConfirmed}`, '0'],
    ['faults seen in sessions without one', share(all.falseFaults, all.controls), '0'],
    ['invalid citations', share(all.invalidCitations, all.quotes), '0'],
    ['right outcome', share(all.outcomesRight, cases.length), ''],
    ['same conclusion with files in another order', share(tried - changed.changedByOrder.length, tried), 'all'],
    ['same conclusion with every file cut in two', share(tried - changed.changedByRotation.length, tried), 'all'],
    ['same conclusion both ways', share(stable, tried), 'all'],
  ];
}

function percentText(totals: Totals | undefined): string {
  if (totals === undefined || totals.faults === 0) return '-';
  return `${Math.floor((100 * totals.right) / totals.faults)} % (${totals.right} of ${totals.faults})`;
}

const hiding = (cases: readonly CaseScore[]): string[] => [
  ...new Set(
    cases.flatMap(({ isKnowable, kind, modifier }) => (isKnowable || kind === 'control' ? [] : [modifier ?? ''])),
  ),
];

const modifierRows = (cases: readonly CaseScore[], modifiers: Readonly<Record<string, string>>): string[][] =>
  Object.entries(modifiers).map(([modifier, meaning]) => {
    const of = (kind: string) => cellOf(cases.filter((score) => score.modifier === modifier && score.kind === kind));
    return [modifier, of('known'), of('held-out'), meaning];
  });

function cellOf(cases: readonly CaseScore[]): string {
  const { right, faults, abstaining, unknowable } = totalsOf(cases);
  return faults > 0 ? share(right, faults) : share(abstaining, unknowable);
}

function familyRows(cases: readonly CaseScore[]): string[][] {
  const faults = cases.filter(({ isKnowable }) => isKnowable);
  return [...Map.groupBy(faults, ({ family }) => family)].map(([family, group]) => {
    const of = (kind: string) => {
      const { right, faults: all, named, quoted } = totalsOf(group.filter((score) => score.kind === kind));
      return quoted > right || named > right ? `${share(right, all)} (${named}, ${quoted})` : share(right, all);
    };
    return [family, of('known'), of('held-out'), of('unknown-vocabulary')];
  });
}

function controlRows(cases: readonly CaseScore[]): string[][] {
  const controls = cases.filter(({ kind }) => kind === 'control');
  const groups = Object.entries(totalsBy(controls, ({ modifier }) => modifier ?? ''));
  return groups.map(([name, totals]) => [
    name,
    `${totals.controls}`,
    `${totals.falseFaults}`,
    share(totals.outcomesRight, totals.controls),
  ]);
}

const misses = (cases: readonly CaseScore[]): string[][] =>
  cases
    .filter(({ isKnowable, modifier, lead }) => isKnowable && modifier === 'plain' && lead !== 'right')
    .map(({ id, lead, causeCode, verdict, outcome, isDecoy, isCauseQuoted }) => [
      id,
      lead === 'none' ? 'none' : `${causeCode}${isDecoy ? ' (decoy)' : ''}`,
      verdict,
      outcome,
      isCauseQuoted ? 'yes' : 'no',
    ]);

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${part} of ${whole}`);

const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
