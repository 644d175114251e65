import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import type { Codecs } from '#src/parsers/codecs.ts';
import type { AnyFormat, ParseError } from '#src/parsers/log-format.ts';
import { readLog } from '#src/parsers/log-reader.ts';
import type { ReadLimits } from '#src/parsers/read-limits.ts';
import { type Gap, NON_RECORDS, type RecordBatch } from '#src/parsers/record-batch.ts';
import { type RecordView, viewRecord } from '#src/parsers/record-view.ts';

/** Everything one log stream gave, as plain objects. */
export interface ReadStream {
  member: string | null;
  container: string | null;
  format: string;
  records: RecordView[];
  gaps: Gap[];
  /** Non-records by kind. */
  passed: Record<string, { count: number; bytes: number }>;
  streamBytes: number;
}

export interface ReadFile {
  streams: ReadStream[];
  failed: { member: string | null; fault: string; message: string; offset: number }[];
}

export interface ReadOptions {
  chunkBytes?: number;
  limits?: ReadLimits;
  formats?: readonly AnyFormat[];
  source?: ByteSource;
  codecs?: Codecs;
  /** False: records are counted by nobody, for files of millions. */
  keepRecords?: boolean;
}

/** Reads a whole file in memory through the real reader and codecs. */
export function readBytes(bytes: Uint8Array, options: ReadOptions = {}): Promise<ReadFile> {
  return readStream(
    chunksOf(bytes, () => options.chunkBytes ?? 1 << 20),
    options,
  );
}

export async function readStream(stream: ByteStream, options: ReadOptions = {}): Promise<ReadFile> {
  const file: ReadFile = { streams: [], failed: [] };
  const { limits, formats, source, codecs = nodeCodecs } = options;
  await readLog(
    { stream, source, codecs, referenceTimeUs: 1.8e15, limits, formats },
    {
      open: (info) =>
        collect(file, options, {
          ...info,
          format: info.format.name,
          records: [],
          gaps: [],
          passed: {},
          streamBytes: 0,
        }),
      failed: (member, error: ParseError) =>
        file.failed.push({ member, fault: error.fault, message: error.message, offset: error.offset }),
    },
  );
  return file;
}

function collect(
  file: ReadFile,
  options: ReadOptions,
  { member, container, format, records, gaps, passed, streamBytes }: ReadStream,
) {
  const stream: ReadStream = { member, container, format, records, gaps, passed, streamBytes };
  file.streams.push(stream);
  return {
    records: (batch: RecordBatch) => {
      if (options.keepRecords === false) return;
      for (let i = 0; i < batch.count; i++) stream.records.push(viewRecord(batch, i));
      stream.gaps.push(...batch.gaps.map((gap) => ({ ...gap })));
      addPassed(passed, batch);
    },
    end: (bytes: number) => {
      stream.streamBytes = bytes;
    },
  };
}

function addPassed(passed: ReadStream['passed'], batch: RecordBatch): void {
  for (const [kind, name] of NON_RECORDS.entries()) {
    if (batch.passedBytes[kind] === 0) continue;
    const { count, bytes } = passed[name] ?? { count: 0, bytes: 0 };
    passed[name] = { count: count + batch.passedCount[kind], bytes: bytes + batch.passedBytes[kind] };
  }
}

/** Lent, and overwritten after their turn: nothing may rely on a chunk once it has asked for the next. */
export async function* chunksOf(bytes: Uint8Array, nextLength: () => number): ByteStream {
  for (let at = 0; at < bytes.length; ) {
    const length = Math.max(1, nextLength());
    const chunk = Uint8Array.from(bytes.subarray(at, at + length));
    yield chunk;
    chunk.fill(0xa5);
    at += length;
  }
}

export const text = (...lines: string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));
