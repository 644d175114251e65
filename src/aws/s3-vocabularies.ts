import type { S3Client } from '@aws-sdk/client-s3';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';
import { findS3Files, type S3Place } from './s3-own-files.ts';

/** Vocabularies below an S3 prefix, and a mark that changes with any of them. */
interface StoredVocabularies {
  mark: string;
  read(): Promise<VocabularyText[]>;
}

export async function findS3Vocabularies(s3: S3Client, place: S3Place): Promise<StoredVocabularies> {
  const { mark, read } = await findS3Files(s3, place, ['.json']);
  const decoder = new TextDecoder();
  return { mark, read: async () => (await read()).map(({ name, bytes }) => ({ name, text: decoder.decode(bytes) })) };
}
