import type { StoredLog } from '#src/evidence/blocks/read-stored-log.ts';
import { pointerKey } from '#src/evidence/pointers.ts';
import { type StreamQuotes, withoutQuote } from '#src/evidence/quote-book.ts';
import { rereadQuotes } from '#src/evidence/reread.ts';
import type { ParsedFile } from './parse-file.ts';

/**
 * Quotes for all events of a file. Few prove something only after they have passed (a request that nobody answered, in
 * recordings of a bus): their file is read again here, where every file has a worker of its own, and not in the diagnosis.
 */
export async function completeQuotes({ evidence, quotes = [] }: ParsedFile, log: StoredLog): Promise<StreamQuotes[]> {
  const missing = evidence.flatMap((stream, i) => (quotes[i] ? withoutQuote(stream, quotes[i]) : []));
  if (missing.length === 0) return quotes;
  const reread = await rereadQuotes(log, missing);
  return quotes.map(({ member, quotes: taken }) => ({
    member,
    quotes: [
      ...taken,
      ...missing
        .filter((pointer) => pointer.member === member)
        .map(({ offset, length, digest, ...of }) => {
          const quote = reread.get(pointerKey({ offset, length, digest, ...of }));
          return { offset, length, digest: quote?.verified ? digest : '', text: '', before: [], after: [], ...quote };
        }),
    ],
  }));
}
