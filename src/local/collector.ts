import { type ParsedFile, parseFile } from '#src/batch/parse-file.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { createSha256 } from '#src/codecs/sha256.ts';
import { type CollectInput, collectFile } from '#src/evidence/collect-file.ts';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { readerOf } from '#src/evidence/vocabulary/reader-of.ts';
import type { Descriptions } from '#src/parsers/databases/descriptions.ts';
import { borrowFile } from './borrow-file.ts';
import { fileSource } from './file-source.ts';

export interface FileToCollect {
  path: string;
  index: number;
  name: string;
  sizeBytes: number;
  /** When the logs were last written: completes times without a year. Microseconds since 1970. */
  referenceTimeUs: number;
  /** Name of the format that the user says it is of. */
  as?: string;
}

export interface CollectorTools {
  /** A user's own vocabularies. */
  vocabularies: readonly VocabularyText[];
  /** What description files say of records. */
  descriptions: Descriptions;
}

export type Collect = (file: FileToCollect) => Promise<ParsedFile>;

/** Evidence of files of this machine, read with these vocabularies besides the shipped ones. Rejects with `VocabularyError`. */
export async function collectorWith({ vocabularies, descriptions }: CollectorTools): Promise<Collect> {
  const reader = await readerOf(vocabularies);
  const tools = { codecs: nodeCodecs, createSha256 };
  const collectAs = (as: string | undefined) => (input: CollectInput) =>
    collectFile({ ...input, reader, descriptions, ...(as !== undefined && { as }) });
  return ({ path, index, referenceTimeUs, as, ...about }) =>
    parseFile(
      { ...tools, collect: collectAs(as) },
      {
        index,
        file: { ...about, sha256: null },
        stream: borrowFile(path),
        source: fileSource(path, about.sizeBytes),
        referenceTimeUs,
      },
    );
}
