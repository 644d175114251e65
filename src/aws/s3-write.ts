import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** S3 takes at most 10,000 parts: 78 GiB in parts of 8 MiB, which is also what is held in memory. */
const PART_BYTES = 8 << 20;

interface S3Place {
  s3: S3Client;
  Bucket: string;
  Key: string;
}

/**
 * Writes a stream of unknown length: in one request when it fits one part, else in parts that become visible together.
 * The parts of a broken stream are never seen; the bucket's lifecycle removes them.
 */
export async function writeStream(place: S3Place, body: AsyncIterable<Uint8Array>): Promise<void> {
  const parts = inParts(body);
  const first = await parts.next();
  const second = await parts.next();
  if (first.done || second.done) return putWhole(place, first.value ?? new Uint8Array(0));
  await putParts(place, chain([first.value, second.value], parts));
}

export async function putWhole({ s3, ...place }: S3Place, body: Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ ...place, Body: body, ContentLength: body.length }));
}

async function putParts({ s3, ...place }: S3Place, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(place));
  const done: { PartNumber: number; ETag: string | undefined }[] = [];
  for await (const Body of parts) {
    const PartNumber = done.length + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ ...place, UploadId, PartNumber, Body }));
    done.push({ PartNumber, ETag });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts: done } }));
}

/** The same bytes in pieces of exactly `PART_BYTES`, the last one shorter. */
async function* inParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let part = new Uint8Array(PART_BYTES);
  let used = 0;
  for await (const chunk of body) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + PART_BYTES - used);
      part.set(piece, used);
      used += piece.length;
      at += piece.length;
      if (used < PART_BYTES) continue;
      yield part;
      part = new Uint8Array(PART_BYTES);
      used = 0;
    }
  }
  if (used > 0) yield part.subarray(0, used);
}

async function* chain(first: Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield* first;
  yield* rest;
}
