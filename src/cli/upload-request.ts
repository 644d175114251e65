import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CommandFailed } from './command.ts';
import type { FoundFile } from './find-files.ts';

export interface SessionFacts {
  vehicleId: string;
  platform: string | null;
  firmware: { from: string | null; to: string | null } | null;
  otaCampaignId: string | null;
  claimedOutcome: string | null;
  compareTo?: string;
}

export interface UploadRequest {
  body: SessionFacts & { files: { name: string; sizeBytes: number; sha256: string }[] };
  /** The same files for the same vehicle give the same key: the same command again goes on where the first one stopped. */
  idempotencyKey: string;
}

/** Hashes all files. `salt` makes a new batch of files that were sent before. */
export async function uploadRequest(
  facts: SessionFacts,
  files: readonly FoundFile[],
  salt = '',
): Promise<UploadRequest> {
  const described: UploadRequest['body']['files'] = [];
  for (const file of files) {
    described.push({ name: file.name, sizeBytes: file.sizeBytes, sha256: await sha256OfFile(file) });
  }
  const body = { ...facts, files: described };
  const idempotencyKey = createHash('sha256')
    .update(JSON.stringify([salt, body]))
    .digest('hex');
  return { body, idempotencyKey };
}

async function sha256OfFile({ path, name, sizeBytes }: FoundFile): Promise<string> {
  const hash = createHash('sha256');
  if (sizeBytes === 0) return hash.digest('hex');
  try {
    await pipeline(createReadStream(path, { end: sizeBytes - 1, highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    throw new CommandFailed(`"${name}" cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  return hash.digest('hex');
}
