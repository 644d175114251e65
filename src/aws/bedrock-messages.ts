import type {
  ContentBlock,
  ConverseStreamCommandInput,
  Message,
  ToolResultBlock,
} from '@aws-sdk/client-bedrock-runtime';
import type { ModelRequest, ModelTool, ModelTurn } from '#src/diagnosis/model/language-model.ts';

/** What a deployment asks, and by whose leave. */
export interface ModelPlace {
  /** An inference profile, or the ARN of an application's own, which bears its costs under its own tags. */
  modelId: string;
  /** The model behind an application's own profile, whose ARN does not say: `anthropic.claude-sonnet-5-5`. */
  model?: string | undefined;
  guardrail?: { guardrailIdentifier: string; guardrailVersion: string } | undefined;
}

/**
 * A `ModelRequest` as Converse takes it. `maxTokens` is always set, because the quota reserves it; temperature and a choice of
 * tool never, because current models refuse them. What goes out again with every turn is cached where the model can.
 */
export function converseInput(place: ModelPlace, request: ModelRequest): ConverseStreamCommandInput {
  const { guardrail, modelId } = place;
  const { maxTokens, system, tools = [] } = request;
  const isCached = tools.length > 0 && CACHING.test(place.model ?? modelId);
  return {
    modelId,
    system: [{ text: system }, ...(isCached ? [CACHE_POINT] : [])],
    messages: messagesOf(request, isCached),
    inferenceConfig: { maxTokens },
    // Held back until it was looked at: a claim that was told cannot be untold.
    ...(guardrail && { guardrailConfig: { ...guardrail, streamProcessingMode: 'sync' } }),
    ...(tools.length > 0 && { toolConfig: { tools: tools.map(toolOf) } }),
  };
}

/** A cache point costs a quarter more once and nine tenths less from then on: worth it from the second turn. */
const CACHE_POINT = { cachePoint: { type: 'default' as const } };
/** Other models refuse requests with cache points. */
const CACHING = /(?:^|\.)anthropic\.claude/;

/** Two cache points: behind the prompt, and behind the last results, where the next turn goes on. */
function messagesOf({ prompt, turns = [] }: ModelRequest, isCached: boolean): Message[] {
  const cache: ContentBlock[] = isCached ? [CACHE_POINT] : [];
  const last = turns[turns.length - 1];
  return [
    { role: 'user', content: [{ text: prompt }, ...cache] },
    ...turns.flatMap((turn): Message[] => [
      { role: 'assistant', content: turn.said as ContentBlock[] },
      { role: 'user', content: [...turn.results.map(resultOf), ...(turn === last ? cache : [])] },
    ]),
  ];
}

const toolOf = ({ name, description, inputSchema }: ModelTool) => ({
  toolSpec: { name, description, inputSchema: { json: inputSchema as never } },
});

const resultOf = ({
  callId,
  isError,
  text,
}: ModelTurn['results'][number]): ContentBlock & {
  toolResult: ToolResultBlock;
} => ({
  toolResult: { toolUseId: callId, content: [{ text }], ...(isError && { status: 'error' as const }) },
});
