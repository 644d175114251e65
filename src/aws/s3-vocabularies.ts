import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { VocabularyText } from '#src/evidence/vocabulary/own-vocabularies.ts';

export interface VocabularyPlace {
  bucket: string;
  prefix: string;
}

/** Vocabularies below an S3 prefix, and a mark that changes with any of them. */
export interface StoredVocabularies {
  mark: string;
  read(): Promise<VocabularyText[]>;
}

/** `s3://bucket/prefix/` */
export function parseS3Place(url: string): VocabularyPlace {
  const [bucket, ...prefix] = url.replace(/^s3:\/\//, '').split('/');
  return { bucket, prefix: prefix.join('/') };
}

/** One list request; objects are read only when asked for. */
export async function findS3Vocabularies(
  s3: S3Client,
  { bucket, prefix }: VocabularyPlace,
): Promise<StoredVocabularies> {
  const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  const objects = (page.Contents ?? []).filter(({ Key }) => Key?.endsWith('.json'));
  return {
    mark: objects.map(({ Key, ETag }) => `${Key} ${ETag}`).join('\n'),
    read: () => Promise.all(objects.map(({ Key = '' }) => readObject(s3, bucket, Key))),
  };
}

async function readObject(s3: S3Client, Bucket: string, Key: string): Promise<VocabularyText> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { name: Key, text: (await Body?.transformToString()) ?? '' };
}
