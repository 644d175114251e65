import type { LanguageModel, ModelPiece, ModelRequest, ToolCall } from '#src/diagnosis/model/language-model.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';
import type { EvaluationCase } from '../case.ts';
import { oracle } from './oracle.ts';
import type { Player } from './player.ts';
import { saboteur } from './saboteur.ts';

/** Two bounds of what a model could do: one that knows the truth of each case, and one that knows it and hides it. */
const SCRIPTS = { oracle, saboteur } as const;
type ScriptName = keyof typeof SCRIPTS;

export const isScriptName = (name: string): name is ScriptName => Object.hasOwn(SCRIPTS, name);

/** Access to a script that plays one case. It runs in this process and costs nothing. */
export function scriptedAccess(name: ScriptName, asked: EvaluationCase): ModelAccess {
  const clock = { nowMs: Date.now };
  return {
    model: scriptedModel(name, SCRIPTS[name](asked)),
    budget: memoryModelBudget({ usdPerDay: 0, clock }),
    nowMs: clock.nowMs,
    newDelimiter: () => crypto.randomUUID().slice(-12),
  };
}

const scriptedModel = (name: ScriptName, play: Player): LanguageModel => ({
  id: `scripted:${name}`,
  async *converse(request): AsyncGenerator<ModelPiece> {
    const move = play(request);
    const text =
      'say' in move ? move.say.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n') : '';
    yield { text };
    if ('look' in move) yield { calls: move.look.map(callOf), said: move.look };
    yield { usage: { inputTokens: tokensIn(request), outputTokens: tokensOf(text || JSON.stringify(move)) } };
  },
});

const callOf = ([name, input]: [string, unknown], i: number): ToolCall => ({ id: `call-${i}`, name, input });

/** As models count English and JSON. */
const CHARS_PER_TOKEN = 4;
const tokensOf = (text: string): number => Math.ceil(text.length / CHARS_PER_TOKEN);

const tokensIn = ({ prompt, system, turns = [] }: ModelRequest): number =>
  tokensOf(system + prompt) + turns.reduce((sum, turn) => sum + tokensOf(JSON.stringify(turn)), 0);
