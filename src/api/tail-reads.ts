import type { Batch, StoredEvent } from '#src/batch/batch.ts';
import type { Counts } from './file-counts.ts';

/** What following a batch asks of the table. */
export interface TailReads {
  readEvents(batchId: string, afterSeq: number): Promise<StoredEvent[]>;
  look(batchId: string): Promise<{ batch: Batch; counts: Counts } | undefined>;
}
