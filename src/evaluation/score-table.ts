import type { CaseScore } from './score-report.ts';
import type { Evaluation, Totals } from './totals.ts';

const CASE_HEAD = ['case', 'kind', 'verdict', 'outcome', 'lead', 'cause', 'remarks'];

const TOTAL_COLUMNS: readonly [head: string, of: (totals: Totals) => string][] = [
  ['top-1', ({ right, faults }) => share(right, faults)],
  ['named', ({ named, faults }) => share(named, faults)],
  ['quoted', ({ quoted, faults }) => share(quoted, faults)],
  ['wrong', ({ wrong }) => `${wrong}`],
  ['decoy', ({ decoys }) => `${decoys}`],
  ['no fault', ({ missed }) => `${missed}`],
  ['unsure', ({ abstaining, unknowable }) => share(abstaining, unknowable)],
  [
    'outcome',
    ({ outcomesRight, faults, unknowable, controls }) => share(outcomesRight, faults + unknowable + controls),
  ],
  ['false fault', ({ falseFaults, controls }) => share(falseFaults, controls)],
  ['false CONFIRMED', ({ falseConfirmed }) => `${falseConfirmed}`],
  ['untrue', ({ falseStatements }) => `${falseStatements}`],
  ['bad quotes', ({ invalidCitations, quotes }) => share(invalidCitations, quotes)],
];

/** A line per case, with what is wrong with it. */
export const caseRows = (cases: readonly CaseScore[]): string[][] => [CASE_HEAD, ...cases.map(caseRow)];

function caseRow(score: CaseScore): string[] {
  const { id, kind, verdict, outcome, isOutcomeRight, lead, causeCode } = score;
  const outcomeText = isOutcomeRight ? outcome : `${outcome} (no)`;
  return [id, kind, verdict, outcomeText, lead, causeCode ?? '-', remarksOn(score).join(', ')];
}

function remarksOn({ citations: { quotes, valid, dangling }, ...score }: CaseScore): string[] {
  const remarks: [boolean, string][] = [
    [score.isFalseConfirmed, 'FALSE CONFIRMED'],
    [score.isFalseFault, 'false fault'],
    [score.isDecoy, 'decoy'],
    [!score.isKnowable && score.kind !== 'control' && !score.isAbstaining, 'sure of what the logs do not hold'],
    [score.isCauseQuoted && !score.isCauseNamed, 'cause is only quoted'],
    [score.isFaultMissed, 'no fault seen'],
    [score.isCauseNamed && score.lead !== 'right', 'right cause is not first'],
    [score.falseStatement !== null, 'says what is untrue'],
    [valid < quotes || dangling > 0, `INVALID CITATIONS ${quotes - valid + dangling}`],
  ];
  return remarks.flatMap(([holds, text]) => (holds ? [text] : []));
}

/** Totals of all cases, by kind, modifier and family. */
export const totalRows = ({ totals, byKind, byModifier, byFamily }: Evaluation): string[][] => [
  ['cases', ...TOTAL_COLUMNS.map(([head]) => head)],
  totalRow('all', totals),
  ...groupRows('kind', byKind),
  ...groupRows('modifier', byModifier),
  ...groupRows('family', byFamily),
];

const groupRows = (name: string, groups: Record<string, Totals>): string[][] =>
  Object.entries(groups).map(([value, totals]) => totalRow(`${name} ${value}`, totals));

const totalRow = (name: string, totals: Totals): string[] => [name, ...TOTAL_COLUMNS.map(([, of]) => of(totals))];

const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${part}/${whole}`);
