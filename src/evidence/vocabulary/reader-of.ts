import { type LineReader, SHIPPED_READER } from './line-reader.ts';
import type { VocabularyText } from './own-vocabularies.ts';
import type { VocabularyError } from './vocabulary-error.ts';

/** `readerWith`, which with the engine for strangers' patterns is loaded only where there are some. */
export async function readerOf(
  texts: readonly VocabularyText[],
  onUnusable?: (error: VocabularyError) => void,
): Promise<LineReader> {
  if (texts.length === 0) return SHIPPED_READER;
  const { readerWith } = await import('./own-vocabularies.ts');
  return readerWith(texts, onUnusable);
}
