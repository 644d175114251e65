import type {
  ContentBlock,
  ContentBlockDelta,
  ConverseStreamOutput,
  StopReason,
} from '@aws-sdk/client-bedrock-runtime';
import { ModelFailure, type ModelPiece, type ToolCall } from '#src/diagnosis/model/language-model.ts';

/** Arguments of a tool are a few hundred characters; what is longer is no call of ours. */
const MAX_INPUT_CHARS = 8_000;
/** What is sent back with the next turn; answers are cut off long before. */
const MAX_SAID_CHARS = 400_000;

/** Blocks that a stream began, put together from their pieces. */
interface Block {
  text: string;
  tool?: { toolUseId: string; name: string };
  thought?: { text: string; signature: string; redacted: Uint8Array | undefined };
}

/** `refusal` is what Claude says of itself; the SDK's list does not have it yet. */
const WITHHELD: ReadonlySet<string> = new Set(['content_filtered', 'guardrail_intervened', 'refusal']);
const MALFORMED: ReadonlySet<string> = new Set(['malformed_model_output', 'malformed_tool_use']);
const COMPLETE: ReadonlySet<string> = new Set(['end_turn', 'stop_sequence', 'tool_use', 'max_tokens']);

/**
 * Reads one stream of Converse. Text is passed on as it comes; thoughts as signs of life only, but they are kept with
 * their signatures, because the model wants them back with the results of its tools.
 */
export class BedrockAnswer {
  isWhole = false;
  readonly #blocks = new Map<number, Block>();
  #chars = 0;

  /** Throws `ModelFailure`. */
  read(event: ConverseStreamOutput): ModelPiece | undefined {
    const { contentBlockDelta, contentBlockStart, messageStop, metadata } = event;
    if (contentBlockStart?.start?.toolUse) {
      const { name = '', toolUseId = '' } = contentBlockStart.start.toolUse;
      this.#block(contentBlockStart.contentBlockIndex).tool = { name, toolUseId };
    }
    if (contentBlockDelta?.delta) return this.#grow(contentBlockDelta.contentBlockIndex, contentBlockDelta.delta);
    if (messageStop) return this.#stop(messageStop.stopReason);
    return metadata?.usage && { usage: usageOf(metadata.usage) };
  }

  #grow(index: number | undefined, { text, toolUse, reasoningContent }: ContentBlockDelta): ModelPiece {
    const block = this.#block(index);
    const piece = text ?? toolUse?.input ?? reasoningContent?.text ?? '';
    this.#chars += piece.length;
    if (this.#chars > MAX_SAID_CHARS) throw new ModelFailure('Bedrock sent an answer without end.', false);
    if (reasoningContent) {
      block.thought ??= { text: '', signature: '', redacted: undefined };
      block.thought.text += reasoningContent.text ?? '';
      block.thought.signature += reasoningContent.signature ?? '';
      block.thought.redacted ??= reasoningContent.redactedContent;
    } else block.text += piece;
    return { text: text ?? '' };
  }

  #stop(reason: StopReason | undefined): ModelPiece | undefined {
    if (reason && WITHHELD.has(reason)) throw new ModelFailure(`Bedrock withheld the answer (${reason}).`, false);
    if (reason && MALFORMED.has(reason)) throw new ModelFailure(`Bedrock could not read it (${reason}).`, true);
    if (reason === 'model_context_window_exceeded') throw new ModelFailure('The prompt is too long for it.', false);
    if (reason && !COMPLETE.has(reason)) throw new ModelFailure(`Bedrock ended it (${plainReason(reason)}).`, false);
    this.isWhole = true;
    if (reason === 'max_tokens') return { isCut: true };
    if (reason !== 'tool_use') return undefined;
    const blocks = [...this.#blocks].sort(([a], [b]) => a - b).map(([, block]) => block);
    return { calls: blocks.flatMap(callOf), said: blocks.flatMap(contentOf) };
  }

  #block(index = 0): Block {
    const block = this.#blocks.get(index) ?? { text: '' };
    this.#blocks.set(index, block);
    return block;
  }
}

/** One that nobody knows yet comes from outside. */
const plainReason = (reason: string): string => (/^[a-z_]{1,40}$/.test(reason) ? reason : 'unknown reason');

const usageOf = (usage: NonNullable<NonNullable<ConverseStreamOutput['metadata']>['usage']>) => ({
  inputTokens: usage.inputTokens ?? 0,
  outputTokens: usage.outputTokens ?? 0,
  ...(usage.cacheReadInputTokens !== undefined && { cacheReadTokens: usage.cacheReadInputTokens }),
  ...(usage.cacheWriteInputTokens !== undefined && { cacheWriteTokens: usage.cacheWriteInputTokens }),
});

const callOf = ({ text, tool }: Block): ToolCall[] =>
  tool ? [{ id: tool.toolUseId, name: tool.name, input: inputOf(text) }] : [];

function inputOf(json: string): unknown {
  if (json.length > MAX_INPUT_CHARS) return undefined;
  try {
    return JSON.parse(json || '{}');
  } catch {
    return undefined;
  }
}

function contentOf({ text, thought, tool }: Block): ContentBlock[] {
  if (tool) return [{ toolUse: { ...tool, input: (inputOf(text) ?? {}) as never } }];
  if (thought?.redacted) return [{ reasoningContent: { redactedContent: thought.redacted } }];
  if (thought) return [{ reasoningContent: { reasoningText: { text: thought.text, signature: thought.signature } } }];
  return text.trim() === '' ? [] : [{ text }];
}
