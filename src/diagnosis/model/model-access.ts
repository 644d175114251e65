import type { LanguageModel } from '#src/batch/ports.ts';
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
  // A first call after a pause can be silent for a minute; the second attempt then finds the model awake.
  firstTokenMs: 20_000,
  // An engineer reads the rules' report meanwhile; DiagnoseBatch has 600 s.
  totalMs: 120_000,
  pauseMs: 1_500,
};
