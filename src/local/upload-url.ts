import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UploadConstraints, UploadTarget } from '#src/batch/ports.ts';
import { isKey } from './object-path.ts';
import { UploadRefused } from './upload-refused.ts';

/** Uploads go to `PUT {base}/uploads/{key}?…`. */
export const UPLOAD_PATH = '/uploads/';

/** Grants and checks uploads. The constraints travel in the URL; the HMAC keeps them as they were granted. */
export interface UploadSigner {
  sign(constraints: UploadConstraints): UploadTarget;
  /** Throws `UploadRefused` when the URL was not granted, was altered, or is out of date. */
  verify(request: { method: string; url: string }, nowMs: number): UploadConstraints;
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
    sign(constraints) {
      const url = new URL(UPLOAD_PATH + constraints.key, options.baseUrl());
      url.search = new URLSearchParams({
        size: String(constraints.sizeBytes),
        ...(constraints.sha256 !== null && { sha256: constraints.sha256 }),
        expires: String(constraints.expiresAtMs),
        signature: signatureOf(options.key, constraints).toString('hex'),
      }).toString();
      return { method: 'PUT', url: url.href, headers: {}, expiresAtMs: constraints.expiresAtMs };
    },
    verify({ method, url }, nowMs) {
      const granted = readConstraints(method, url);
      if (!timingSafeEqual(signatureOf(options.key, granted), granted.signature))
        throw new UploadRefused('not-granted');
      if (nowMs > granted.expiresAtMs) throw new UploadRefused('expired');
      const { signature, ...constraints } = granted;
      return constraints;
    },
  };
}

/** Every field is length-free text without line breaks, so no two sets of constraints share a signature. */
function signatureOf(key: Buffer, { key: object, sizeBytes, sha256, expiresAtMs }: UploadConstraints): Buffer {
  const text = ['PUT', object, sizeBytes, sha256 ?? '-', expiresAtMs].join('\n');
  return createHmac('sha256', key).update(text).digest();
}

function readConstraints(method: string, url: string): UploadConstraints & { signature: Buffer } {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const fields = Object.fromEntries(searchParams);
  const isWellFormed =
    method === 'PUT' &&
    pathname.startsWith(UPLOAD_PATH) &&
    isKey(pathname.slice(UPLOAD_PATH.length)) &&
    /^\d{1,15}$/.test(fields.size ?? '') &&
    /^\d{1,15}$/.test(fields.expires ?? '') &&
    /^[0-9a-f]{64}$/.test(fields.sha256 ?? '0'.repeat(64)) &&
    /^[0-9a-f]{64}$/.test(fields.signature ?? '');
  if (!isWellFormed) throw new UploadRefused('not-granted');
  return {
    key: pathname.slice(UPLOAD_PATH.length),
    sizeBytes: Number(fields.size),
    sha256: fields.sha256 ?? null,
    expiresAtMs: Number(fields.expires),
    signature: Buffer.from(fields.signature, 'hex'),
  };
}
