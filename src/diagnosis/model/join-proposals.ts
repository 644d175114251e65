import type { Hypothesis, Report } from '#src/report/report.ts';
import type { Proposal } from './proposal.ts';

/**
 * The report with the causes that a language model proposes. Nothing that the rules found is taken away. Beside a cause
 * that the rules think likely a proposal is a rival; where they are INCONCLUSIVE the first one leads, and what led before
 * is its rival. CONFIRMED it never is, and LIKELY only where code bears it out and nothing else is open.
 */
export function joinProposals(report: Report, proposals: readonly Proposal[]): Report {
  const [first] = proposals;
  if (first === undefined || report.verdict === 'CONFIRMED') return report;
  const rivals = proposals.map(({ hypothesis }) => hypothesis);
  if (report.verdict === 'LIKELY') return { ...report, hypotheses: inOrder([...report.hypotheses, ...rivals]) };
  const [leading, ...others] = rivals;
  const own = report.hypotheses.map((each) =>
    each.status === 'leading' ? { ...each, status: 'rival' as const } : each,
  );
  return {
    ...report,
    ...verdictOf(report, first),
    headline: `${report.headline} ${headlineOf(leading)}`,
    hypotheses: inOrder([{ ...leading, status: 'leading' }, ...own, ...others]),
  };
}

const ORDER: readonly Hypothesis['status'][] = ['leading', 'rival', 'ruled-out'];

const inOrder = (hypotheses: readonly Hypothesis[]): Hypothesis[] =>
  hypotheses.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));

const headlineOf = ({ ecu, evidence: [id] }: Hypothesis): string =>
  `The language model takes ${id}${ecu ? `, a line of ${ecu},` : ''} for the cause.`;

/** The rules' own rivals count, unless the chain of the proposal holds them. */
function verdictOf(report: Report, { claim, support }: Proposal): Partial<Pick<Report, 'verdict' | 'verdictReason'>> {
  const open = report.hypotheses.filter(({ status }) => status !== 'ruled-out');
  const isAlone = open.every(({ evidence: [core] }) => core !== undefined && claim.evidence.includes(core));
  if (support === null || !isAlone || report.finding !== 'fault') {
    return { verdictReason: `${report.verdictReason} What the language model proposes is its reading alone.` };
  }
  return { verdict: 'LIKELY', verdictReason: `No rule knows the cause that the language model names. ${WHY[support]}` };
}

const WHY = {
  contrast: 'Code found that nothing that went well has this line.',
  'second-source': 'Code found that an independent source gives the same reason.',
} as const;
