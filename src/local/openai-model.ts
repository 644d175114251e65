import { type LanguageModel, ModelFailure } from '#src/batch/ports.ts';

export interface OpenAiEndpoint {
  /** Up to and without `/chat/completions`: `http://127.0.0.1:11434/v1`. */
  baseUrl: string;
  model: string;
  apiKey: string | null;
}

interface Chunk {
  choices?: { delta?: { content?: string | null } }[];
  usage?: { prompt_tokens?: number; completion_tokens?: number } | null;
}

/** Longest event a server may send; a chunk is a few hundred bytes. */
const MAX_EVENT_CHARACTERS = 1 << 20;

/** `LanguageModel` on any server that speaks OpenAI's chat completions (Ollama, vLLM, DeepSeek). */
export class OpenAiModel implements LanguageModel {
  readonly id: string;
  readonly #endpoint: OpenAiEndpoint;

  constructor(endpoint: OpenAiEndpoint) {
    this.id = `openai:${endpoint.model}`;
    this.#endpoint = endpoint;
  }

  async *converse({ system, prompt, maxTokens, signal }: Parameters<LanguageModel['converse']>[0]) {
    const response = await this.#post({
      body: JSON.stringify({
        model: this.#endpoint.model,
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: maxTokens,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: prompt },
        ],
      }),
      signal,
    });
    for await (const data of serverSentData(response)) {
      if (data === '[DONE]') return;
      const chunk = parseChunk(data);
      const text = chunk.choices?.[0]?.delta?.content;
      if (text) yield { text };
      if (chunk.usage) yield { usage: readUsage(chunk.usage) };
    }
  }

  async #post(request: { body: string; signal: AbortSignal }): Promise<ReadableStream<Uint8Array>> {
    const { baseUrl, apiKey } = this.#endpoint;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (apiKey) headers.authorization = `Bearer ${apiKey}`;
    const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers, ...request }).catch(() => {
      throw new ModelFailure('The model endpoint cannot be reached.', true);
    });
    if (!response.ok || !response.body) {
      const transient = response.status === 429 || response.status >= 500;
      throw new ModelFailure(`The model endpoint answered HTTP ${response.status}.`, transient);
    }
    return response.body;
  }
}

async function* serverSentData(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of body) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? '';
      if (rest.length > MAX_EVENT_CHARACTERS)
        throw new ModelFailure('The model endpoint sent an event without end.', false);
      for (const line of lines) if (line.startsWith('data:')) yield line.slice(5).trim();
    }
  } catch (error) {
    throw error instanceof ModelFailure ? error : new ModelFailure('The stream of the model endpoint broke.', true);
  }
}

function parseChunk(data: string): Chunk {
  try {
    return JSON.parse(data);
  } catch {
    throw new ModelFailure('The model endpoint sent an event that is not JSON.', false);
  }
}

function readUsage(usage: NonNullable<Chunk['usage']>) {
  return { inputTokens: usage.prompt_tokens ?? 0, outputTokens: usage.completion_tokens ?? 0 };
}
