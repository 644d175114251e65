import { expect, test } from 'vitest';
import type { BudgetSettings, ModelBudget } from '#src/diagnosis/model/model-budget.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const DAY_MS = 24 * 3600 * 1000;

/** What every `ModelBudget` promises. `open` gives one with nothing spent. */
export function modelBudgetContract(open: (settings: BudgetSettings) => Promise<ModelBudget>): void {
  const clockAt = (ms: number) => ({ ms, nowMs: () => NOON + ms });
  const openWith = (usdPerDay: number, clock = { nowMs: () => NOON }) => open({ usdPerDay, clock });
  const isGranted = (answer: object) => 'attempt' in answer;

  test('numbers the calls of a batch and refuses the third', async () => {
    const budget = await openWith(5);
    const call = { batchId: 'A', usd: 0.1 };
    expect(await budget.reserve(call)).toMatchObject({ attempt: 1 });
    expect(await budget.reserve(call)).toMatchObject({ attempt: 2 });
    expect(await budget.reserve(call)).toEqual({ refused: 'batch' });
    expect(await budget.reserve({ ...call, batchId: 'B' })).toMatchObject({ attempt: 1 });
  });

  test('spends a day’s money to the last millionth and not beyond', async () => {
    const budget = await openWith(0.3);
    for (const batchId of ['A', 'B', 'C']) expect(isGranted(await budget.reserve({ batchId, usd: 0.1 }))).toBe(true);
    expect(await budget.reserve({ batchId: 'D', usd: 0.000_001 })).toEqual({ refused: 'day' });
    expect(isGranted(await budget.reserve({ batchId: 'E', usd: 0 }))).toBe(true);
  });

  test('refuses a single call that costs more than a day', async () => {
    expect(await (await openWith(0.05)).reserve({ batchId: 'A', usd: 0.1 })).toEqual({ refused: 'day' });
  });

  test('lends again what was given back', async () => {
    const budget = await openWith(0.1);
    const grant = await budget.reserve({ batchId: 'A', usd: 0.1 });
    if ('giveBack' in grant) await grant.giveBack(0.06);
    expect(await budget.reserve({ batchId: 'B', usd: 0.07 })).toEqual({ refused: 'day' });
    expect(isGranted(await budget.reserve({ batchId: 'C', usd: 0.06 }))).toBe(true);
  });

  test('starts anew at midnight UTC, and takes money back for the day it was lent on', async () => {
    const clock = { nowMs: () => NOON };
    const budget = await openWith(0.1, clock);
    const grant = await budget.reserve({ batchId: 'A', usd: 0.1 });
    clock.nowMs = clockAt(DAY_MS / 2).nowMs;
    if ('giveBack' in grant) await grant.giveBack(0.1);
    expect(isGranted(await budget.reserve({ batchId: 'B', usd: 0.1 }))).toBe(true);
    expect(await budget.reserve({ batchId: 'C', usd: 0.05 })).toEqual({ refused: 'day' });
  });

  test('is not overdrawn by many callers at once', async () => {
    const budget = await openWith(1);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => budget.reserve({ batchId: `B${i}`, usd: 0.1 })),
    );
    expect(answers.filter(isGranted)).toHaveLength(10);
  });
}
