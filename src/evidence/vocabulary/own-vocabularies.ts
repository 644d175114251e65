import { checkExamples } from './check-examples.ts';
import { checkVocabulary } from './check-vocabulary.ts';
import { compileVocabulary } from './compile-vocabulary.ts';
import { type LineReader, lineReaderOf, type OwnVocabulary } from './line-reader.ts';
import { compileLinear } from './linear-pattern.ts';
import { shippedVocabularies } from './shipped.ts';
import { VocabularyError } from './vocabulary-error.ts';

/** A vocabulary file as it was stored; `name` is for messages. */
export interface VocabularyText {
  name: string;
  text: string;
}

/** Far more than a fleet has words for; a wrong folder is told early. */
const MAX_FILES = 64;
const MAX_CHARS = 4 << 20;

/** Checks a user's vocabulary, its examples too, and makes it ready in linear time. Throws `VocabularyError`. */
export function readVocabulary({ name, text }: VocabularyText): OwnVocabulary {
  if (text.length > MAX_CHARS) throw new VocabularyError(name, '', `is larger than ${MAX_CHARS} characters: split it.`);
  const file = checkVocabulary(parseJson(text, name), name);
  if (shippedVocabularies().some((shipped) => shipped.name === file.name)) {
    throw new VocabularyError(name, 'name', `"${file.name}" is one of Argus' own: take another name.`);
  }
  const rules = compileVocabulary(file, compileLinear);
  checkExamples(file, rules, name);
  return { file, rules };
}

/**
 * Reads lines by these vocabularies, in order of their names, and by the shipped ones. `onUnusable` is told of those that
 * are left out; without it the first of them throws `VocabularyError`.
 */
export function readerWith(
  texts: readonly VocabularyText[],
  onUnusable: (error: VocabularyError) => void = rethrow,
): LineReader {
  const own = new Map<string, OwnVocabulary>();
  for (const text of texts.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    try {
      const vocabulary = readVocabulary(text);
      requireRoom(own, vocabulary.file.name, text.name);
      own.set(vocabulary.file.name, vocabulary);
    } catch (error) {
      if (!(error instanceof VocabularyError)) throw error;
      onUnusable(error);
    }
  }
  return lineReaderOf([...own.values()]);
}

function rethrow(error: VocabularyError): never {
  throw error;
}

function requireRoom(own: ReadonlyMap<string, unknown>, name: string, file: string): void {
  if (own.has(name)) throw new VocabularyError(file, 'name', `"${name}" is taken by another file: rename one.`);
  if (own.size >= MAX_FILES) throw new VocabularyError(file, '', `is one too many: at most ${MAX_FILES} are read.`);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : '';
    throw new VocabularyError(name, '', `is no JSON (${why.slice(0, 120)}): mend it.`);
  }
}
