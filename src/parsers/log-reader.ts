import type { ByteStream } from './byte-source.ts';
import type { LogFormat, ParseError } from './log-format.ts';
import type { RecordBatch } from './record-batch.ts';
import type { SourceTable } from './source-table.ts';

/** Decompressors, passed in because parsers know no runtime. Each throws on corrupt input and stops early when abandoned. */
export interface Codecs {
  gunzip(stream: ByteStream): ByteStream;
  unzstd(stream: ByteStream): ByteStream;
  inflateRaw(stream: ByteStream): ByteStream;
}

/** One log stream: the file itself, or one entry of an archive. */
export interface StreamInfo {
  member: string | null;
  /** `gzip`, `zip`, `tar+gzip`, …; null for a bare file. */
  container: string | null;
  format: LogFormat;
  sources: SourceTable;
}

export interface StreamSink {
  /** `batch` is valid during the call only. */
  records(batch: RecordBatch): void;
  end(streamBytes: number): void;
}

export interface LogVisitor {
  /** Null skips the stream. */
  open(info: StreamInfo): StreamSink | null;
  /** A stream of which nothing, or nothing more, could be read; the rest of an archive goes on. */
  failed(member: string | null, error: ParseError): void;
}
