import type { ModelUsage } from './language-model.ts';

/** USD per million tokens. */
export interface ModelPrice {
  input: number;
  output: number;
}

/**
 * On-demand list prices of Bedrock's global profiles, read on 2026-11-22 (Bedrock model cards and Anthropic's model
 * overview). Thinking counts as output. Haiku's are "from": larger requests may cost more.
 */
export const PRICES_READ_ON = '2026-11-22';
const PRICES: Readonly<Record<string, ModelPrice>> = {
  'anthropic.claude-haiku-5-5': { input: 0.1, output: 0.5 },
  'anthropic.claude-sonnet-5-5': { input: 2, output: 10 },
  'anthropic.claude-opus-5-5': { input: 4, output: 20 },
};
const DEAREST = PRICES['anthropic.claude-opus-5-5'];
const FREE: ModelPrice = { input: 0, output: 0 };

/** A profile that keeps data in one geography (`us.`, `eu.`) may cost a tenth more than `global.`. */
const REGIONAL_FACTOR = 1.1;

/** Undefined for a model that is not in the table. */
export function findPrice(modelId: string): ModelPrice | undefined {
  const [, geography, model] = /^(?:([a-z]{2,6})\.)?(anthropic\..+)$/.exec(modelId) ?? [];
  const price = PRICES[model?.replace(/(?:-\d{8})?(?:-v\d+)?(?::\d+)?$/, '') ?? ''];
  if (price === undefined || geography === 'global' || geography === undefined) return price;
  return { input: price.input * REGIONAL_FACTOR, output: price.output * REGIONAL_FACTOR };
}

/**
 * What is set aside for a call: a Bedrock model without a known price counts as the dearest one; an endpoint of the
 * user's own is the user's to pay, and a script of the evaluation costs nothing.
 */
export const reservationPrice = (modelId: string): ModelPrice =>
  /^(?:openai|scripted):/.test(modelId) ? FREE : (findPrice(modelId) ?? DEAREST);

/** Of the price of input: what goes into a cache of prompts costs a quarter more, what comes from it a tenth. */
const CACHE_WRITE_FACTOR = 1.25;
const CACHE_READ_FACTOR = 0.1;

export function priceUsd(
  { input, output }: ModelPrice,
  { cacheReadTokens = 0, cacheWriteTokens = 0, inputTokens, outputTokens }: ModelUsage,
): number {
  const read = inputTokens + cacheReadTokens * CACHE_READ_FACTOR + cacheWriteTokens * CACHE_WRITE_FACTOR;
  return (read * input + outputTokens * output) / 1e6;
}
