/** What a model may ask for; `inputSchema` is a JSON Schema of an object. */
export interface ModelTool {
  name: string;
  description: string;
  inputSchema: Record<string, unknown>;
}

/** One call of a tool, as the model wrote it. `input` is undefined where that was no JSON. */
export interface ToolCall {
  id: string;
  name: string;
  input: unknown;
}

/** An earlier answer that asked for tools, and what they gave; `said` is its adapter's own form of that answer. */
export interface ModelTurn {
  said: unknown;
  results: { callId: string; text: string; isError: boolean }[];
}

/** Input that came from or went into a cache of prompts is not among `inputTokens`. */
export interface ModelUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
}

export interface ModelRequest {
  system: string;
  prompt: string;
  /** With `tools`: what was said and looked up since the prompt. */
  turns?: readonly ModelTurn[];
  tools?: readonly ModelTool[];
  maxTokens: number;
  signal: AbortSignal;
}

/** `isCut`: the answer ended at `maxTokens`; what came stands, but its last line may be half of one. */
export type ModelPiece =
  | { text: string }
  | { usage: ModelUsage }
  | { calls: ToolCall[]; said: unknown }
  | { isCut: true };

/**
 * One answer of a bounded language-model call: text in, text chunks out, the calls of tools it ends with, usage at the
 * end. An empty text is a sign of life: the model is thinking. Ends without a throw only when the answer is whole; throws
 * `ModelFailure`, and `ToolsRefused` where the same request may be answered without tools.
 */
export interface LanguageModel {
  readonly id: string;
  converse(request: ModelRequest): AsyncIterable<ModelPiece>;
}

/** The model gave no (further) answer. `transient`: the same request may succeed in a moment. */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  readonly transient: boolean;

  constructor(message: string, transient: boolean) {
    super(message);
    this.transient = transient;
  }
}

/** The model, or what serves it, knows no tools. */
export class ToolsRefused extends ModelFailure {
  constructor() {
    super('It takes no tools.', false);
  }
}
