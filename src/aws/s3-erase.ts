import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3';

/** S3 refused to remove some of what it was asked to; the same request later may succeed. */
class ObjectsLeft extends Error {
  override readonly name = 'ObjectsLeft';

  constructor(count: number, code: string) {
    super(`S3 left ${count} objects that were to be erased (${code}).`);
  }
}

interface ErasePlace {
  Bucket: string;
  Prefix: string;
}

/** `ObjectStore.erase` on S3: a page of 1,000 keys at a time, then uploads in parts that nobody will finish. */
export async function eraseObjects(s3: S3Client, place: ErasePlace): Promise<{ objects: number; bytes: number }> {
  const erased = { objects: 0, bytes: 0 };
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command(place));
    if (Contents.length === 0) break;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const command = new DeleteObjectsCommand({ Bucket: place.Bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await s3.send(command);
    if (Errors.length > 0) throw new ObjectsLeft(Errors.length, Errors[0].Code ?? 'unknown');
    erased.objects += Contents.length;
    erased.bytes += Contents.reduce((sum, { Size = 0 }) => sum + Size, 0);
  }
  await abortUploads(s3, place);
  return erased;
}

async function abortUploads(s3: S3Client, { Bucket, Prefix }: ErasePlace): Promise<void> {
  const { Uploads = [], IsTruncated } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
  for (const { Key, UploadId } of Uploads) await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  if (IsTruncated && Uploads.length > 0) await abortUploads(s3, { Bucket, Prefix });
}
