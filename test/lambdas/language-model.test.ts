import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { languageModel, MissingSetting, useAdapters } from '#lambdas/env.ts';

beforeEach(() => useAdapters({}));
afterEach(() => vi.unstubAllEnvs());

it('a stage that names no model has none', () => {
  expect(languageModel()).toBeNull();
});

it('a stage that names a model has it, with a delimiter that is new for each prompt', () => {
  vi.stubEnv('MODEL_ID', 'global.anthropic.claude-sonnet-5-5');
  vi.stubEnv('MODEL_BUDGET_USD_PER_DAY', '5');
  vi.stubEnv('BATCH_TABLE', 'argus');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const access = languageModel();
  expect(access?.model.id).toBe('global.anthropic.claude-sonnet-5-5');
  expect(access?.newDelimiter()).toMatch(/^[0-9a-f]{12}$/);
  expect(access?.newDelimiter()).not.toBe(access?.newDelimiter());
});

it('a model without a budget is a setting that is missing', () => {
  vi.stubEnv('MODEL_ID', 'global.anthropic.claude-sonnet-5-5');
  vi.stubEnv('BATCH_TABLE', 'argus');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  expect(() => languageModel()).toThrow(MissingSetting);
  expect(() => languageModel()).toThrow('MODEL_BUDGET_USD_PER_DAY');
});
