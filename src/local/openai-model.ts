import * as z from 'zod/mini';
import { type LanguageModel, ModelFailure } from '#src/batch/ports.ts';

export interface OpenAiEndpoint {
  /** Up to and without `/chat/completions`: `http://127.0.0.1:11434/v1`. */
  baseUrl: string;
  model: string;
  apiKey: string | null;
}

const Count = z._default(z.nullable(z.number()), 0);

/** What is read of a chunk; servers add much of their own. Thinking has two names. */
const Chunk = z.object({
  choices: z.optional(
    z.array(
      z.object({
        delta: z.optional(
          z.object({
            content: z.optional(z.nullable(z.string())),
            reasoning_content: z.optional(z.nullable(z.string())),
            reasoning: z.optional(z.nullable(z.string())),
          }),
        ),
        finish_reason: z.optional(z.nullable(z.string())),
      }),
    ),
  ),
  usage: z.optional(z.nullable(z.object({ prompt_tokens: Count, completion_tokens: Count }))),
  error: z.optional(z.unknown()),
});
type Chunk = z.infer<typeof Chunk>;

/** Longest event a server may send; a chunk is a few hundred bytes. */
const MAX_EVENT_CHARACTERS = 1 << 16;

const BROKEN = 'The stream of the model endpoint broke off.';

/** `LanguageModel` on any server that speaks OpenAI's chat completions (Ollama, vLLM, DeepSeek). */
export class OpenAiModel implements LanguageModel {
  readonly id: string;
  readonly #endpoint: OpenAiEndpoint;

  constructor(endpoint: OpenAiEndpoint) {
    this.id = `openai:${endpoint.model}`;
    this.#endpoint = endpoint;
  }

  async *converse({ system, prompt, maxTokens, signal }: Parameters<LanguageModel['converse']>[0]) {
    const body = await this.#post({ body: this.#request(system, prompt, maxTokens), signal });
    let isWhole = false;
    for await (const data of serverSentData(body)) {
      if (data === '[DONE]') return;
      const { choices: [choice] = [], usage, error } = readChunk(data);
      if (error) throw new ModelFailure('The model endpoint reported an error in mid-answer.', true);
      if (choice?.delta) yield { text: choice.delta.content ?? '' };
      isWhole ||= typeof choice?.finish_reason === 'string';
      if (usage) yield { usage: { inputTokens: usage.prompt_tokens ?? 0, outputTokens: usage.completion_tokens ?? 0 } };
    }
    if (!isWhole) throw new ModelFailure(BROKEN, true);
  }

  #request(system: string, prompt: string, maxTokens: number): string {
    return JSON.stringify({
      model: this.#endpoint.model,
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: maxTokens,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: prompt },
      ],
    });
  }

  async #post(request: { body: string; signal: AbortSignal }): Promise<ReadableStream<Uint8Array>> {
    const { baseUrl, apiKey } = this.#endpoint;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (apiKey) headers['authorization'] = `Bearer ${apiKey}`;
    // A redirect would carry the key and the batch to a place nobody named.
    const options: RequestInit = { method: 'POST', headers, redirect: 'error', ...request };
    const response = await fetch(`${baseUrl.replace(/(?<!\/)\/+$/, '')}/chat/completions`, options).catch(() => {
      throw new ModelFailure('The model endpoint cannot be reached.', true);
    });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      const transient = response.status === 429 || response.status >= 500;
      throw new ModelFailure(`The model endpoint answered HTTP ${response.status}.`, transient);
    }
    return response.body;
  }
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

function readChunk(data: string): Chunk {
  try {
    return z.parse(Chunk, JSON.parse(data));
  } catch {
    throw new ModelFailure('The model endpoint sent an event that is none of a chat completion.', false);
  }
}
