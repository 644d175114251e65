import { type CollectedFile, parseFile } from '#src/batch/parse-file.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { createSha256 } from '#src/codecs/sha256.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { fileSource } from './file-source.ts';
import { lendFile } from './lend-file.ts';

export interface FileToCollect {
  path: string;
  index: number;
  name: string;
  sizeBytes: number;
  /** When the logs were last written: completes times without a year. Microseconds since 1970. */
  referenceTimeUs: number;
}

const tools = { collect: collectFile, codecs: nodeCodecs, createSha256 };

/** Evidence of one file of this machine: the entry of a worker thread, and a function like any other. */
export default function collect({ path, index, referenceTimeUs, ...about }: FileToCollect): Promise<CollectedFile> {
  return parseFile(tools, {
    index,
    file: { ...about, sha256: null },
    stream: lendFile(path),
    source: fileSource(path, about.sizeBytes),
    referenceTimeUs,
  });
}
