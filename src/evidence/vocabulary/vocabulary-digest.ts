import { digestOf } from '../digest.ts';
import type { VocabularyFile } from './vocabulary-file.ts';

/** Examples and sources change nothing that is read. */
export function digestOfVocabularies(files: readonly VocabularyFile[]): string {
  const text = JSON.stringify(files, (key, value) => (key === 'examples' || key === 'source' ? undefined : value));
  return digestOf(new TextEncoder().encode(text));
}
