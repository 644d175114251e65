import type { LanguageModel } from './language-model.ts';
import type { ModelBudget } from './model-budget.ts';

/** A language model and all that a call to it takes from outside. */
export interface ModelAccess {
  model: LanguageModel;
  budget: ModelBudget;
  nowMs(): number;
  /** A dozen letters and digits that nobody can guess, new for each prompt: what a vehicle wrote stands between two of them. */
  newDelimiter(): string;
  limits?: Partial<ModelLimits>;
}

export interface ModelLimits {
  /** Longest prompt, in characters. */
  promptChars: number;
  /** Longest answer, thinking included. */
  maxTokens: number;
  /** Look-ups in the logs that one investigation may make; 0: none. */
  lookUps: number;
  /** Longest answer of an investigation, thinking included. */
  turnTokens: number;
  /** All answers of one investigation together: tokens in and out, and US dollars. */
  totalTokens: number;
  usd: number;
  /** One investigation from its first question to its last word. */
  investigationMs: number;
  /** How long a model may be silent at first. */
  firstTokenMs: number;
  /** All attempts together. */
  totalMs: number;
  /** Between two attempts. */
  pauseMs: number;
}

export const MODEL_LIMITS: ModelLimits = {
  // 40 items of evidence at 700 characters, 8 hypotheses at 1,600, 12 rows at 500: about 16,000 tokens.
  promptChars: 48_000,
  // 12 claims at 150 tokens, and twice as much again in case; the other half is for thinking, which cannot be turned off.
  maxTokens: 8_000,
  lookUps: 8,
  // A look-up takes 200 tokens, the lines at the end 2,000; the rest is for thinking.
  turnTokens: 4_000,
  // The prompt at 16,000 tokens, and eight results at 6,000, sent again with each of nine questions: most of it from a cache.
  totalTokens: 400_000,
  // Of Claude Sonnet 5.5 at its list price such an investigation is about 0.15.
  usd: 0.5,
  investigationMs: 60_000,
  // A first call after a pause can be silent for a minute; the second attempt then finds the model awake.
  firstTokenMs: 20_000,
  // An engineer reads the rules' report meanwhile; DiagnoseBatch has 600 s.
  totalMs: 120_000,
  pauseMs: 1_500,
};
