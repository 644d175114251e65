import { resolve } from 'node:path';
import { EmbeddingsFailed, knowledgeWith, OwnKnowledgeError } from '#src/local/own-knowledge.ts';
import { CommandFailed, type Io } from './command.ts';

export const KNOWLEDGE_OPTION = { knowledge: { type: 'string' } } as const;

/** The shipped rows with those of a folder; undefined without one. Throws `CommandFailed`. */
export const readKnowledge = (folder: string | undefined, { cwd }: Pick<Io, 'cwd'>) =>
  folder === undefined ? undefined : tellingKnowledge(() => knowledgeWith(resolve(cwd, folder)));

/** What is wrong with a user's knowledge is a sentence for the user. */
export function tellingKnowledge<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw toFailed(error);
  }
}

export const toFailed = (error: unknown): unknown =>
  error instanceof OwnKnowledgeError || error instanceof EmbeddingsFailed ? new CommandFailed(error.message) : error;
