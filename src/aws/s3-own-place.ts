import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { OwnKnowledgeError, type OwnPlace } from '#src/knowledge/own/own-store.ts';
import { parseS3Place } from './s3-own-files.ts';

/** A user's knowledge below an S3 prefix, `s3://bucket/prefix/`. */
export function s3OwnPlace(s3: S3Client, url: string): OwnPlace {
  const { bucket: Bucket, prefix } = parseS3Place(url.endsWith('/') ? url : `${url}/`);
  return {
    name: url,
    async read(file) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: prefix + file }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw new OwnKnowledgeError(`"${url}${file}" cannot be read (${(error as Error).name}).`);
      }
    },
    async publish(file, content) {
      try {
        await s3.send(new PutObjectCommand({ Bucket, Key: prefix + file, Body: content }));
      } catch (error) {
        throw new OwnKnowledgeError(`"${url}${file}" cannot be written (${(error as Error).name}).`);
      }
    },
  };
}
