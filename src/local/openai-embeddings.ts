import * as z from 'zod/mini';
import type { Embeddings } from '#src/knowledge/own/embeddings.ts';
import { EmbeddingsFailed } from '#src/knowledge/own/embeddings.ts';
import type { OpenAiEndpoint } from './openai-model.ts';

const Answer = z.object({ data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()) })) });
/** Servers take some hundred texts at once; a slow machine needs a minute for so many. */
const TEXTS_AT_ONCE = 64;
const TIMEOUT_MS = 120_000;

/** `Embeddings` of any server that speaks OpenAI's (Ollama, vLLM). */
export function openAiEmbeddings({ apiKey, baseUrl, model }: OpenAiEndpoint): Embeddings {
  const url = `${baseUrl.replace(/(?<!\/)\/+$/, '')}/embeddings`;
  const headers = { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
  const ask = async (input: readonly string[]): Promise<Float32Array[]> => {
    const request: RequestInit = { method: 'POST', headers, redirect: 'error', body: JSON.stringify({ model, input }) };
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {
      throw new EmbeddingsFailed('The embeddings endpoint cannot be reached.');
    });
    if (!response.ok) throw new EmbeddingsFailed(`The embeddings endpoint answered HTTP ${response.status}.`);
    const { data, error } = z.safeParse(Answer, await response.json().catch(() => undefined));
    if (error || data.data.length !== input.length)
      throw new EmbeddingsFailed('The embeddings endpoint sent no embeddings.');
    return data.data.sort((a, b) => a.index - b.index).map(({ embedding }) => Float32Array.from(embedding));
  };
  return {
    id: `openai:${model}`,
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE)
        vectors.push(...(await ask(texts.slice(at, at + TEXTS_AT_ONCE))));
      return vectors;
    },
  };
}
