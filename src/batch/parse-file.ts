import type { BlockIndex } from '#src/evidence/blocks/block-index.ts';
import type { FailedFile, FileEvidence } from '#src/evidence/file-evidence.ts';
import { sealPointers } from '#src/evidence/pointers.ts';
import type { StreamQuotes } from '#src/evidence/quote-book.ts';
import type { FileRange } from '#src/evidence/read-stored-file.ts';
import type { Codecs } from '#src/parsers/codecs.ts';
import type { Descriptions } from '#src/parsers/databases/descriptions.ts';
import type { BatchFile } from './batch.ts';
import { type FailureKind, failedFile } from './failures.ts';
import { type HashedBytes, hashBytes, type Sha256, type StoredBytes } from './hashed-bytes.ts';

export interface ParsedFile {
  evidence: FileEvidence[];
  failed: FailedFile[];
  /** What the records said that the evidence points at, for each stream of it; none unless they were asked for. */
  quotes?: StreamQuotes[];
  /** Of the streams that are long: where their records stand. */
  blocks?: BlockIndex[];
  /** Of a file that is read in ranges: the SHA-256 of all of it. */
  hash?: { file: number; sha256: string };
}

/** How a file becomes evidence: `collectFile` of `src/evidence`. */
type CollectFile = (
  input: StoredBytes & {
    codecs: Codecs;
    file: { index: number; name: string; sizeBytes: number };
    sha256: () => string;
    referenceTimeUs: number;
    keepsQuotes: boolean;
    range?: FileRange | undefined;
    descriptions?: Descriptions;
  },
) => Promise<ParsedFile>;

export interface ParseTools {
  collect: CollectFile;
  codecs: Codecs;
  createSha256: () => Sha256;
  /** What description files say of the records. */
  descriptions?: Descriptions;
}

interface FileToParse extends StoredBytes {
  index: number;
  file: BatchFile;
  referenceTimeUs: number;
  keepsQuotes?: boolean;
  /** The stream is this range of the file: its hash is not that of the file, which somebody else makes. */
  range?: FileRange;
}

/**
 * Evidence of one stored file, hashed while it streams. Whatever is wrong with the file comes back as data; only what the
 * store throws is thrown on.
 */
export async function parseFile(tools: ParseTools, toParse: FileToParse) {
  const { index, file, referenceTimeUs, keepsQuotes = false, range } = toParse;
  const hashed = hashBytes(toParse, tools.createSha256());
  const collected = await collectSafely(hashed, () =>
    tools.collect({
      stream: hashed.stream,
      source: hashed.source,
      codecs: tools.codecs,
      file: { index, name: file.name, sizeBytes: file.sizeBytes },
      sha256: () => file.sha256 ?? hashed.hex(),
      referenceTimeUs,
      keepsQuotes,
      range,
      ...(tools.descriptions && { descriptions: tools.descriptions }),
    }),
  );
  await hashed.drain();
  if (!range && hashed.sizeBytes !== file.sizeBytes) return refused(index, file, 'size-changed');
  if (!range && file.sha256 !== null && hashed.hex() !== file.sha256) return refused(index, file, 'content-changed');
  if (!collected) return refused(index, file, 'parser-defect');
  return withHash(collected, hashed.hex());
}

const refused = (index: number, file: BatchFile, fault: FailureKind): ParsedFile => ({
  evidence: [],
  failed: [failedFile(index, file, fault)],
});

/** Undefined when the parser threw what it never should: a defect costs one file, not the batch. */
async function collectSafely(hashed: HashedBytes, collect: () => Promise<ParsedFile>): Promise<ParsedFile | undefined> {
  try {
    return await collect();
  } catch {
    if (hashed.sourceError) throw hashed.sourceError.cause;
    return undefined;
  }
}

/** A reader that stopped early took the hash of what it had read. */
function withHash({ blocks = [], evidence, failed, quotes = [] }: ParsedFile, sha256: string): ParsedFile {
  for (const stream of evidence) if (stream.file.sha256 !== sha256) sealPointers(stream, sha256);
  return { evidence, failed: failed.map((file) => ({ ...file, sha256 })), quotes, blocks };
}
