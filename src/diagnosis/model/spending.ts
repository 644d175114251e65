import type { ModelUsage } from './language-model.ts';
import type { ModelLimits } from './model-access.ts';
import { type ModelPrice, priceUsd } from './prices.ts';

/** Two characters are a token at the worst: hex dumps and identifiers. */
const CHARS_PER_TOKEN = 2;

/** What one answer of a conversation can come to at the worst. */
export interface WorstCase {
  /** Of everything that is sent. */
  chars: number;
  /** Of earlier answers, which are sent again. */
  saidTokens: number;
  maxTokens: number;
}

export const worstUsage = ({ chars, maxTokens, saidTokens }: WorstCase): ModelUsage => ({
  inputTokens: 0,
  // Writing to a cache is the dearest way in.
  cacheWriteTokens: Math.ceil(chars / CHARS_PER_TOKEN) + saidTokens,
  outputTokens: maxTokens,
});

/** Counts what the answers of one attempt took, and tells whether one more fits. */
export class Spending {
  /** All that was told; null once an answer did not tell, or told what cannot be. */
  usage: ModelUsage | null = null;
  readonly #price: ModelPrice;
  readonly #limits: Pick<ModelLimits, 'totalTokens' | 'usd'>;
  #tokens = 0;
  #usd = 0;
  #untold = 0;

  constructor(price: ModelPrice, limits: Pick<ModelLimits, 'totalTokens' | 'usd'>) {
    this.#price = price;
    this.#limits = limits;
  }

  get isTold(): boolean {
    return this.#untold === 0 && this.usage !== null;
  }

  add(told: ModelUsage | null, worst: WorstCase): void {
    const usage = told && isBelievable(told) ? told : worstUsage(worst);
    if (usage !== told) this.#untold++;
    else this.usage = sumOf(this.usage, told);
    this.#tokens += tokensOf(usage);
    this.#usd += priceUsd(this.#price, usage);
  }

  /** True when another answer stays within both caps, whatever it takes. */
  fits(worst: WorstCase): boolean {
    const usage = worstUsage(worst);
    const { totalTokens, usd } = this.#limits;
    return this.#tokens + tokensOf(usage) <= totalTokens && this.#usd + priceUsd(this.#price, usage) <= usd;
  }
}

const tokensOf = ({ cacheReadTokens = 0, cacheWriteTokens = 0, inputTokens, outputTokens }: ModelUsage): number =>
  inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens;

/** A count that is none would give back money that was spent. */
const isBelievable = (usage: ModelUsage): boolean =>
  Object.values(usage).every((tokens) => Number.isSafeInteger(tokens) && tokens >= 0);

const sumOf = (a: ModelUsage | null, b: ModelUsage): ModelUsage => ({
  inputTokens: (a?.inputTokens ?? 0) + b.inputTokens,
  outputTokens: (a?.outputTokens ?? 0) + b.outputTokens,
  cacheReadTokens: (a?.cacheReadTokens ?? 0) + (b.cacheReadTokens ?? 0),
  cacheWriteTokens: (a?.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0),
});
