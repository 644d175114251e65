import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { ByteCursor } from '#src/parsers/byte-cursor.ts';
import { memorySource } from '#src/parsers/byte-source.ts';
import { ExpansionBudget } from '#src/parsers/containers/expansion-budget.ts';
import { decodeFile } from '#src/parsers/decode-file.ts';
import { type AnyFormat, type LogFormat, ParseError, type SeekingFormat } from '#src/parsers/log-format.ts';
import { DEFAULT_LIMITS } from '#src/parsers/read-limits.ts';
import { RecordBatch } from '#src/parsers/record-batch.ts';
import { SourceTable } from '#src/parsers/source-table.ts';
import {
  collect,
  type DecodedStream,
  decodeStream,
  emptyStream,
  REFERENCE_TIME_US,
} from '#test/parsers/lines/decode-stream.ts';
import { chunksOf } from './read-log.ts';

export interface DecodedFile extends DecodedStream {
  /** Of the stream in which places count: the file itself, what was unpacked from it, or zeros in place of it. */
  bytes: Uint8Array;
  /** The sentence of what ended it early. */
  failure: string | undefined;
}

/** Decodes a file of any kind of format, whose bytes arrive `step` at a time. */
export async function decodeAny(format: AnyFormat, file: Uint8Array, step: number): Promise<DecodedFile> {
  if ('readFile' in format) return readFile(format, file);
  const { bytes, failure } = await unpack(format, file, step);
  return { ...decodeStream(format, bytes, [step]), bytes, failure };
}

async function unpack(format: LogFormat, file: Uint8Array, step: number) {
  if (!format.unpack) return { bytes: file, failure: undefined };
  const cursor = new ByteCursor(chunksOf(file, () => step));
  const parts: Uint8Array[] = [];
  const failure = await failureOf(async () => {
    for await (const part of format.unpack?.({ cursor, ...unpacking() }) ?? []) parts.push(part.slice());
  });
  return { bytes: new Uint8Array(Buffer.concat(parts)), failure };
}

async function failureOf(read: () => Promise<void>): Promise<string | undefined> {
  try {
    await read();
    return undefined;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

async function readFile(format: SeekingFormat, bytes: Uint8Array): Promise<DecodedFile> {
  const stream = emptyStream();
  let streamBytes = 0;
  const records = (batch: RecordBatch) => collect(batch, stream);
  const end = (length: number) => {
    streamBytes = length;
  };
  const sink = { records, end };
  const context = { sources: new SourceTable(), referenceTimeUs: REFERENCE_TIME_US };
  const file = { ...context, ...unpacking(), source: memorySource(bytes) };
  const batch = new RecordBatch(context.sources);
  const error = await decodeFile({ format, file, batch, sink });
  return { ...stream, bytes: new Uint8Array(streamBytes), failure: error?.message };
}

const unpacking = () => ({ codecs: nodeCodecs, budget: new ExpansionBudget(DEFAULT_LIMITS, { offset: 0 }) });
