import { describe, expect, it } from 'vitest';
import type { ClaimBasis } from '#src/diagnosis/gate.ts';
import type { DoubtLine } from '#src/diagnosis/model/answer-line.ts';
import { confirmDoubt } from '#src/diagnosis/model/confirm-doubt.ts';
import type { Report } from '#src/report/report.ts';
import { aGround, anItem } from '#test/support/evidence-item.ts';
import { rulesOnly } from './consultation.ts';

/** A confirmed cause on BRKE that rests on E1 and E2; E9 is what the doubt cites. */
async function doubted(
  doubt: DoubtLine['doubt'],
  change: Partial<{
    order: string[];
    shows: ReturnType<ClaimBasis['shows']>;
    ecu: string;
    report: Partial<Report>;
  }> = {},
): Promise<string | undefined> {
  const rules = await rulesOnly();
  const [leading] = rules.hypotheses;
  const report: Report = {
    ...rules,
    outcome: { ...rules.outcome, evidence: ['E2', 'E3'] },
    hypotheses: [{ ...leading, ecu: 'BRKE', evidence: ['E1', 'E2'], against: [] }],
    ...change.report,
  };
  const { order = [], shows, ecu = 'BRKE' } = change;
  const items = [anItem('E1', 'a'), anItem('E2', 'b'), anItem('E3', null), anItem('E9', 'c', { ecu })];
  const basis = aGround(items, order, { shows: (id) => (id === 'E9' ? shows : undefined) });
  return confirmDoubt(report, basis, { doubt, evidence: 'E9' });
}

describe('a doubt about an earlier cause', () => {
  const earlier = { order: ['E9', 'E1', 'E2'], shows: 'cause' } as const;
  const doubt = (change: Parameters<typeof doubted>[1] = {}) =>
    doubted('earlier-cause', { ...earlier, order: [...earlier.order], ...change });

  it('holds where the cited line names a cause before what the leading one rests on', async () => {
    expect(await doubt()).toContain('E9 (What E9 shows, as BRKE logged) names a cause too');
  });

  it('holds where the order is known for a part of it', async () => {
    expect(await doubt({ order: ['E9', 'E2'] })).toBeDefined();
  });

  it.each([
    ['the line names no cause', { shows: undefined }],
    ['no order is known', { order: [] }],
    ['the line stands between', { order: ['E1', 'E9', 'E2'] }],
    ['the line came later', { order: ['E1', 'E2', 'E9'] }],
    ['the rules have not confirmed the cause', { report: { verdict: 'LIKELY' } }],
    ['there is no leading cause', { report: { hypotheses: [] } }],
  ] satisfies [string, Parameters<typeof doubted>[1]][])('does not hold where %s', async (_what, change) => {
    expect(await doubt(change)).toBeUndefined();
  });

  it('does not hold where another hypothesis has the line already, for it or against it', async () => {
    const { hypotheses } = await rulesOnly();
    const [leading, other] = hypotheses;
    const cause = { ...leading, evidence: ['E1', 'E2'], against: [] };
    for (const weighed of [
      { ...other, evidence: ['E9'] },
      { ...other, against: ['E9'] },
    ]) {
      expect(await doubt({ report: { hypotheses: [cause, weighed] } })).toBeUndefined();
    }
  });
});

describe('a doubt about the outcome', () => {
  const opposite = (change: Parameters<typeof doubted>[1] = {}) =>
    doubted('opposite-outcome', { order: ['E1', 'E2', 'E9'], shows: 'target-in-use', ...change });

  it('holds where the new version is in use after all that shows the failure', async () => {
    expect(await opposite()).toContain('in use after the failure, on the same ECU');
  });

  it.each([
    ['the line shows no version', { shows: undefined }],
    ['another ECU runs it', { ecu: 'GWAY' }],
    ['a part of the failure has no known order', { order: ['E1', 'E9'] }],
    ['the failure came later', { order: ['E9', 'E1', 'E2'] }],
    ['the rules have not confirmed the cause', { report: { verdict: 'LIKELY' } }],
  ] satisfies [string, Parameters<typeof doubted>[1]][])('does not hold where %s', async (_what, change) => {
    expect(await opposite(change)).toBeUndefined();
  });
});
