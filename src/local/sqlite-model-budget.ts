import {
  type BudgetSettings,
  CALLS_PER_BATCH,
  dayOf,
  type ModelBudget,
  microUsd,
} from '#src/diagnosis/model/model-budget.ts';
import type { Database } from './database.ts';

/**
 * `ModelBudget` in the database of this machine: a count per batch and a sum per day, each raised only while there is room.
 * A call that dies between the two keeps the batch's count: the safe side.
 */
export function sqliteModelBudget(database: Database, { usdPerDay, clock }: BudgetSettings): ModelBudget {
  const add = database.prepare(`
    INSERT INTO spending (name, total) SELECT :name, :amount WHERE :amount <= :cap
    ON CONFLICT DO UPDATE SET total = total + :amount WHERE total + :amount <= :cap
    RETURNING total`);
  const addWithin = (name: string, amount: number, cap: number) => {
    const row = add.get({ name, amount, cap });
    return row && Number(row.total);
  };
  return {
    async reserve({ batchId, usd }) {
      const attempt = addWithin(`batch ${batchId ?? ''}`, 1, CALLS_PER_BATCH);
      if (attempt === undefined) return { refused: 'batch' };
      const day = `day ${dayOf(clock.nowMs())}`;
      if (addWithin(day, microUsd(usd), microUsd(usdPerDay)) === undefined) return { refused: 'day' };
      return {
        attempt,
        giveBack: async (unused) => void addWithin(day, -Math.floor(unused * 1e6), Number.MAX_SAFE_INTEGER),
      };
    },
  };
}
