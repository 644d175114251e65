import { ByteCursor } from './byte-cursor.ts';
import type { ByteStream } from './byte-source.ts';
import { decodeStream } from './decode-stream.ts';
import type { AnyFormat, LogFormat } from './log-format.ts';
import type { LogVisitor } from './log-reader.ts';
import { recogniseText } from './recognise-text.ts';
import { RecordBatch } from './record-batch.ts';
import { LOG_FORMATS } from './registry.ts';
import { SourceTable } from './source-table.ts';

interface RangeInput {
  /** The bytes of the range, which begins where a record does. */
  stream: ByteStream;
  /** Where it begins in the file: places count from the file's beginning. */
  offset: number;
  format: LogFormat;
  referenceTimeUs: number;
}

/** A format by name, if files of it can be cut. */
export const findCuttable = (name: string): LogFormat | undefined => LOG_FORMATS.find(isCuttable(name));

const isCuttable =
  (name: string) =>
  (format: AnyFormat): format is LogFormat =>
    format.name === name && 'cut' in format;

/** Reads one range of a bare file, whose format is known from the file's beginning. Rejects only when `stream` does. */
export async function readRange({ stream, offset, format, referenceTimeUs }: RangeInput, visitor: LogVisitor) {
  const { cursor, bomBytes } = await recogniseText(new ByteCursor(stream));
  const sources = new SourceTable();
  const formatReason = 'It was read in ranges, by the layout of its beginning.';
  const sink = visitor.open({ member: null, container: null, format, formatReason, sources });
  if (!sink) return;
  const decoder = format.createDecoder({ sources, referenceTimeUs });
  const batch = new RecordBatch(sources);
  const failure = await decodeStream({ cursor, skip: offset === 0 ? bomBytes : 0, decoder, batch, sink, offset });
  if (failure) visitor.failed(null, failure);
}
