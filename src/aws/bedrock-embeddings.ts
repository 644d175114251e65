import { type BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod/mini';
import { type Embeddings, EmbeddingsFailed } from '#src/knowledge/own/embeddings.ts';
import { jsonOf } from '#src/knowledge/own/own-store.ts';

/** Of Titan's 256, 512 and 1,024 the least: 97 % of the accuracy, by its makers, in a quarter of the memory. */
const DIMENSIONS = 256;
/** Titan takes one text a call; more at once would meet the account's calls per second sooner. */
const CALLS_AT_ONCE = 8;
/** Titan reads 8,192 tokens; a character is never more than one by its documentation's 4.7 characters a token. */
const MAX_CHARS = 30_000;

const Answer = z.object({ embedding: z.array(z.number()).check(z.length(DIMENSIONS)) });

/** `Embeddings` by Amazon Titan Text Embeddings V2 on Bedrock (InvokeModel), named as in `amazon.titan-embed-text-v2:0`. */
export function bedrockEmbeddings(client: BedrockRuntimeClient, modelId: string): Embeddings {
  const embedOne = async (text: string): Promise<Float32Array> => {
    const body = JSON.stringify({ inputText: text.slice(0, MAX_CHARS), dimensions: DIMENSIONS, normalize: true });
    const request = { modelId, body, contentType: 'application/json', accept: 'application/json' };
    const answer = await client.send(new InvokeModelCommand(request)).catch((error: unknown) => {
      throw new EmbeddingsFailed(`Bedrock answered ${(error as Error).name}.`);
    });
    const { data } = z.safeParse(Answer, jsonOf(answer.body));
    if (data === undefined) throw new EmbeddingsFailed(`"${modelId}" sent no embedding of ${DIMENSIONS} numbers.`);
    return Float32Array.from(data.embedding);
  };
  return {
    id: `bedrock:${modelId}`,
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let at = 0; at < texts.length; at += CALLS_AT_ONCE)
        vectors.push(...(await Promise.all(texts.slice(at, at + CALLS_AT_ONCE).map(embedOne))));
      return vectors;
    },
  };
}
