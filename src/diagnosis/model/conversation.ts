import type { Report } from '#src/report/report.ts';
import type { DiagnoseInput } from '../investigation.ts';
import type { Redaction } from '../redact.ts';
import type { Answer } from './answer.ts';
import { AnswerGate, type AnswerGateInput } from './answer-gate.ts';
import { type LanguageModel, ModelFailure, type ModelPiece, type ModelTurn, ToolsRefused } from './language-model.ts';
import type { ModelAccess, ModelLimits } from './model-access.ts';
import type { Reservation } from './model-budget.ts';
import { reservationPrice } from './prices.ts';
import { Spending, type WorstCase } from './spending.ts';
import { PROMPTS, type Task } from './system-prompt.ts';
import { ToolBox } from './tools/tool-box.ts';
import { TOOL_SPECS } from './tools/tool-specs.ts';
import { watch } from './watchdog.ts';
import type { Fenced } from './write-prompt.ts';

export interface Call {
  access: ModelAccess;
  emit: DiagnoseInput['emit'];
  rules: Report;
  task: Task;
  gate: Omit<AnswerGateInput, 'rules'>;
  /** What tools work on; undefined where none are offered. */
  desk: ConstructorParameters<typeof ToolBox>[0]['desk'] | undefined;
  redaction: Redaction;
  fenced: Fenced;
  prompt: string;
  limits: ModelLimits;
  /** When all attempts have to be over. */
  endMs: number;
}

/** One attempt: what is looked up and each claim that passes the gate are told as they come. */
export async function listen(call: Call, { attempt }: Reservation): Promise<Answer> {
  const first = await new Conversation(call, attempt).run();
  // What was said before the refusal, was heard and is paid for: only a model that said nothing is asked anew, of the pack alone.
  if (!(first.failure instanceof ToolsRefused) || first.firstTokenMs !== null) return first;
  return new Conversation({ ...call, desk: undefined, task: 'propose' }, attempt).run();
}

class Conversation {
  readonly #call: Call;
  readonly #attempt: number;
  readonly #answer: Answer;
  readonly #tools: ToolBox | undefined;
  readonly #spending: Spending;
  readonly #turns: ModelTurn[] = [];
  readonly #startedMs: number;
  readonly #endMs: number;

