import {
  type LanguageModel,
  ModelFailure,
  type ModelPiece,
  type ModelRequest,
  ToolsRefused,
} from '#src/diagnosis/model/language-model.ts';
import { readChunk } from './openai-chunk.ts';
import { ChatAnswer, chatBody } from './openai-messages.ts';

export interface OpenAiEndpoint {
  /** Up to and without `/chat/completions`: `http://127.0.0.1:11434/v1`. */
  baseUrl: string;
  model: string;
  apiKey: string | null;
}

/** Longest event a server may send; a chunk is a few hundred bytes. */
const MAX_EVENT_CHARACTERS = 1 << 16;

/** Of an error, what tells its kind. */
const MAX_ERROR_BYTES = 2_000;

const BROKEN = 'The stream of the model endpoint broke off.';

/** `LanguageModel` on any server that speaks OpenAI's chat completions (Ollama, vLLM, DeepSeek). */
export class OpenAiModel implements LanguageModel {
  readonly id: string;
  readonly #endpoint: OpenAiEndpoint;

  constructor(endpoint: OpenAiEndpoint) {
    this.id = `openai:${endpoint.model}`;
    this.#endpoint = endpoint;
  }

  async *converse(request: ModelRequest): AsyncGenerator<ModelPiece> {
    const body = await this.#post(request);
    const answer = new ChatAnswer();
    let end: string | null | undefined;
    let isDone = false;
    for await (const data of serverSentData(body)) {
      if (data === '[DONE]') {
        isDone = true;
        break;
      }
      const { choices: [choice] = [], usage, error } = readChunk(data);
      if (error) throw new ModelFailure('The model endpoint reported an error in mid-answer.', true);
      if (choice?.delta) {
        answer.add(choice.delta);
        yield { text: choice.delta.content ?? '' };
      }
      end = choice?.finish_reason ?? end;
      if (usage) yield { usage: { inputTokens: usage.prompt_tokens ?? 0, outputTokens: usage.completion_tokens ?? 0 } };
    }
    if (!isDone && typeof end !== 'string') throw new ModelFailure(BROKEN, true);
    if (end === 'content_filter') throw new ModelFailure('The model endpoint withheld the answer.', false);
    // A call that was cut off at the bound is none.
    if (end !== 'length' && answer.calls) yield answer.calls;
  }

  /** Throws `ModelFailure`. */
  async #post(request: ModelRequest): Promise<ReadableStream<Uint8Array>> {
    const { apiKey, baseUrl, model } = this.#endpoint;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (apiKey) headers['authorization'] = `Bearer ${apiKey}`;
    // A redirect would carry the key and the batch to a place nobody named.
    const options: RequestInit = { method: 'POST', headers, redirect: 'error', signal: request.signal };
    const body = JSON.stringify(chatBody(model, request));
    const response = await fetch(`${baseUrl.replace(/(?<!\/)\/+$/, '')}/chat/completions`, { ...options, body }).catch(
      () => {
        throw new ModelFailure('The model endpoint cannot be reached.', true);
      },
    );
    if (response.ok && response.body) return response.body;
    throw await failureOf(response, request);
  }
}

/** Servers say in many ways that they know no tools; none says so without the word. */
async function failureOf(response: Response, { tools = [] }: ModelRequest): Promise<ModelFailure> {
  const { status } = response;
  const said = tools.length > 0 ? await beginningOf(response) : '';
  await response.body?.cancel().catch(() => undefined);
  if (/tool|function/i.test(said)) return new ToolsRefused();
  return new ModelFailure(`The model endpoint answered HTTP ${status}.`, status === 429 || status >= 500);
}

async function beginningOf({ body }: Response): Promise<string> {
  if (!body) return '';
  for await (const bytes of unbroken(body)) return new TextDecoder().decode(bytes.subarray(0, MAX_ERROR_BYTES));
  return '';
}

/** The data of each event; comments and other fields are passed over. */
async function* serverSentData(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of unbroken(body)) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_EVENT_CHARACTERS) {
      throw new ModelFailure('The model endpoint sent an event without end.', false);
    }
    for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
  }
}

async function* unbroken(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new ModelFailure(BROKEN, true);
  }
}
