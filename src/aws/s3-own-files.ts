import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

export interface S3Place {
  bucket: string;
  prefix: string;
}

/** A user's files below an S3 prefix, and a mark that changes with any of them. */
export interface S3OwnFiles {
  mark: string;
  /** `name`: its key in the bucket. */
  read(): Promise<{ name: string; bytes: Uint8Array }[]>;
}

/** `s3://bucket/prefix/` */
export function parseS3Place(url: string): S3Place {
  const [bucket, ...prefix] = url.replace(/^s3:\/\//, '').split('/');
  return { bucket, prefix: prefix.join('/') };
}

/** Those whose names end in `endings`. One list request; objects are read only when asked for. */
export async function findS3Files(
  s3: S3Client,
  { bucket, prefix }: S3Place,
  endings: readonly string[],
): Promise<S3OwnFiles> {
  const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  const objects = (page.Contents ?? []).filter(({ Key }) => endings.some((ending) => Key?.endsWith(ending)));
  return {
    mark: objects.map(({ Key, ETag }) => `${Key} ${ETag}`).join('\n'),
    read: () => Promise.all(objects.map(({ Key = '' }) => readObject(s3, bucket, Key))),
  };
}

async function readObject(s3: S3Client, Bucket: string, Key: string) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return { name: Key, bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(0) };
}
