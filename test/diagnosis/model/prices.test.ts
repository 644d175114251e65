import { describe, expect, it } from 'vitest';
import { findPrice, PRICES_READ_ON, priceUsd, reservationPrice } from '#src/diagnosis/model/prices.ts';

describe('prices of models', () => {
  it('are found by model and profile, a regional profile at a tenth more', () => {
    expect(findPrice('global.anthropic.claude-sonnet-5-5')).toEqual({ input: 2, output: 10 });
    expect(findPrice('anthropic.claude-haiku-5-5')).toEqual({ input: 0.1, output: 0.5 });
    expect(findPrice('eu.anthropic.claude-opus-5-5')?.output).toBeCloseTo(22);
  });

  it('are found with a date or a version at the end', () => {
    expect(findPrice('anthropic.claude-haiku-5-5-v1:0')?.input).toBe(0.1);
    expect(findPrice('anthropic.claude-haiku-5-5:0')?.input).toBe(0.1);
    expect(findPrice('anthropic.claude-haiku-5-5-v1:0-x')).toBeUndefined();
    expect(findPrice('us.anthropic.claude-sonnet-5-5-20260928-v1:0')?.input).toBeCloseTo(2.2);
  });

  it('are not guessed for other models', () => {
    for (const id of ['openai:llama', 'global.anthropic.claude-next', 'x', '']) expect(findPrice(id)).toBeUndefined();
  });

  it('carry the date they were read on', () => {
    expect(PRICES_READ_ON).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('count per million tokens', () => {
    expect(priceUsd({ input: 2, output: 10 }, { inputTokens: 500_000, outputTokens: 100_000 })).toBe(2);
  });

  it('of an unknown Bedrock model are taken as the dearest before a call, of an own endpoint as none', () => {
    expect(reservationPrice('global.somebody.new')).toEqual({ input: 4, output: 20 });
    expect(reservationPrice('openai:gpt')).toEqual({ input: 0, output: 0 });
  });
});
