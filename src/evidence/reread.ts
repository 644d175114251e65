import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import type { Codecs } from '#src/parsers/log-reader.ts';
import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import { digestOf } from './digest.ts';
import type { EvidencePointer } from './file-evidence.ts';
import { pointerKey } from './pointers.ts';
import { QuoteTaker, type RecordQuote } from './quote-taker.ts';
import { readWhileNeeded } from './read-while-needed.ts';

export interface RereadInput {
  stream: ByteStream;
  source?: ByteSource;
  codecs: Codecs;
  /** The same as when the file was read first. */
  referenceTimeUs: number;
}

/** Its text is empty when no record begins at the place. */
export interface RereadQuote extends RecordQuote {
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
  readonly #taker = new QuoteTaker();

  constructor(wanted: EvidencePointer[], quotes: Map<string, RereadQuote>, done: () => void) {
    this.#wanted = [...wanted].sort((a, b) => a.offset - b.offset);
    this.#quotes = quotes;
    this.#done = done;
  }

  records(batch: RecordBatch): void {
    if (this.#isFinished() || batch.count === 0) return;
    this.#taker.begin(batch);
    const lastOffset = batch.window.offset + batch.start[batch.count - 1];
    if (this.#next < this.#wanted.length && this.#wanted[this.#next].offset <= lastOffset) this.#find(batch);
    this.#taker.end();
    if (this.#isFinished()) this.#done();
  }

  end(): void {
    this.#done();
  }

  #isFinished(): boolean {
    return this.#next >= this.#wanted.length && this.#taker.isFinished;
  }

  #find(batch: RecordBatch): void {
    for (let i = 0; i < batch.count && this.#next < this.#wanted.length; i++) {
      const offset = batch.window.offset + batch.start[i];
      while (this.#next < this.#wanted.length && this.#wanted[this.#next].offset < offset) this.#next++;
      for (; this.#wanted[this.#next]?.offset === offset; this.#next++) this.#take(batch, i, this.#wanted[this.#next]);
    }
  }

  #take(batch: RecordBatch, i: number, pointer: EvidencePointer): void {
    const { bytes } = batch.window;
    const isSameLength = batch.end[i] - batch.start[i] === pointer.length;
    const verified = isSameLength && digestOf(bytes, batch.start[i], batch.end[i]) === pointer.digest;
    this.#quotes.set(pointerKey(pointer), Object.assign(this.#taker.take(i), { verified }));
  }
}
