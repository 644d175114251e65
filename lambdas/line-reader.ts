import { createS3Client } from '#src/aws/s3-client.ts';
import { parseS3Place } from '#src/aws/s3-own-files.ts';
import { findS3Vocabularies } from '#src/aws/s3-vocabularies.ts';
import type { LineReader } from '#src/evidence/vocabulary/line-reader.ts';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { readerOf } from '#src/evidence/vocabulary/reader-of.ts';
import type { Log } from './log.ts';

/** Where vocabularies come from: `mark` changes with any of them. */
type FindVocabularies = () => Promise<{ mark: string; read(): Promise<VocabularyText[]> }>;

/**
 * The reader of log lines as it is now: the vocabularies of the deployment's S3 prefix are listed for each unit, and read
 * anew when one has changed. One that cannot be used is left out and logged: a typo must not stop every diagnosis, and
 * what it would have known shows as lines that no vocabulary knows.
 */
export function lineReaders(find: FindVocabularies, log: Log): () => Promise<LineReader> {
  const leaveOut = ({ message }: Error) => log('error', 'A vocabulary is left out', { reason: message });
  let known: { mark: string; reader: LineReader } | undefined;
  return async () => {
    const { mark, read } = await find();
    if (known?.mark !== mark) known = { mark, reader: await readerOf(await read(), leaveOut) };
    return known.reader;
  };
}

/** The prefix of the deployment; none when it has none. */
export function vocabulariesOfDeployment(): FindVocabularies {
  const url = process.env['VOCABULARIES'];
  if (!url) return async () => ({ mark: '', read: async () => [] });
  const s3 = createS3Client();
  return () => findS3Vocabularies(s3, parseS3Place(url));
}
