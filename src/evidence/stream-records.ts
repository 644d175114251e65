import type { StreamInfo } from '#src/parsers/log-reader.ts';
import type { RecordBatch } from '#src/parsers/record-batch.ts';
import type { StreamSink } from '#src/parsers/stream-sink.ts';
import type { StoredLog } from './blocks/read-stored-log.ts';
import { type FoundRecord, view } from './find-records.ts';
import { PointerMint } from './pointers.ts';
import { readWhileNeeded } from './read-while-needed.ts';
import { RecordFilter, type RecordQuery } from './record-filter.ts';

/** All records of one stored file that fit, in order of place, as they are read: no more than some thousand are held. */
export async function* streamRecords(
  log: StoredLog,
  { file, query }: { file: number; query: RecordQuery },
): AsyncGenerator<FoundRecord[]> {
  const hands = new HandOver<FoundRecord[]>();
  const open = ({ member }: StreamInfo): StreamSink => {
    const viewing = { mint: new PointerMint(file, member), filter: new RecordFilter(query, member) };
    return { records: (batch) => hands.give(viewsOf(batch, viewing)), end: () => {} };
  };
  const reading = readWhileNeeded(await log.open(), { open, failed: () => {} }, () => !hands.isClosed).then(
    () => hands.finish(),
    (error) => hands.finish(error),
  );
  try {
    for (let found = await hands.take(); found !== undefined; found = await hands.take())
      if (found.length > 0) yield found;
  } finally {
    hands.close();
    await reading;
  }
}

function viewsOf(batch: RecordBatch, { filter, mint }: { mint: PointerMint; filter: RecordFilter }): FoundRecord[] {
  const found: FoundRecord[] = [];
  filter.open(batch);
  const viewing = { mint, templates: filter.templates };
  for (let i = 0; i < batch.count; i++) if (filter.fits(batch, i)) found.push(view(batch, i, viewing));
  return found;
}

/** From one who pushes to one who pulls: the former waits until the latter has taken. */
class HandOver<T> {
  isClosed = false;
  #given: T | undefined;
  #isFinished = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  async give(item: T): Promise<void> {
    while (this.#given !== undefined && !this.isClosed) await this.#change();
    if (this.isClosed) return;
    this.#given = item;
    this.#changed();
  }

  /** Undefined at the end; throws what ended it. */
  async take(): Promise<T | undefined> {
    while (this.#given === undefined && !this.#isFinished) await this.#change();
    const item = this.#given;
    this.#given = undefined;
    this.#changed();
    if (item === undefined && this.#error !== undefined) throw this.#error;
    return item;
  }

  finish(error?: unknown): void {
    this.#isFinished = true;
    this.#error = error;
    this.#changed();
  }

  /** Nobody takes any more. */
  close(): void {
    this.isClosed = true;
    this.#given = undefined;
    this.#changed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.#wake;
      this.#wake = () => {
        before?.();
        resolve();
      };
    });
  }

  #changed(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
