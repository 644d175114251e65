import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type FilePart, partsOf } from '#src/batch/file-parts.ts';
import type { PartsWanted, PartTarget } from '#src/batch/ports.ts';

interface PartsPlace {
  s3: S3Client;
  signer: S3Client;
  Bucket: string;
}

/** `ObjectStore.presignParts` on S3. Which upload is under way is S3's to know: nothing of it is kept elsewhere. */
export async function presignParts(place: PartsPlace, wanted: PartsWanted): Promise<PartTarget[]> {
  const at = { Bucket: place.Bucket, Key: wanted.key };
  const running = await findUpload(place, wanted.key);
  if (running === undefined && (await isThere(place, wanted.key))) return [];
  const UploadId = running ?? (await beginUpload(place, wanted.key));
  const arrived = await listArrived(place, { ...at, UploadId });
  const missing = partsOf(wanted.sizeBytes).filter(({ part, sizeBytes }) => arrived.get(part)?.sizeBytes !== sizeBytes);
  if (missing.length === 0) await complete(place, { ...at, UploadId }, arrived);
  return Promise.all(missing.slice(0, wanted.limit).map((part) => sign(place, { ...at, UploadId }, part, wanted)));
}

async function findUpload({ s3, Bucket }: PartsPlace, key: string): Promise<string | undefined> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: key }));
  return Uploads.find(({ Key }) => Key === key)?.UploadId;
}

/** By the list: looking at the object itself would take the right to read it. */
async function isThere({ s3, Bucket }: PartsPlace, key: string): Promise<boolean> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: key, MaxKeys: 1 }));
  return Contents[0]?.Key === key;
}

async function beginUpload({ s3, Bucket }: PartsPlace, key: string): Promise<string | undefined> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: key }));
  return UploadId;
}

interface Upload {
  Bucket: string;
  Key: string;
  UploadId: string | undefined;
}

type Arrived = Map<number, { sizeBytes: number; ETag: string | undefined }>;

async function listArrived({ s3 }: PartsPlace, upload: Upload): Promise<Arrived> {
  const arrived: Arrived = new Map();
  for (let marker: string | undefined; ; ) {
    const page = await s3.send(new ListPartsCommand({ ...upload, PartNumberMarker: marker }));
    for (const { PartNumber = 0, Size = 0, ETag } of page.Parts ?? [])
      arrived.set(PartNumber, { sizeBytes: Size, ETag });
    if (!page.IsTruncated || page.NextPartNumberMarker === undefined) return arrived;
    marker = page.NextPartNumberMarker;
  }
}

/** The same request at the same moment, or an upload in one piece, may have been first: what is there stays. */
async function complete({ s3 }: PartsPlace, upload: Upload, arrived: Arrived): Promise<void> {
  const parts = [...arrived].sort(([a], [b]) => a - b);
  const Parts = parts.map(([PartNumber, { ETag }]) => ({ PartNumber, ETag }));
  try {
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' }));
  } catch (error) {
    if (!(error instanceof Error) || !['PreconditionFailed', 'NoSuchUpload'].includes(error.name)) throw error;
  }
}

async function sign({ signer }: PartsPlace, upload: Upload, part: FilePart, wanted: PartsWanted): Promise<PartTarget> {
  const command = new UploadPartCommand({ ...upload, PartNumber: part.part, ContentLength: part.sizeBytes });
  const url = await getSignedUrl(signer, command, {
    expiresIn: Math.max(1, Math.floor((wanted.expiresAtMs - Date.now()) / 1_000)),
    signableHeaders: new Set(['host', 'content-length']),
  });
  const headers = { 'content-length': String(part.sizeBytes) };
  return { ...part, method: 'PUT', url, headers, expiresAtMs: wanted.expiresAtMs };
}
