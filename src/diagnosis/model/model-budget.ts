/** One call, paid for in advance. */
export interface Reservation {
  /** 1 for the first call of the batch. */
  attempt: number;
  /** Returns what the call did not cost. */
  giveBack(usd: number): Promise<void>;
}

export interface Refusal {
  /** `day`: the day's money would be overdrawn; `batch`: the batch has had its calls. */
  refused: 'day' | 'batch';
}

/**
 * Caps what language models may cost. A call is paid for at its worst case before it is made, so no number of batches at
 * once overdraws a day, and calls that died with their process stay counted.
 */
export interface ModelBudget {
  reserve(call: { batchId: string | null; usd: number }): Promise<Reservation | Refusal>;
}

/** A stream that breaks is started again once; what breaks twice is left to the rules. */
export const CALLS_PER_BATCH = 2;

export interface BudgetSettings {
  usdPerDay: number;
  clock: { nowMs(): number };
}

/** Money is counted in whole millionths, rounded up: sums stay exact. */
export const microUsd = (usd: number): number => Math.ceil(usd * 1e6);

/** The UTC day, `2026-11-22`. */
export const dayOf = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);

/** A budget that lasts as long as its process. */
export function memoryModelBudget({ usdPerDay, clock }: BudgetSettings): ModelBudget {
  const calls = new Map<string | null, number>();
  const spent = new Map<string, number>();
  return {
    async reserve({ batchId, usd }) {
      const attempt = (calls.get(batchId) ?? 0) + 1;
      if (attempt > CALLS_PER_BATCH) return { refused: 'batch' };
      calls.set(batchId, attempt);
      const day = dayOf(clock.nowMs());
      const total = (spent.get(day) ?? 0) + microUsd(usd);
      if (total > microUsd(usdPerDay)) return { refused: 'day' };
      spent.set(day, total);
      return {
        attempt,
        giveBack: async (unused) => void spent.set(day, (spent.get(day) ?? 0) - Math.floor(unused * 1e6)),
      };
    },
  };
}
