import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { type LanguageModel, ModelFailure } from '#src/batch/ports.ts';

/** The four errors that mean "again in a moment"; every other one means the same request fails the same way. */
const TRANSIENT = [
  'ThrottlingException',
  'ModelTimeoutException',
  'ServiceUnavailableException',
  'InternalServerException',
  'ModelStreamErrorException',
  'TimeoutError',
];

/**
 * `LanguageModel` on Bedrock's ConverseStream. `modelId` is an inference profile. `maxTokens` is always set, because the
 * quota reserves it; temperature never, because current models refuse it. Thinking blocks are not passed on.
 */
export class BedrockModel implements LanguageModel {
  readonly id: string;
  readonly #client: BedrockRuntimeClient;

  constructor(client: BedrockRuntimeClient, modelId: string) {
    this.id = modelId;
    this.#client = client;
  }

  async *converse({ system, prompt, maxTokens, signal }: Parameters<LanguageModel['converse']>[0]) {
    const command = new ConverseStreamCommand({
      modelId: this.id,
      system: [{ text: system }],
      messages: [{ role: 'user', content: [{ text: prompt }] }],
      inferenceConfig: { maxTokens },
    });
    try {
      const { stream } = await this.#client.send(command, { abortSignal: signal });
      for await (const event of stream ?? []) {
        const piece = readEvent(event);
        if (piece) yield piece;
      }
    } catch (error) {
      throw toFailure(error);
    }
  }
}

function readEvent(event: ConverseStreamOutput) {
  const text = event.contentBlockDelta?.delta?.text;
  if (text) return { text };
  const usage = event.metadata?.usage;
  if (usage) return { usage: { inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 } };
  return undefined;
}

function toFailure(error: unknown): ModelFailure {
  const name = error instanceof Error ? error.name : 'Unknown';
  return new ModelFailure(`Bedrock answered ${name}.`, TRANSIENT.includes(name));
}
