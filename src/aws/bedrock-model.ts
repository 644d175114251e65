import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseStreamCommand,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { type LanguageModel, ModelFailure } from '#src/batch/ports.ts';

/** Errors that mean "again in a moment"; every other one of the service means that the same request fails the same way. */
const TRANSIENT = [
  'ThrottlingException',
  'ModelTimeoutException',
  'ServiceUnavailableException',
  'InternalServerException',
  'ModelStreamErrorException',
  'TimeoutError',
];

/** Region, credentials and endpoint come from the environment. */
export const bedrockClient = (config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient =>
  // 3 tries wait 2 s in all at most; a longer shortage is what the caller's second attempt is for. Not `adaptive`: after one
  // refusal it holds back the next call for seconds, which passes for a silent model.
  new BedrockRuntimeClient({ maxAttempts: 3, retryMode: 'standard', ...config });

/**
 * `LanguageModel` on Bedrock's ConverseStream. `modelId` is an inference profile. `maxTokens` is always set, because the
 * quota reserves it; temperature never, because current models refuse it. Thinking is passed on as a sign of life only.
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
    let isWhole = false;
    try {
      const { stream } = await this.#client.send(command, { abortSignal: signal });
      for await (const event of stream ?? []) {
        const piece = readEvent(event);
        if (piece) yield piece;
        isWhole ||= event.messageStop !== undefined;
      }
    } catch (error) {
      throw toFailure(error);
    }
    // Over HTTP/2 a lost connection looks like the end of the stream.
    if (!isWhole) throw new ModelFailure('The stream from Bedrock broke off.', true);
  }
}

function readEvent(event: ConverseStreamOutput) {
  const delta = event.contentBlockDelta?.delta;
  if (delta) return { text: delta.text ?? '' };
  const usage = event.metadata?.usage;
  if (usage) return { usage: { inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 } };
  return undefined;
}

function toFailure(error: unknown): ModelFailure {
  const { name, code } = error instanceof Error ? (error as Error & { code?: string }) : { name: 'Unknown' };
  if (TRANSIENT.includes(name)) return new ModelFailure(`Bedrock answered ${name}.`, true);
  // Node names what happened to a socket by a code; the service names its answers.
  if (name === 'Error' || code !== undefined) return new ModelFailure('The connection to Bedrock failed.', true);
  return new ModelFailure(`Bedrock answered ${name}.`, false);
}
