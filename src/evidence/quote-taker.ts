import type { RecordBatch } from '#src/parsers/record-batch.ts';
import { recordText } from './record-text.ts';

/** Neighbouring records shown with a quote: LogSage found 4 before and 6 after enough for a cause. */
const RECORDS_BEFORE = 4;
const RECORDS_AFTER = 6;
const MAX_QUOTE_BYTES = 2_000;
const MAX_NEIGHBOUR_BYTES = 500;

export interface RecordQuote {
  /** The record's text as decoded, cut to 2,000 bytes; hostile. */
  text: string;
  /** Up to 4 records before and 6 after in the same stream, nearest last and nearest first. */
  before: string[];
  after: string[];
}

/** Quotes records of one stream while it is read, with their neighbours, wherever its batches end. */
export class QuoteTaker {
  #batch: RecordBatch | undefined;
  /** Neighbours of the batch under way, decoded once however many quotes share them. */
  readonly #texts = new Map<number, string>();
  /** Texts of the last records before the batch. */
  #before: string[] = [];
  /** Taken, and still short of records behind them. */
  #unfinished: RecordQuote[] = [];

  get isFinished(): boolean {
    return this.#unfinished.length === 0;
  }

  begin(batch: RecordBatch): void {
    this.#batch = batch;
    this.#texts.clear();
    for (const quote of this.#unfinished) quote.after.push(...this.#textsOf(0, RECORDS_AFTER - quote.after.length));
    this.#unfinished = this.#unfinished.filter((quote) => quote.after.length < RECORDS_AFTER);
  }

  /** Record `i` of the batch that was begun; what stands behind it may be filled in by the batches that follow. */
  take(i: number): RecordQuote {
    const quote = {
      text: this.#batch ? recordText(this.#batch, i, MAX_QUOTE_BYTES) : '',
      before: [...this.#before, ...this.#textsOf(i - RECORDS_BEFORE, i)].slice(-RECORDS_BEFORE),
      after: this.#textsOf(i + 1, i + 1 + RECORDS_AFTER),
    };
    if (quote.after.length < RECORDS_AFTER) this.#unfinished.push(quote);
    return quote;
  }

  /** Before the batch's memory is used for the next one. */
  end(): void {
    const count = this.#batch?.count ?? 0;
    this.#before = [...this.#before, ...this.#textsOf(count - RECORDS_BEFORE, count)].slice(-RECORDS_BEFORE);
  }

  #textsOf(from: number, to: number): string[] {
    const batch = this.#batch;
    const texts: string[] = [];
    if (!batch) return texts;
    for (let i = Math.max(0, from); i < Math.min(to, batch.count); i++) texts.push(this.#textOf(batch, i));
    return texts;
  }

  #textOf(batch: RecordBatch, i: number): string {
    const known = this.#texts.get(i);
    if (known !== undefined) return known;
    const text = recordText(batch, i, MAX_NEIGHBOUR_BYTES);
    this.#texts.set(i, text);
    return text;
  }
}
