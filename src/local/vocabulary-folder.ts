import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { VocabularyError } from '#src/evidence/vocabulary/vocabulary-error.ts';

/** The `.json` files of a folder. Throws `VocabularyError` where there are none, or one cannot be read. */
export function readVocabularyFolder(folder: string): VocabularyText[] {
  const names = readingFrom(folder, () => readdirSync(folder)).filter((name) => name.endsWith('.json'));
  if (names.length === 0) {
    throw new VocabularyError(folder, '', 'holds no vocabulary: put files there that end in .json.');
  }
  return names.map((name) => readVocabularyFile(join(folder, name), name));
}

/** Throws `VocabularyError`. `name` is for messages. */
export function readVocabularyFile(path: string, name = path): VocabularyText {
  return { name, text: readingFrom(path, () => readFileSync(path, 'utf8')) };
}

function readingFrom<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new VocabularyError(path, '', `cannot be read (${code}): name a folder or file that is there.`);
  }
}
