import { describe, expect, it } from 'vitest';
import { memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';
import { answering, REFUSED, type Script } from '#test/support/scripted-model.ts';
import { consult, GOOD_CLAIM } from './consultation.ts';

describe('the budget', () => {
  const clock = { nowMs: () => 0 };

  it('that is used up leaves the rules’ report and says so, without a call', async () => {
    const { report, model } = await consult([answering(GOOD_CLAIM)], {
      budget: memoryModelBudget({ usdPerDay: 0.01, clock }),
    });
    expect(report.model).toMatchObject({ status: 'over-budget', claimsKept: 0 });
    expect(report.model?.note).toBe(
      "The budget for language models is used up for today (UTC). This report is the rules' alone.",
    );
    expect(report.provenance.promptHash).toBeNull();
    expect(model.requests).toHaveLength(0);
  });

  it('is charged what the call cost, not its worst case', async () => {
    const budget = memoryModelBudget({ usdPerDay: 0.12, clock });
    await consult([answering(GOOD_CLAIM)], { budget });
    expect(await budget.reserve({ batchId: 'B2', usd: 0.1099 })).toMatchObject({ attempt: 1 });
    expect(await budget.reserve({ batchId: 'B3', usd: 0.001 })).toEqual({ refused: 'day' });
  });

  it('is not charged for a call that was refused, and keeps the worst case of one that broke off', async () => {
    const left = async (script: Script) => {
      const budget = memoryModelBudget({ usdPerDay: 0.2, clock });
      await consult([script], { budget });
      return 'attempt' in (await budget.reserve({ batchId: 'B2', usd: 0.1999 }));
    };
    expect(await left({ fails: REFUSED })).toBe(true);
    expect(await left({ pieces: [{ text: 'x' }], fails: REFUSED })).toBe(false);
    expect(await left({ hangs: true })).toBe(false);
  });

  it('gives a batch two calls however often its diagnosis is repeated', async () => {
    const budget = memoryModelBudget({ usdPerDay: 5, clock });
    const first = await consult([{ fails: REFUSED }], { budget });
    const second = await consult([{ fails: REFUSED }], { budget });
    const third = await consult([answering(GOOD_CLAIM)], { budget });
    expect([first, second, third].map(({ model }) => model.requests.length)).toEqual([1, 1, 0]);
    expect(third.report.model).toMatchObject({ status: 'unavailable' });
    expect(third.report.model?.note).toContain('used up by attempts that broke off');
  });
});
