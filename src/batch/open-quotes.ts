import type { Quote, QuoteReader } from '#src/diagnosis/quote-reader.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import type { Codecs } from '#src/parsers/codecs.ts';

export interface StoredFiles {
  /** The bytes of a file, by its index in the batch, and the reference time it was first read with. */
  open(file: number): Promise<{ stream: ByteStream; source?: ByteSource; referenceTimeUs: number }>;
  codecs: Codecs;
}

/** Reads quotes again from the stored files, each file in one pass and no further than its last quote. */
export function openQuotes(files: StoredFiles): QuoteReader {
  return {
    async read(pointers) {
      const quotes = new Map<string, Quote>();
      for (const [file, wanted] of Map.groupBy(pointers, (pointer) => pointer.file)) {
        const source = { ...(await files.open(file)), codecs: files.codecs };
        for (const [key, quote] of await rereadQuotes(source, wanted)) quotes.set(key, quote);
      }
      return quotes;
    },
  };
}
