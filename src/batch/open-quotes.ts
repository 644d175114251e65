import type { Quote, QuoteReader } from '#src/diagnosis/quote-reader.ts';
import type { StoredLog } from '#src/evidence/blocks/read-stored-log.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import { ObjectNotFound, ObjectUnreadable } from './ports.ts';

/** The stored file with this index in the batch. */
export type StoredFiles = (file: number) => Promise<StoredLog>;

/**
 * Reads quotes again from the stored files, no more of each than its quotes need. Of a file whose object is gone or not
 * given there are none: what they would prove is not said.
 */
export function openQuotes(files: StoredFiles): QuoteReader {
  return {
    async read(pointers) {
      const quotes = new Map<string, Quote>();
      for (const [file, wanted] of Map.groupBy(pointers, (pointer) => pointer.file)) {
        for (const [key, quote] of await quotesOf(files, file, wanted)) quotes.set(key, quote);
      }
      return quotes;
    },
  };
}

async function quotesOf(files: StoredFiles, file: number, wanted: Parameters<typeof rereadQuotes>[1]) {
  try {
    return await rereadQuotes(await files(file), wanted);
  } catch (error) {
    if (error instanceof ObjectNotFound || error instanceof ObjectUnreadable) return new Map<string, Quote>();
    throw error;
  }
}
