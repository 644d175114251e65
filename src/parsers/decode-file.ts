import { type FileInput, ParseError, type SeekingFormat } from './log-format.ts';
import type { RecordBatch } from './record-batch.ts';
import type { StreamSink } from './stream-sink.ts';

interface FileJob {
  format: SeekingFormat;
  file: FileInput;
  batch: RecordBatch;
  sink: StreamSink;
}

/**
 * Runs a format that reads from anywhere. Returns the error that ended the file early, after every record before it went
 * to the sink; rejects when the source fails.
 */
export async function decodeFile({ format, file, batch, sink }: FileJob): Promise<ParseError | undefined> {
  let end = 0;
  let failure: ParseError | undefined;
  try {
    for await (const _ of format.readFile(file, batch)) {
      end = Math.max(end, batch.window.offset + batch.window.end);
      if (!batch.isEmpty) await sink.records(batch);
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    failure = error;
  }
  sink.end(end);
  return failure;
}
