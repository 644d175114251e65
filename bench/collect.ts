import { statSync } from 'node:fs';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { collectFile } from '#src/evidence/collect-file.ts';
import { borrowFile } from '#src/local/borrow-file.ts';
import { fileSource } from '#src/local/file-source.ts';
import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';

const REFERENCE_TIME_US = Date.UTC(2026, 2, 2) * 1000;

/** The whole way of a stored file to its evidence, hashing of the file apart. Returns the number of records. */
export const collect = (path: string): Promise<number> =>
  collectStream(path, borrowFile(path), fileSource(path, statSync(path).size));

export async function collectStream(path: string, stream: ByteStream, source?: ByteSource): Promise<number> {
  const { evidence } = await collectFile({
    stream,
    source,
    codecs: nodeCodecs,
    file: { index: 0, name: path, sizeBytes: 0 },
    sha256: () => '',
    referenceTimeUs: REFERENCE_TIME_US,
  });
  return evidence.reduce((sum, stream) => sum + stream.records, 0);
}
