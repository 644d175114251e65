import { resolve } from 'node:path';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { readerOf } from '#src/evidence/vocabulary/reader-of.ts';
import { VocabularyError } from '#src/evidence/vocabulary/vocabulary-error.ts';
import { readVocabularyFolder } from '#src/local/vocabulary-folder.ts';
import { CommandFailed, type Io } from './command.ts';

export const VOCABULARY_OPTION = {
  vocabulary: {
    value: 'DIR',
    about: "vocabularies of your own, as vocabularies/README.md describes them; read before Argus' own, at the start",
  },
} as const;

/** The vocabularies of a folder, each checked; none without a folder. Throws `CommandFailed`. */
export async function readVocabularies(
  folder: string | undefined,
  { cwd }: Pick<Io, 'cwd'>,
): Promise<VocabularyText[]> {
  if (folder === undefined) return [];
  return tellingPlainly(async () => {
    const texts = readVocabularyFolder(resolve(cwd, folder));
    await readerOf(texts);
    return texts;
  });
}

/** What is wrong with a vocabulary is a sentence for the user. */
export async function tellingPlainly<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof VocabularyError) throw new CommandFailed(error.message);
    throw error;
  }
}
