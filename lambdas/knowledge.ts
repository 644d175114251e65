import { bedrockEmbeddings } from '#src/aws/bedrock-embeddings.ts';
import { bedrockClient } from '#src/aws/bedrock-model.ts';
import { createS3Client } from '#src/aws/s3-client.ts';
import { s3OwnPlace } from '#src/aws/s3-own-place.ts';
import type { KnowledgeBase } from '#src/knowledge/knowledge-base.ts';
import type { Embeddings } from '#src/knowledge/own/embeddings.ts';
import {
  type OwnKnowledge,
  OwnKnowledgeError,
  type OwnPlace,
  openOwnKnowledge,
  withOwn,
} from '#src/knowledge/own/own-store.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import type { Log } from './log.ts';

/** Where a user's knowledge lies, and whose vectors stand beside it. */
interface OwnShelfPlace {
  place: OwnPlace;
  embeddings?: Embeddings | undefined;
}

/**
 * The knowledge as it is now: which version counts is asked for each diagnosis, its rows are read anew when that changes.
 * Rows that cannot be used are left out and logged: a damaged list must not stop every diagnosis.
 */
export function knowledgeReader(shelf: OwnShelfPlace | undefined, log: Log): () => Promise<KnowledgeBase> {
  if (shelf === undefined) return async () => KNOWLEDGE;
  let known: { own: OwnKnowledge; base: KnowledgeBase } | undefined;
  return async () => {
    try {
      const own = await openOwnKnowledge(shelf.place, known?.own);
      if (known?.own !== own) known = { own, base: withOwn(KNOWLEDGE, own, shelf) };
      return known.base;
    } catch (error) {
      if (!(error instanceof OwnKnowledgeError)) throw error;
      log('error', 'The knowledge of this deployment is left out', { reason: error.message });
      return KNOWLEDGE;
    }
  };
}

/** The prefix of the deployment; none when it has none. */
export function shelfOfDeployment(): OwnShelfPlace | undefined {
  const [url, modelId] = [process.env['KNOWLEDGE'], process.env['EMBEDDINGS_MODEL_ID']];
  if (!url) return undefined;
  return {
    place: s3OwnPlace(createS3Client(), url),
    embeddings: modelId ? bedrockEmbeddings(bedrockClient(), modelId) : undefined,
  };
}
