import { ByteCursor } from './byte-cursor.ts';
import type { ByteSource, ByteStream } from './byte-source.ts';
import type { Codecs } from './codecs.ts';
import { ExpansionBudget } from './containers/expansion-budget.ts';
import { type InnerStream, walkContainers } from './containers/walk-containers.ts';
import { type Descriptions, NO_DESCRIPTIONS, withDescriptions } from './databases/descriptions.ts';
import { decodeFile } from './decode-file.ts';
import { decodePieces } from './decode-pieces.ts';
import { decodeStream } from './decode-stream.ts';
import { holdStream } from './hold-stream.ts';
import type { Leap } from './leap.ts';
import type { AnyFormat, DecodeContext, ParseError } from './log-format.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './read-limits.ts';
import { type RecognisedText, recogniseText } from './recognise-text.ts';
import { RecordBatch } from './record-batch.ts';
import { formatNamed, LOG_FORMATS } from './registry.ts';
import { NAMED_FORMAT_REASON, requireRecognition } from './sniff.ts';
import { SourceTable } from './source-table.ts';
import type { StreamSink } from './stream-sink.ts';

export type { Codecs } from './codecs.ts';

/** One log stream: the file itself, or one entry of an archive. */
export interface StreamInfo {
  /** Entry name inside an archive, cleaned and unique within the file; entries of inner archives as `inner.tar/name`. */
  member: string | null;
  /** `gzip`, `zip`, `tar+gzip` (innermost first, as in `.tar.gz`), …; null for a bare file. */
  container: string | null;
  format: AnyFormat;
  /** Why it is taken for that format: a sentence. */
  formatReason: string;
  sources: SourceTable;
}

export interface LogVisitor {
  /** Null skips the stream. */
  open(info: StreamInfo): StreamSink | null;
  /** A stream of which nothing, or nothing more, could be read; the rest of an archive goes on. */
  failed(member: string | null, error: ParseError): void;
}

export interface LogInput {
  stream: ByteStream;
  /** The same bytes from anywhere: a format that needs them so reads here, and leaves `stream` unread. */
  source?: ByteSource;
  codecs: Codecs;
  /** Completes times without year or zone (upload time); microseconds since 1970 UTC. */
  referenceTimeUs: number;
  limits?: ReadLimits;
  formats?: readonly AnyFormat[];
  /** What description files say of the records. */
  descriptions?: Descriptions;
  /** Name of the format that every stream is of, whatever its content looks like: the user's word. */
  as?: string;
}

/**
 * Reads one stored file: peels its containers, recognises each stream by content and hands its records to the sink the
 * visitor opens for it. Damage of a stream is a gap, a stream that cannot be read goes to `failed`; rejects only when
 * `stream` itself does. Memory is a window per nested stream, whatever the file's size.
 */
export async function readLog(input: LogInput, visitor: LogVisitor): Promise<void> {
  const limits = input.limits ?? DEFAULT_LIMITS;
  const cursor = new ByteCursor(input.stream);
  const budget = new ExpansionBudget(limits, cursor);
  const reading = { input, visitor, limits, budget, batch: new RecordBatch(new SourceTable()) };
  await walkContainers(
    { cursor, codecs: input.codecs, limits, budget },
    {
      stream: (inner) => readStream(inner, reading),
      failed: (member, error) => visitor.failed(member, error),
    },
  );
}

interface Reading {
  input: LogInput;
  visitor: LogVisitor;
  limits: ReadLimits;
  budget: ExpansionBudget;
  /** One for all streams: an archive may hold ten thousand short ones. */
  batch: RecordBatch;
}

async function readStream(inner: InnerStream, reading: Reading): Promise<void> {
  const { input, visitor } = reading;
  const text = await recogniseText(inner.cursor);
  const named = input.as === undefined ? undefined : formatNamed(input.as);
  const { format, reason } = named
    ? { format: named, reason: NAMED_FORMAT_REASON }
    : requireRecognition(text.head, input.formats ?? LOG_FORMATS);
  const sources = new SourceTable();
  const sink = visitor.open({
    member: inner.member,
    container: inner.container,
    format,
    formatReason: reason,
    sources,
  });
  if (!sink) return;
  const context = { sources, referenceTimeUs: input.referenceTimeUs };
  const described = withDescriptions(sink, input.descriptions ?? NO_DESCRIPTIONS, { format, sources });
  const failure = await decode({ text, format, inner, context, sink: described }, reading);
  if (failure) throw failure;
}

interface Recognised {
  text: RecognisedText;
  format: AnyFormat;
  inner: InnerStream;
  context: DecodeContext;
  sink: StreamSink;
}

async function decode(found: Recognised, { input, limits, budget, batch }: Reading): Promise<ParseError | undefined> {
  const { text, format, inner, context, sink } = found;
  batch.sources = context.sources;
  const unpacking = { codecs: input.codecs, budget };
  if ('readFile' in format) {
    const stored = inner.container === null ? input.source : undefined;
    const source = stored ?? (await holdStream(text.cursor, limits.maxHeldBytes, format.name));
    return decodeFile({ format, file: { ...context, ...unpacking, source }, batch, sink });
  }
  const decoder = format.createDecoder(context);
  const { bomBytes, isWhole } = text;
  const leap = leapOf(found, input);
  if (format.unpack) {
    const pieces = format.unpack({ cursor: text.cursor, ...unpacking });
    return decodePieces({ pieces, decoder, batch, sink, leap });
  }
  const wholeBytes = isWhole ? bomBytes + text.head.length : undefined;
  return decodeStream({ cursor: text.cursor, skip: bomBytes, wholeBytes, decoder, batch, sink, leap });
}

/** Only where places in the stream are places in the file can what is between be left unread. */
function leapOf({ format, inner, sink, text }: Recognised, { source }: LogInput): Leap | undefined {
  if (!sink.resumeAt || !('resumes' in format)) return undefined;
  const isStored = inner.container === null && text.cursor === inner.cursor;
  return { to: sink.resumeAt, ...(isStored && source && { source }) };
}
