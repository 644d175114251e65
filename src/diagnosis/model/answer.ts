import type { AnswerGate } from './answer-gate.ts';
import type { CitableBasis } from './citable-basis.ts';
import type { ModelFailure, ModelUsage } from './language-model.ts';
import type { Task } from './system-prompt.ts';
import type { Place } from './tools/tool-box.ts';

/** What one attempt came to. */
export interface Answer {
  gate: AnswerGate;
  task: Task;
  /** Null when the model did not tell. */
  usage: ModelUsage | null;
  firstTokenMs: number | null;
  failure: ModelFailure | undefined;
  /** What it looked up, and where: undefined where it was not let to. */
  looked?: { places: readonly Place[]; basis: CitableBasis };
  /** Which bound ended it before the model did. */
  ended: 'time' | 'money' | 'length' | null;
}
