import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import type { ParseError } from '#src/parsers/log-format.ts';
import type { Codecs, LogInput } from '#src/parsers/log-reader.ts';
import type { BlockIndex } from './blocks/block-index.ts';
import type { FailedFile, FileEvidence } from './file-evidence.ts';
import { sealPointers } from './pointers.ts';
import type { StreamQuotes } from './quote-book.ts';
import { type FileRange, readStoredFile } from './read-stored-file.ts';
import { type FileOfBatch, StreamCollector } from './stream-collector.ts';
import { type LineReader, SHIPPED_READER } from './vocabulary/line-reader.ts';

export interface CollectInput {
  stream: ByteStream;
  /** The same bytes from anywhere: what formats that need it cannot do without in large files. */
  source?: ByteSource;
  codecs: Codecs;
  file: FileOfBatch;
  /** Lower-case hex of the stored file; asked once, when the stream was read. */
  sha256: () => string;
  /** Completes times without year or zone (upload time); microseconds since 1970 UTC. */
  referenceTimeUs: number;
  /** Reads the lines; with the shipped vocabularies alone when absent. */
  reader?: LineReader;
  /** Name of the format that the user says it is of. */
  as?: string;
  /** What description files say of its records. */
  descriptions?: LogInput['descriptions'];
  /** Takes quotes of the records that the evidence points at; without it there are none. */
  keepsQuotes?: boolean;
  /** `stream` is this range of the file only, whose format is known. */
  range?: FileRange | undefined;
}

export interface CollectedEvidence {
  evidence: FileEvidence[];
  failed: FailedFile[];
  /** One for each of `evidence`, in its order. */
  quotes: StreamQuotes[];
  /** Of the streams that are long: where their records stand. */
  blocks: BlockIndex[];
}

/**
 * Reads one stored file to evidence, one `FileEvidence` per log stream in it. A stream of which a part could be read is in
 * both lists. Rejects only when `stream` does.
 */
export async function collectFile(input: CollectInput): Promise<CollectedEvidence> {
  const { file, range } = input;
  const evidence: FileEvidence[] = [];
  const quotes: StreamQuotes[] = [];
  const blocks: BlockIndex[] = [];
  const failed: FailedFile[] = [];
  await readStoredFile(input, {
    // A collector lives as long as its stream: an archive may hold ten thousand.
    open: (info) => {
      const { reader = SHIPPED_READER, keepsQuotes } = input;
      const collector = new StreamCollector(info, { file, reader, keepsQuotes });
      return {
        records: (batch) => collector.records(batch),
        end: (streamBytes) => {
          const found = collector.finish(streamBytes);
          evidence.push(range ? { ...found, range: { from: range.from, to: range.to } } : found);
          quotes.push(collector.quotesOf(found));
          const index = collector.blocksOf(found, range !== undefined);
          if (index) blocks.push(index);
        },
      };
    },
    failed: (member, error) => failed.push(failureOf(file, member, error)),
  });
  const sha256 = input.sha256();
  for (const stream of evidence) sealPointers(stream, sha256);
  return { evidence, quotes, blocks, failed: failed.map((failure) => ({ ...failure, sha256 })) };
}

function failureOf(file: FileOfBatch, member: string | null, error: ParseError): FailedFile {
  return { ...file, member, sha256: null, fault: error.fault, message: error.message };
}
