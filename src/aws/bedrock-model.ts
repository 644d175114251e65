import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import {
  type LanguageModel,
  ModelFailure,
  type ModelPiece,
  type ModelRequest,
  ToolsRefused,
} from '#src/diagnosis/model/language-model.ts';
import { BedrockAnswer } from './bedrock-answer.ts';
import { converseInput, type ModelPlace } from './bedrock-messages.ts';

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

/** `LanguageModel` on Bedrock's ConverseStream; known by the model's name, where its profile does not say it. */
export class BedrockModel implements LanguageModel {
  readonly id: string;
  readonly #client: BedrockRuntimeClient;
  readonly #place: ModelPlace;

  constructor(client: BedrockRuntimeClient, place: ModelPlace) {
    this.id = place.model ?? place.modelId;
    this.#client = client;
    this.#place = place;
  }

  async *converse(request: ModelRequest): AsyncGenerator<ModelPiece> {
    const command = new ConverseStreamCommand(converseInput(this.#place, request));
    const answer = new BedrockAnswer();
    try {
      const { stream } = await this.#client.send(command, { abortSignal: request.signal });
      for await (const event of stream ?? []) {
        const piece = answer.read(event);
        if (piece) yield piece;
      }
    } catch (error) {
      throw toFailure(error, request);
    }
    // Over HTTP/2 a lost connection looks like the end of the stream.
    if (!answer.isWhole) throw new ModelFailure('The stream from Bedrock broke off.', true);
  }
}

function toFailure(error: unknown, { tools = [] }: ModelRequest): ModelFailure {
  if (error instanceof ModelFailure) return error;
  const { name, code } = error instanceof Error ? (error as Error & { code?: string }) : { name: 'Unknown' };
  const isAboutTools = name === 'ValidationException' && /tool/i.test((error as Error).message);
  if (isAboutTools && tools.length > 0) return new ToolsRefused();
  if (TRANSIENT.includes(name)) return new ModelFailure(`Bedrock answered ${name}.`, true);
  // Node names what happened to a socket by a code; the service names its answers.
  if (name === 'Error' || code !== undefined) return new ModelFailure('The connection to Bedrock failed.', true);
  return new ModelFailure(`Bedrock answered ${name}.`, false);
}
