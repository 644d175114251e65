import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import { type BlockIndex, blockAt } from './blocks/block-index.ts';
import { type Begins, FROM_THE_START, readStoredLog, type StoredLog } from './blocks/read-stored-log.ts';
import { digestOf } from './digest.ts';
import type { EvidencePointer } from './file-evidence.ts';
import { pointerKey } from './pointers.ts';
import { QuoteTaker, type RecordQuote } from './quote-taker.ts';

/** Its text is empty when no record begins at the place. */
interface RereadQuote extends RecordQuote {
  /** Are the bytes those that the pointer's digest was taken of? */
  verified: boolean;
}

/**
 * Reads one stored file again and gives the text of every wanted record, by `pointerKey`; no more of it than they need. All
 * pointers are of this file.
 */
export async function rereadQuotes(log: StoredLog, wanted: EvidencePointer[]): Promise<Map<string, RereadQuote>> {
  const quotes = new Map(wanted.map((pointer) => [pointerKey(pointer), emptyQuote()]));
  for (const { begins, pointers } of quotePasses(log.blocks ?? [], wanted)) {
    const isSound = await readQuotes(log, { begins, pointers, quotes });
    if (!isSound) await readQuotes(log, { begins: FROM_THE_START, pointers, quotes });
  }
  return quotes;
}

interface QuotePass {
  begins: Begins;
  pointers: EvidencePointer[];
}

/** A bare stream is read block by block; what is compressed in one pass, because each would unpack it anew. */
function quotePasses(blocks: readonly BlockIndex[], wanted: EvidencePointer[]): QuotePass[] {
  const [only] = blocks;
  if (!only?.isBare) return [{ begins: beginsOf(blocks, wanted), pointers: wanted }];
  const byBlock = Map.groupBy(wanted, ({ offset }) => blockAt(only, offset));
  return [...byBlock.values()].map((pointers) => ({ begins: beginsOf(blocks, pointers), pointers }));
}

/** The block of the first pointer of each member; none where that is the first one. */
function beginsOf(blocks: readonly BlockIndex[], wanted: readonly EvidencePointer[]): Begins {
  const begins = blocks.flatMap((index) => {
    const offsets = wanted.filter(({ member }) => member === index.member).map(({ offset }) => offset);
    const block = blockAt(index, Math.min(...offsets));
    return offsets.length > 0 && block > 0 ? [[index.member, index.blocks[block]] as const] : [];
  });
  return new Map(begins);
}

async function readQuotes(
  log: StoredLog,
  { begins, pointers, quotes }: QuotePass & { quotes: Map<string, RereadQuote> },
): Promise<boolean> {
  const byMember = Map.groupBy(pointers, (pointer) => pointer.member);
  const open = new Set(byMember.keys());
  return readStoredLog(log, {
    begins,
    open: ({ member }) => {
      const own = byMember.get(member);
      return own ? new QuoteCollector(own, quotes, () => open.delete(member)) : null;
    },
    isNeeded: () => open.size > 0,
  });
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
