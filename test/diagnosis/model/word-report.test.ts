import { describe, expect, it } from 'vitest';
import { answering } from '#test/support/scripted-model.ts';
import { rivalCauses } from '#test/support/sessions.ts';
import { consult, rulesOnly } from './consultation.ts';

describe('a verdict of a language model', () => {
  const lowering = { verdict: 'LIKELY', reason: 'BRKE alone names the power loss.', evidence: ['E5'] };

  it('lowers the rules’ verdict, and says who did and from what', async () => {
    const { report } = await consult([answering(lowering)]);
    expect(report.verdict).toBe('LIKELY');
    expect(report.verdictReason).toBe('Lowered from CONFIRMED by the language model: BRKE alone names the power loss.');
  });

  it('never raises it', async () => {
    const session = rivalCauses();
    const raising = { verdict: 'CONFIRMED', reason: 'I am sure.' };
    const { report } = await consult([answering(raising)], { session });
    const rules = await rulesOnly(session);
    expect(rules.verdict).toBe('LIKELY');
    expect([report.verdict, report.verdictReason]).toEqual([rules.verdict, rules.verdictReason]);
    expect(report.model).toMatchObject({ claimsDropped: 1 });
  });

  it('does not come back up after it was lowered', async () => {
    const lower = { ...lowering, verdict: 'INCONCLUSIVE' };
    expect((await consult([answering(lower, lowering)])).report.verdict).toBe('INCONCLUSIVE');
  });

  it('does nothing when its reason does not stand', async () => {
    const { report } = await consult([answering({ ...lowering, reason: 'Voltage was 9.1 V.' })]);
    expect(report).toMatchObject({ verdict: 'CONFIRMED', model: { claimsDropped: 1 } });
  });
});

describe('a headline of a language model', () => {
  it('words the cause; how the update ended and what the vehicle claimed stay the rules’', async () => {
    const { report } = await consult([
      answering({ headline: 'BRKE lost its supply in mid-transfer.', evidence: ['E5'] }),
    ]);
    expect(report.headline).toBe(
      'The update was interrupted: BRKE lost its supply in mid-transfer. The vehicle had reported "success".',
    );
  });

  it('is dropped when it states what its evidence does not', async () => {
    const { report } = await consult([answering({ headline: 'power was lost for 12 s', evidence: ['E5'] })]);
    expect(report.headline).toBe((await rulesOnly()).headline);
  });
});
