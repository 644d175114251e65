import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import type { Codecs, StreamSink } from '#src/parsers/log-reader.ts';
import type { RecordBatch } from '#src/parsers/record-batch.ts';
import { digestOf } from './digest.ts';
import type { EvidencePointer } from './file-evidence.ts';
import { pointerKey } from './pointers.ts';
import { readWhileNeeded } from './read-while-needed.ts';
import { recordText } from './record-text.ts';

/** Neighbouring records shown with a quote: LogSage found 4 before and 6 after enough for a cause. */
const RECORDS_BEFORE = 4;
const RECORDS_AFTER = 6;
const MAX_QUOTE_BYTES = 2_000;
const MAX_NEIGHBOUR_BYTES = 500;

export interface RereadInput {
  stream: ByteStream;
  source?: ByteSource;
  codecs: Codecs;
  /** The same as when the file was read first. */
  referenceTimeUs: number;
}

export interface RereadQuote {
  /** The record's text as decoded now, cut to 2,000 bytes; hostile. Empty when no record begins at the place. */
  text: string;
  /** Up to 4 records before and 6 after in the same stream, nearest last and nearest first. */
  before: string[];
  after: string[];
  /** Are the bytes those that the pointer's digest was taken of? */
  verified: boolean;
}

/**
 * Reads one stored file again and gives the text of every wanted record, by `pointerKey`, in one pass. All pointers are
 * of this file. Stops reading once everything is found.
 */
export async function rereadQuotes(input: RereadInput, wanted: EvidencePointer[]): Promise<Map<string, RereadQuote>> {
  const quotes = new Map(wanted.map((pointer) => [pointerKey(pointer), emptyQuote()]));
  const byMember = Map.groupBy(wanted, (pointer) => pointer.member);
  const open = new Set(byMember.keys());
  await readWhileNeeded(
    input,
    {
      open: ({ member }) => {
        const pointers = byMember.get(member);
        return pointers ? new QuoteCollector(pointers, quotes, () => open.delete(member)) : null;
      },
      failed: () => {},
    },
    () => open.size > 0,
  );
  return quotes;
}

const emptyQuote = (): RereadQuote => ({ text: '', before: [], after: [], verified: false });

/** Finds the records of one stream; places come in ascending order. */
class QuoteCollector implements StreamSink {
  readonly #wanted: EvidencePointer[];
  readonly #quotes: Map<string, RereadQuote>;
  readonly #done: () => void;
  #next = 0;
  /** Texts of the last records before the batch. */
  #before: string[] = [];
  /** Found, and still short of records behind them. */
  #unfinished: RereadQuote[] = [];

  constructor(wanted: EvidencePointer[], quotes: Map<string, RereadQuote>, done: () => void) {
    this.#wanted = [...wanted].sort((a, b) => a.offset - b.offset);
    this.#quotes = quotes;
    this.#done = done;
  }

  records(batch: RecordBatch): void {
    if (this.#isFinished() || batch.count === 0) return;
    this.#followUp(batch);
    const lastOffset = batch.window.offset + batch.start[batch.count - 1];
    if (this.#next < this.#wanted.length && this.#wanted[this.#next].offset <= lastOffset) this.#find(batch);
    this.#before = [...this.#before, ...textsOf(batch, batch.count - RECORDS_BEFORE, batch.count)].slice(
      -RECORDS_BEFORE,
    );
    if (this.#isFinished()) this.#done();
  }

  end(): void {
    this.#done();
  }

  #isFinished(): boolean {
    return this.#next >= this.#wanted.length && this.#unfinished.length === 0;
  }

  #find(batch: RecordBatch): void {
    for (let i = 0; i < batch.count && this.#next < this.#wanted.length; i++) {
      const offset = batch.window.offset + batch.start[i];
      while (this.#next < this.#wanted.length && this.#wanted[this.#next].offset < offset) this.#next++;
      for (; this.#wanted[this.#next]?.offset === offset; this.#next++) this.#take(batch, i, this.#wanted[this.#next]);
    }
  }

  #take(batch: RecordBatch, i: number, pointer: EvidencePointer): void {
    const quote = this.#quotes.get(pointerKey(pointer));
    if (!quote) return;
    const { bytes } = batch.window;
    const isSameLength = batch.end[i] - batch.start[i] === pointer.length;
    quote.text = recordText(batch, i, MAX_QUOTE_BYTES);
    quote.verified = isSameLength && digestOf(bytes, batch.start[i], batch.end[i]) === pointer.digest;
    quote.before = [...this.#before, ...textsOf(batch, i - RECORDS_BEFORE, i)].slice(-RECORDS_BEFORE);
    quote.after = textsOf(batch, i + 1, i + 1 + RECORDS_AFTER);
    if (quote.after.length < RECORDS_AFTER) this.#unfinished.push(quote);
  }

  /** Gives the quotes of earlier batches what they lack. */
  #followUp(batch: RecordBatch): void {
    for (const quote of this.#unfinished) {
      quote.after.push(...textsOf(batch, 0, RECORDS_AFTER - quote.after.length));
    }
    this.#unfinished = this.#unfinished.filter((quote) => quote.after.length < RECORDS_AFTER);
  }
}

function textsOf(batch: RecordBatch, from: number, to: number): string[] {
  const texts: string[] = [];
  for (let i = Math.max(0, from); i < Math.min(to, batch.count); i++)
    texts.push(recordText(batch, i, MAX_NEIGHBOUR_BYTES));
  return texts;
}