  constructor(call: Call, attempt: number) {
    const { access, desk, endMs, fenced, gate, limits, redaction, rules } = call;
    this.#call = call;
    this.#attempt = attempt;
    this.#tools = desk && new ToolBox({ desk, redaction, fenced, maxCalls: limits.lookUps });
    this.#spending = new Spending(reservationPrice(access.model.id), limits);
    this.#startedMs = access.nowMs();
    this.#endMs = desk ? Math.min(endMs, this.#startedMs + limits.investigationMs) : endMs;
    this.#answer = {
      gate: new AnswerGate({ rules, ...gate }),
      task: call.task,
      usage: null,
      firstTokenMs: null,
      failure: undefined,
      ended: null,
    };
  }

  async run(): Promise<Answer> {
    const { gate } = this.#answer;
    for (;;) {
      const asked = await this.#hearTurn();
      if (this.#answer.failure || gate.isFull) break;
      await this.#judge(gate.end());
      if (asked === undefined || this.#tools === undefined) break;
      if (this.#tools.isUsedUp && this.#turns.at(-1)?.results.every(({ isError }) => isError)) break;
      await this.#lookUp(asked, this.#tools);
      if (!this.#mayGoOn()) break;
    }
    if (this.#spending.isTold) this.#answer.usage = this.#spending.usage;
    const { desk } = this.#call;
    if (this.#tools && desk) this.#answer.looked = { places: this.#tools.places, basis: desk.basis };
    return this.#answer;
  }

  /** What the answer asked for; undefined where it was the last word. */
  async #hearTurn(): Promise<Extract<ModelPiece, { calls: unknown }> | undefined> {
    const { access } = this.#call;
    const { gate } = this.#answer;
    let asked: Extract<ModelPiece, { calls: unknown }> | undefined;
    let usage: Extract<ModelPiece, { usage: unknown }>['usage'] | null = null;
    for await (const piece of this.#heard()) {
      this.#answer.firstTokenMs ??= access.nowMs() - this.#startedMs;
      if ('usage' in piece) usage = piece.usage;
      else if ('calls' in piece) asked = piece;
      else if ('isCut' in piece) this.#answer.ended = 'length';
      else {
        const lines = gate.hear(piece.text);
        if (lines.length > 0) await this.#judge(lines);
      }
      if (gate.isFull) break;
    }
    this.#spending.add(usage, this.#worst());
    return asked && asked.calls.length > 0 ? asked : undefined;
  }

  /** Ends where the model fails: what a listener does with a piece is not the model's failure. */
  async *#heard(): ReturnType<LanguageModel['converse']> {
    const { access, limits, prompt, task } = this.#call;
    const request = {
      system: PROMPTS[task],
      prompt,
      maxTokens: this.#worst().maxTokens,
      ...(this.#tools && { tools: TOOL_SPECS, turns: [...this.#turns] }),
    };
    const patience = { firstTokenMs: limits.firstTokenMs, totalMs: this.#leftMs(), nowMs: access.nowMs };
    const pieces = watch((signal) => access.model.converse({ ...request, signal }), patience);
    try {
      for (;;) {
        const next = await pieces.next().catch((error) => {
          if (error instanceof ModelFailure) this.#answer.failure = error;
          else throw error;
        });
        if (next === undefined || next.done) return;
        yield next.value;
      }
    } finally {
      await pieces.return(undefined);
    }
  }

  async #lookUp({ calls, said }: Extract<ModelPiece, { calls: unknown }>, tools: ToolBox): Promise<void> {
    const signal = AbortSignal.timeout(Math.max(0, Math.ceil(this.#leftMs())));
    const results: ModelTurn['results'] = [];
    for (const call of calls) {
      const known = tools.places.length;
      results.push(await tools.answer(call, signal));
      const place = tools.places[known];
      if (place) await this.#tellPlace(tools, place);
    }
    this.#turns.push({ said, results });
  }

  /** Another answer has to fit into time, tokens and money, whatever it takes. */
  #mayGoOn(): boolean {
    const isInTime = this.#leftMs() > 0;
    if (isInTime && this.#spending.fits(this.#worst())) return true;
    this.#answer.ended = isInTime ? 'money' : 'time';
    return false;
  }

  #leftMs(): number {
    return this.#endMs - this.#call.access.nowMs();
  }

  #worst(): WorstCase {
    const { limits, prompt, task } = this.#call;
    const results = this.#turns.flatMap((turn) => turn.results);
    const shown = results.reduce((sum, { text }) => sum + text.length, 0);
    const chars = PROMPTS[task].length + prompt.length + shown + (this.#tools ? TOOLS_CHARS : 0);
    const maxTokens = this.#tools ? limits.turnTokens : limits.maxTokens;
    return { chars, saidTokens: this.#turns.length * maxTokens, maxTokens };
  }

  async #judge(lines: readonly string[]): Promise<void> {
    for (const { hypothesis, claim } of await this.#answer.gate.judge(lines)) {
      const { id, causeCode, title } = hypothesis;
      await this.#call.emit?.({
        type: 'claim',
        data: { hypothesis: id, causeCode, title, claim, attempt: this.#attempt },
      });
    }
  }

  /** In Argus' words: what a model looks for is its own. */
  async #tellPlace({ calls }: ToolBox, { lines, tool }: { tool: string; lines: number }): Promise<void> {
    const of = `Look-up ${calls} of ${this.#call.limits.lookUps}`;
    const text = `${of}: the language model used ${tool} and was shown ${lines} ${lines === 1 ? 'line' : 'lines'}.`;
    await this.#call.emit?.({ type: 'progress', data: { step: 'model', text } });
  }
}

export const TOOLS_CHARS = JSON.stringify(TOOL_SPECS).length;
