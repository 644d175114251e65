import { describe, expect, it } from 'vitest';
import { joinProposals } from '#src/diagnosis/model/join-proposals.ts';
import type { Proposal, Support } from '#src/diagnosis/model/proposal.ts';
import type { Report } from '#src/report/report.ts';
import { logReport } from '#test/support/log-report.ts';
import { VALVE_LOG } from '#test/support/unexplained-log.ts';

function aProposal(support: Support, evidence: string[]): Proposal {
  const claim = { id: 'M1.1', text: 'E9 may have led to E2.', evidence, knowledge: [], source: 'model' as const };
  const hypothesis = {
    id: 'M1',
    causeCode: 'NOVEL',
    title: 'A reading',
    source: 'model' as const,
    ecu: 'gwc',
    status: 'rival' as const,
    reason: '',
    score: 40,
    claims: [claim],
    evidence,
    against: [],
    knowledge: [],
  };
  return { claim, hypothesis, support };
}

const rules = (fields: Partial<Report> = {}): Promise<Report> =>
  logReport(VALVE_LOG).then((report) => ({ ...report, ...fields }));

describe('a proposal in a report', () => {
  it('is LIKELY where code bears it out and it explains what the rules lead with', async () => {
    const report = await rules();
    const [core] = report.hypotheses[0].evidence;
    for (const support of ['contrast', 'second-source'] as const) {
      const { verdict, verdictReason } = joinProposals(report, [aProposal(support, ['E90', core])]);
      expect(verdict).toBe('LIKELY');
      expect(verdictReason).toContain('Code found');
    }
  });

  it('stays INCONCLUSIVE where the model alone speaks for it, something stays open, or no fault is seen', async () => {
    const report = await rules();
    const [core] = report.hypotheses[0].evidence;
    const verdicts = [
      joinProposals(report, [aProposal(null, ['E90', core])]),
      joinProposals(report, [aProposal('contrast', ['E90', 'E91'])]),
      joinProposals({ ...report, finding: 'unknown' }, [aProposal('contrast', ['E90', core])]),
    ].map(({ verdict }) => verdict);
    expect(verdicts).toEqual(['INCONCLUSIVE', 'INCONCLUSIVE', 'INCONCLUSIVE']);
  });

  it('never changes what the rules CONFIRMED', async () => {
    const confirmed = await rules({ verdict: 'CONFIRMED' });
    expect(joinProposals(confirmed, [aProposal('contrast', ['E9', 'E2'])])).toBe(confirmed);
  });
});
