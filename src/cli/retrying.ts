import { setTimeout as sleep } from 'node:timers/promises';

interface RetryRules {
  signal: AbortSignal;
  isWorthIt(error: unknown): boolean;
}

/** Waits of at most 0.2, 0.4, 0.8, 1.6 s between five tries: 3 s in all, enough for a restart on the other side. */
const TRIES = 5;
const FIRST_WAIT_MS = 200;

/** Full jitter: many gateways that were cut off together must not come back together. */
export async function retrying<T>({ signal, isWorthIt }: RetryRules, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt === TRIES || signal.aborted || !isWorthIt(error)) throw error;
    }
    await sleep(Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal });
  }
}
