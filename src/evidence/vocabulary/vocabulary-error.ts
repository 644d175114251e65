/** A vocabulary that cannot be used. The message names the file, the row and the field, and what to do. */
export class VocabularyError extends Error {
  override readonly name = 'VocabularyError';

  constructor(file: string, place: string, what: string) {
    super(`${[file, place].filter(Boolean).join(': ')}: ${what}`);
  }
}
