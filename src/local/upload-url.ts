import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilePart } from '#src/batch/file-parts.ts';
import type { UploadConstraints, UploadTarget } from '#src/batch/ports.ts';
import { isKey } from './object-path.ts';
import { UploadRefused } from './upload-refused.ts';

/** Uploads go to `PUT {base}/uploads/{key}?…`. */
export const UPLOAD_PATH = '/uploads/';

export interface UploadGrant extends UploadConstraints {
  /** Null: the whole file. Else `sizeBytes` is that of the part. */
  part: Omit<FilePart, 'sizeBytes'> | null;
}

/** Grants and checks uploads. The constraints travel in the URL; the HMAC keeps them as they were granted. */
export interface UploadSigner {
  sign(grant: UploadGrant): UploadTarget;
  /** Throws `UploadRefused` when the URL was not granted, was altered, or is out of date. */
  verify(request: { method: string; url: string }, nowMs: number): UploadGrant;
}

export const SIGNING_KEY_FILE = 'upload.key';
const KEY_BYTES = 32;

/** The signing key of a data folder: made on first use, readable by its owner only. */
export function readSigningKey(dataDir: string): Buffer {
  const path = join(dataDir, SIGNING_KEY_FILE);
  try {
    writeFileSync(path, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const key = readFileSync(path);
  if (key.length === KEY_BYTES) return key;
  // Killed between creating the file and filling it: nothing can have been signed with it.
  writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600 });
  return readFileSync(path);
}

/** `baseUrl` is asked at each signing: the server's port is not known when the store is built. */
export function uploadSigner(options: { key: Buffer; baseUrl: () => string }): UploadSigner {
  return {
    sign(grant) {
      const url = new URL(UPLOAD_PATH + grant.key, options.baseUrl());
      url.search = new URLSearchParams({
        size: String(grant.sizeBytes),
        ...(grant.sha256 !== null && { sha256: grant.sha256 }),
        ...(grant.part && { part: String(grant.part.part), offset: String(grant.part.offset) }),
        expires: String(grant.expiresAtMs),
        signature: signatureOf(options.key, grant).toString('hex'),
      }).toString();
      return { method: 'PUT', url: url.href, headers: {}, expiresAtMs: grant.expiresAtMs };
    },
    verify({ method, url }, nowMs) {
      const { signature, ...grant } = readGrant(method, url);
      if (!timingSafeEqual(signatureOf(options.key, grant), signature)) throw new UploadRefused('not-granted');
      if (nowMs > grant.expiresAtMs) throw new UploadRefused('expired');
      return grant;
    },
  };
}

/** Every field is length-free text without line breaks, so no two sets of constraints share a signature. */
function signatureOf(key: Buffer, { key: object, sizeBytes, sha256, expiresAtMs, part }: UploadGrant): Buffer {
  const text = ['PUT', object, sizeBytes, sha256 ?? '-', expiresAtMs, part?.part ?? '-', part?.offset ?? '-'].join(
    '\n',
  );
  return createHmac('sha256', key).update(text).digest();
}

function readGrant(method: string, url: string): UploadGrant & { signature: Buffer } {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const fields = Object.fromEntries(searchParams);
  const isWellFormed =
    method === 'PUT' &&
    pathname.startsWith(UPLOAD_PATH) &&
    isKey(pathname.slice(UPLOAD_PATH.length)) &&
    /^\d{1,15}$/.test(fields.size ?? '') &&
    /^\d{1,15}$/.test(fields.expires ?? '') &&
    /^\d{1,5}$/.test(fields.part ?? '0') &&
    /^\d{1,15}$/.test(fields.offset ?? '0') &&
    /^[0-9a-f]{64}$/.test(fields.sha256 ?? '0'.repeat(64)) &&
    /^[0-9a-f]{64}$/.test(fields.signature ?? '');
  if (!isWellFormed) throw new UploadRefused('not-granted');
  return {
    key: pathname.slice(UPLOAD_PATH.length),
    sizeBytes: Number(fields.size),
    sha256: fields.sha256 ?? null,
    expiresAtMs: Number(fields.expires),
    part: fields.part === undefined ? null : { part: Number(fields.part), offset: Number(fields.offset ?? 0) },
    signature: Buffer.from(fields.signature, 'hex'),
  };
}
