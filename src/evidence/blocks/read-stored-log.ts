import type { LogInput, LogVisitor, StreamInfo } from '#src/parsers/log-reader.ts';
import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import { readWhileNeeded } from '../read-while-needed.ts';
import type { Block, BlockIndex } from './block-index.ts';
import { CHECKED_RECORDS, checkOf, readingOf } from './record-check.ts';

/** A stored file that can be read again and again. */
export interface StoredLog {
  open(): LogInput | Promise<LogInput>;
  /** Of its long streams, as written when it was parsed; absent where that is not known. */
  blocks?: readonly BlockIndex[];
}

/** Blocks to begin at, by member. */
export type Begins = ReadonlyMap<string | null, Block>;

export const FROM_THE_START: Begins = new Map();

interface Pass {
  begins: Begins;
  open: LogVisitor['open'];
  isNeeded(): boolean;
}

/**
 * One pass over a stored file that ends as soon as nothing more is needed. False when a stream does not go on from its block
 * as it did when it was parsed (it is another file, or a clock that only its beginning tells): what was read is worthless.
 */
export async function readStoredLog(log: StoredLog, { begins, isNeeded, open }: Pass): Promise<boolean> {
  const resumed: ResumedSink[] = [];
  const openAt = (info: StreamInfo): StreamSink | null => {
    const sink = open(info);
    const block = begins.get(info.member);
    if (sink === null || block === undefined) return sink;
    const own = new ResumedSink(block, sink);
    resumed.push(own);
    return own;
  };
  const isSound = (): boolean => resumed.every(({ isStale }) => !isStale);
  await readWhileNeeded(await log.open(), { open: openAt, failed: () => {} }, () => isSound() && isNeeded());
  return resumed.every(({ isChecked, isStale }) => isChecked && !isStale);
}

/** Passes a stream on from the records before a block, after these were compared. */
class ResumedSink implements StreamSink {
  readonly resumeAt: number;
  isChecked = false;
  isStale = false;
  readonly #block: Block;
  readonly #sink: StreamSink;
  #readings: string[] = [];

  constructor(block: Block, sink: StreamSink) {
    this.#block = block;
    this.#sink = sink;
    this.resumeAt = block.resumeAt;
  }

  records(batch: RecordBatch): void | Promise<void> {
    const isBefore = batch.count === 0 || placeOf(batch, batch.count - 1) < this.resumeAt;
    if (isBefore || this.isStale) return;
    if (!this.isChecked) this.#check(batch);
    return this.isStale ? undefined : this.#sink.records(batch);
  }

  end(streamBytes: number): void {
    this.#sink.end(streamBytes);
  }

  #check(batch: RecordBatch): void {
    const from = indexAt(batch, this.resumeAt);
    const to = indexAt(batch, this.#block.offset);
    for (let i = Math.max(from, to - CHECKED_RECORDS); i < to; i++) this.#readings.push(readingOf(batch, i));
    if (to === batch.count) return;
    this.isChecked = true;
    // The first block of a range was read from there itself: nothing was before it.
    const isLed = this.#block.check === '' || checkOf(this.#readings) === this.#block.check;
    const isSame = isLed && placeOf(batch, to) === this.#block.offset;
    this.isStale = !isSame;
  }
}

const placeOf = ({ start, window }: RecordBatch, i: number): number => window.offset + start[i];

/** Of the first record that begins there or behind. */
export function indexAt({ count, start, window }: RecordBatch, offset: number): number {
  let i = 0;
  while (i < count && window.offset + start[i] < offset) i++;
  return i;
}
