import {
  type LanguageModel,
  ModelFailure,
  type ModelPiece,
  type ModelRequest,
  ToolsRefused,
} from '#src/diagnosis/model/language-model.ts';
import type { ModelAccess } from '#src/diagnosis/model/model-access.ts';
import { memoryModelBudget } from '#src/diagnosis/model/model-budget.ts';

/** What a model does in one call: pieces, then perhaps a failure, silence, or more of the same for ever. */
export interface Script {
  pieces?: ModelPiece[];
  fails?: Error;
  /** Never answers again, and does not heed the signal either. */
  hangs?: boolean;
  /** Sent over and over. */
  forever?: string;
  /** Before each piece. */
  pauseMs?: number;
}

export interface ScriptedModel extends LanguageModel {
  requests: ModelRequest[];
}

/** What a model does when it has read what it is asked. */
export type Behaviour = Script | ((request: ModelRequest) => Script);

/** One script per call, the last one for all further calls. */
export function scriptedModel(scripts: Behaviour[], id = 'global.anthropic.claude-sonnet-5-5'): ScriptedModel {
  const requests: ScriptedModel['requests'] = [];
  return {
    id,
    requests,
    async *converse(request) {
      requests.push(request);
      const behaviour = scripts[Math.min(requests.length, scripts.length) - 1];
      const script = typeof behaviour === 'function' ? behaviour(request) : behaviour;
      const { pieces = [], fails, hangs, forever, pauseMs } = script;
      for (const piece of pieces) {
        if (pauseMs !== undefined) await new Promise((resolve) => setTimeout(resolve, pauseMs));
        yield piece;
      }
      if (fails) throw fails;
      if (hangs) await new Promise(() => {});
      while (forever !== undefined) yield { text: forever };
    },
  };
}

export const USAGE: ModelPiece = { usage: { inputTokens: 3_000, outputTokens: 400 } };

/** An answer that asks for tools: arguments by name, in the order of the calls. */
export function asking(...calls: [name: string, input: unknown][]): Script {
  const asked = calls.map(([name, input], i) => ({ id: `call-${i}`, name, input }));
  return { pieces: [{ text: '' }, { calls: asked, said: [{ asked: calls.length }] }, USAGE] };
}

export const NO_TOOLS = new ToolsRefused();

/** The id of the line that holds `text`, among those that the model was shown; the last one shown wins. */
export function idOf(text: string, { prompt, turns = [] }: ModelRequest): string {
  const shown = [prompt, ...turns.flatMap(({ results }) => results.map((result) => result.text))].join('\n');
  const line = shown.split('\n').findLast((each) => each.includes('"evidence":"E') && each.includes(text));
  return line === undefined ? 'E0' : JSON.parse(line).evidence;
}

/** An answer of these lines, in pieces of seven characters. */
export function answering(...lines: (object | string)[]): Script {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const pieces = text.match(/[\s\S]{1,7}/g) ?? [];
  return { pieces: [...pieces.map((piece) => ({ text: piece })), USAGE] };
}

export const THROTTLED = new ModelFailure('Bedrock answered ThrottlingException.', true);
export const REFUSED = new ModelFailure('Bedrock answered AccessDeniedException.', false);

export const DELIMITER = 'd3l1m1t3r';

/** Everything a call takes, with patience for tests. */
export function accessTo(model: LanguageModel, access: Partial<ModelAccess> = {}): ModelAccess {
  const clock = { nowMs: () => performance.now() };
  return {
    model,
    budget: memoryModelBudget({ usdPerDay: 5, clock }),
    nowMs: clock.nowMs,
    newDelimiter: () => DELIMITER,
    ...access,
    limits: { firstTokenMs: 50, totalMs: 2_000, pauseMs: 1, ...access.limits },
  };
}
