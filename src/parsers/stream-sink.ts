import type { RecordBatch } from './record-batch.ts';

export interface StreamSink {
  /** `batch` is valid during the call only, or until the promise is settled: a sink that writes may hold the reader. */
  records(batch: RecordBatch): void | Promise<void>;
  end(streamBytes: number): void;
  /**
   * Offset of a record in the stream: of what is before only the beginning is read, where the format allows it. What is told
   * of the stream is then not all of it.
   */
  readonly resumeAt?: number;
}
