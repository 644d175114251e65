import type { Quote, QuoteReader } from '#src/diagnosis/quote-reader.ts';
import { pointerKey } from '#src/diagnosis/quote-reader.ts';
import type { EvidencePointer } from '#src/evidence/file-evidence.ts';
import type { StreamQuotes } from '#src/evidence/quote-book.ts';
import { inParallel } from './in-parallel.ts';
import { quotesKey, unitKey } from './keys.ts';
import type { ObjectStore } from './ports.ts';
import { findJson, isFaultOfObject } from './stored-json.ts';

/** The quotes of one stream as they are stored: quotes share their neighbours, so each text stands once. */
export interface PackedQuotes {
  member: string | null;
  texts: string[];
  /** Offset, length and digest of the record, its text, and those before and behind it. */
  quotes: [offset: number, length: number, digest: string, text: number, before: number[], after: number[]][];
}

export function packQuotes({ member, quotes }: StreamQuotes): PackedQuotes {
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
  const packed = quotes.map(({ offset, length, digest, text, before, after }): PackedQuotes['quotes'][number] => [
    offset,
    length,
    digest,
    numberOf(text),
    before.map(numberOf),
    after.map(numberOf),
  ]);
  return { member, texts: [...numbers.keys()], quotes: packed };
}

/** Where the quotes of a file lie in the results of the units. */
export type QuotesPlace = [file: number, unit: number, offset: number, length: number];

/** Files whose quotes are fetched at once: each is one short read. */
const AT_ONCE = 16;

/**
 * Quotes that were taken while the files were parsed, so that no file is read twice. What was not taken is read by
 * `fallback` from the files themselves. A quote counts as verified when it is of the bytes that the pointer's digest is of.
 */
export function storedQuotes(store: ObjectStore, batchId: string, fallback: QuoteReader): QuoteReader {
  return {
    async read(pointers) {
      const places = (await findJson<QuotesPlace[]>(store, quotesKey(batchId))) ?? [];
      const placesOf = Map.groupBy(places, ([file]) => file);
      const found = new Map<string, Quote>();
      await inParallel([...Map.groupBy(pointers, ({ file }) => file)], AT_ONCE, async ([file, wanted]) => {
        for (const place of placesOf.get(file) ?? []) pick(await readPacked(store, batchId, place), wanted, found);
      });
      const missing = pointers.filter((pointer) => !found.has(pointerKey(pointer)));
      return missing.length === 0 ? found : new Map([...found, ...(await fallback.read(missing))]);
    },
  };
}

async function readPacked(store: ObjectStore, batchId: string, place: QuotesPlace): Promise<PackedQuotes[]> {
  const [, unit, offset, length] = place;
  try {
    const bytes = await store.read(unitKey(batchId, unit), offset, length);
    return (JSON.parse(new TextDecoder().decode(bytes)) as { quotes: PackedQuotes[] }).quotes;
  } catch (error) {
    if (isFaultOfObject(error)) return [];
    throw error;
  }
}

function pick(streams: readonly PackedQuotes[], wanted: readonly EvidencePointer[], found: Map<string, Quote>): void {
  for (const { member, texts, quotes } of streams) {
    const byPlace = new Map(quotes.map((quote) => [`${quote[0]}:${quote[1]}`, quote]));
    for (const pointer of wanted) {
      const quote = pointer.member === member ? byPlace.get(`${pointer.offset}:${pointer.length}`) : undefined;
      if (!quote) continue;
      const [, , digest, text, before, after] = quote;
      const textOf = (number: number): string => texts[number];
      found.set(pointerKey(pointer), {
        text: texts[text],
        before: before.map(textOf),
        after: after.map(textOf),
        verified: digest === pointer.digest,
      });
    }
  }
}
