import type { Quote, QuoteReader } from '#src/diagnosis/quote-reader.ts';
import type { StoredLog } from '#src/evidence/blocks/read-stored-log.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';

/** The stored file with this index in the batch. */
export type StoredFiles = (file: number) => Promise<StoredLog>;

/** Reads quotes again from the stored files, no more of each than its quotes need. */
export function openQuotes(files: StoredFiles): QuoteReader {
  return {
    async read(pointers) {
      const quotes = new Map<string, Quote>();
      for (const [file, wanted] of Map.groupBy(pointers, (pointer) => pointer.file)) {
        for (const [key, quote] of await rereadQuotes(await files(file), wanted)) quotes.set(key, quote);
      }
      return quotes;
    },
  };
}
