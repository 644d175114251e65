import { resolve } from 'node:path';
import { type Embeddings, EmbeddingsFailed } from '#src/knowledge/own/embeddings.ts';
import { OwnKnowledgeError, type OwnPlace, openOwnKnowledge, withOwn } from '#src/knowledge/own/own-store.ts';
import { KNOWLEDGE } from '#src/knowledge/rows.ts';
import { openAiEmbeddings } from '#src/local/openai-embeddings.ts';
import { folderPlace } from '#src/local/own-knowledge.ts';
import { CommandFailed, type Io } from './command.ts';
import { requireEndpoint } from './model-option.ts';
import type { Values } from './options.ts';

export const KNOWLEDGE_OPTION = {
  knowledge: {
    value: 'DIR',
    about:
      'knowledge of your own, as "argus kb add" keeps it: a folder, or the S3 prefix of a deployment (s3://bucket/knowledge/); read once, at the start',
  },
  embeddings: {
    value: 'URL',
    about:
      'the model of its vectors, which find entries by meaning: an OpenAI-compatible server, as in http://127.0.0.1:11434/v1#nomic-embed-text (its key, if it needs one, in OPENAI_API_KEY), or bedrock:amazon.titan-embed-text-v2:0',
  },
} as const;

type KnowledgeValues = Values<typeof KNOWLEDGE_OPTION>;

/** The shipped rows with those of a place; undefined without one. Throws `CommandFailed` and `UsageError`. */
export async function readKnowledge({ embeddings, knowledge }: KnowledgeValues, io: Pick<Io, 'cwd' | 'env'>) {
  if (knowledge === undefined) return undefined;
  return tellingKnowledge(async () => {
    const place = await openPlace(knowledge, io);
    const own = await openOwnKnowledge(place);
    if (own.rows.length === 0)
      throw new OwnKnowledgeError(`There is no knowledge in "${place.name}": add some with "argus kb add".`);
    return withOwn(KNOWLEDGE, own, { place, embeddings: await openEmbeddings(embeddings, io) });
  });
}

/** A folder, or an S3 prefix such as `s3://bucket/knowledge/`. */
export async function openPlace(place: string, { cwd }: Pick<Io, 'cwd'>): Promise<OwnPlace> {
  if (!place.startsWith('s3://')) return folderPlace(resolve(cwd, place));
  // Only who names a bucket waits for its client to load.
  const [{ createS3Client }, { s3OwnPlace }] = await Promise.all([
    import('#src/aws/s3-client.ts'),
    import('#src/aws/s3-own-place.ts'),
  ]);
  return s3OwnPlace(createS3Client(), place);
}

const BEDROCK = 'bedrock:';

/** `bedrock:MODEL`, or the address of an OpenAI-compatible server, then # and the model. Throws `UsageError`. */
export async function openEmbeddings(
  spec: string | undefined,
  { env }: Pick<Io, 'env'>,
): Promise<Embeddings | undefined> {
  if (spec === undefined) return undefined;
  if (!spec.startsWith(BEDROCK))
    return openAiEmbeddings(requireEndpoint('--embeddings', spec, env['OPENAI_API_KEY'] || null));
  const [{ bedrockClient }, { bedrockEmbeddings }] = await Promise.all([
    import('#src/aws/bedrock-model.ts'),
    import('#src/aws/bedrock-embeddings.ts'),
  ]);
  return bedrockEmbeddings(bedrockClient(), spec.slice(BEDROCK.length));
}

/** What is wrong with a user's knowledge is a sentence for the user. */
export async function tellingKnowledge<T>(run: () => Promise<T>): Promise<T> {
  return run().catch((error: unknown) => {
    if (error instanceof OwnKnowledgeError || error instanceof EmbeddingsFailed) throw new CommandFailed(error.message);
    throw error;
  });
}
