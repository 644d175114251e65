import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  type ByteRange,
  ObjectNotFound,
  type ObjectStore,
  ObjectUnreadable,
  type PartsWanted,
  type PartTarget,
  type UploadConstraints,
  type UploadTarget,
} from '#src/batch/ports.ts';
import { readAhead } from './read-ahead.ts';
import { eraseObjects } from './s3-erase.ts';
import { presignParts } from './s3-parts.ts';
import { putWhole, writeStream } from './s3-write.ts';

interface S3Buckets {
  /** Holds `raw/…`, which vehicles write. */
  raw: string;
  /** Holds `work/…`, which Argus writes. */
  work: string;
}

/** One S3 connection carries 50 to 90 MB/s; three in flight fill a Lambda's link (700 Mbit/s) at 24 MB of memory. */
const PART_BYTES = 8 << 20;
const PARTS_IN_FLIGHT = 3;

/** `ObjectStore` on S3. The client must be made with `requestChecksumCalculation: 'WHEN_REQUIRED'` (see `s3-client.ts`). */
export class S3ObjectStore implements ObjectStore {
  readonly #s3: S3Client;
  readonly #signer: S3Client;
  readonly #buckets: S3Buckets;

  /** `signer` differs from `s3` where clients reach S3 by another address than this process does. */
  constructor(s3: S3Client, buckets: S3Buckets, signer: S3Client = s3) {
    this.#s3 = s3;
    this.#signer = signer;
    this.#buckets = buckets;
  }

  async findSize(key: string): Promise<number | undefined> {
    try {
      const head = await this.#s3.send(new HeadObjectCommand(this.#locate(key)));
      return head.ContentLength ?? 0;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async read(key: string, offset: number, length: number): Promise<Uint8Array> {
    return length === 0 ? new Uint8Array(0) : (await this.#getRange(key, offset, length)).bytes;
  }

  async readAll(key: string): Promise<Uint8Array> {
    const { Body } = await this.#get(key);
    return Body ? Body.transformToByteArray() : new Uint8Array(0);
  }

  /** The first part tells the size of all: a small object, and most are, costs one request. */
  async *stream(key: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    if (range) return yield* this.#readAhead(key, range);
    const { bytes, size } = await this.#getRange(key, 0, PART_BYTES);
    if (bytes.length > 0) yield bytes;
    yield* this.#readAhead(key, { offset: bytes.length, length: size - bytes.length });
  }

  #readAhead(key: string, { offset, length }: ByteRange): AsyncIterable<Uint8Array> {
    return readAhead(length, { partBytes: PART_BYTES, inFlight: PARTS_IN_FLIGHT }, (at, bytes) =>
      this.read(key, offset + at, bytes),
    );
  }

  write(key: string, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    const place = { s3: this.#s3, ...this.#locate(key) };
    return body instanceof Uint8Array ? putWhole(place, body) : writeStream(place, body);
  }

  async *list(prefix: string): AsyncIterable<{ key: string; sizeBytes: number }> {
    let token: string | undefined;
    do {
      const page = await this.#s3.send(
        new ListObjectsV2Command({ Bucket: this.#bucketOf(prefix), Prefix: prefix, ContinuationToken: token }),
      );
      for (const { Key, Size } of page.Contents ?? []) if (Key) yield { key: Key, sizeBytes: Size ?? 0 };
      token = page.NextContinuationToken;
    } while (token);
  }

  erase(prefix: string): Promise<{ objects: number; bytes: number }> {
    return eraseObjects(this.#s3, { Bucket: this.#bucketOf(prefix), Prefix: prefix });
  }

  /**
   * Signs size, hash and "no overwrite" into the headers, so S3 itself refuses anything else. The checksum must be kept
   * out of the query string, and no CRC of an empty body signed in, or S3 would not check the real one.
   */
  async presignUpload({ key, sizeBytes, sha256, expiresAtMs }: UploadConstraints): Promise<UploadTarget> {
    const checksum = sha256 === null ? undefined : Buffer.from(sha256, 'hex').toString('base64');
    const command = new PutObjectCommand({
      ...this.#locate(key),
      ContentLength: sizeBytes,
      ChecksumSHA256: checksum,
      IfNoneMatch: '*',
    });
    // Counted from the signing: a time that is past needs a signature from before it.
    const signedAtMs = Math.min(Date.now(), expiresAtMs - 1_000);
    const url = await getSignedUrl(this.#signer, command, {
      signingDate: new Date(signedAtMs),
      expiresIn: Math.floor((expiresAtMs - signedAtMs) / 1_000),
      unhoistableHeaders: new Set(['x-amz-checksum-sha256', 'if-none-match']),
      signableHeaders: new Set(['host', 'content-length', 'if-none-match', 'x-amz-checksum-sha256']),
    });
    const headers: Record<string, string> = { 'content-length': String(sizeBytes), 'if-none-match': '*' };
    if (checksum) headers['x-amz-checksum-sha256'] = checksum;
    return { method: 'PUT', url, headers, expiresAtMs };
  }

  presignParts(wanted: PartsWanted): Promise<PartTarget[]> {
    const { Bucket } = this.#locate(wanted.key);
    return presignParts({ s3: this.#s3, signer: this.#signer, Bucket }, wanted);
  }

  async #getRange(key: string, offset: number, length: number): Promise<{ bytes: Uint8Array; size: number }> {
    try {
      const { Body, ContentRange } = await this.#get(key, `bytes=${offset}-${offset + length - 1}`);
      const bytes = Body ? await Body.transformToByteArray() : new Uint8Array(0);
      return { bytes, size: Number(ContentRange?.split('/')[1] ?? bytes.length) };
    } catch (error) {
      // Behind the end, and of an object of no bytes everything is.
      if (nameOf(error) === 'InvalidRange') return { bytes: new Uint8Array(0), size: 0 };
      throw error;
    }
  }

  async #get(key: string, range?: string): Promise<GetObjectCommandOutput> {
    try {
      return await this.#s3.send(new GetObjectCommand({ ...this.#locate(key), Range: range }));
    } catch (error) {
      throw asReadError(key, error);
    }
  }

  #locate(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucketOf(key), Key: key };
  }

  #bucketOf(key: string): string {
    return key.startsWith('raw/') ? this.#buckets.raw : this.#buckets.work;
  }
}

function asReadError(key: string, error: unknown): unknown {
  if (isMissing(error)) return new ObjectNotFound(key);
  return isRefused(error) ? new ObjectUnreadable(key, nameOf(error), error) : error;
}

/** Archived, encrypted with a key that is gone, or kept from Argus by its owner: for this object, and for good. */
function isRefused(error: unknown): boolean {
  const name = nameOf(error);
  return ['AccessDenied', 'InvalidObjectState', 'Forbidden'].includes(name) || name.startsWith('KMS.');
}

function isMissing(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound'].includes(nameOf(error));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
