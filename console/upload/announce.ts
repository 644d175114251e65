import type { UploadPage } from '#src/api/batch-schemas.ts';
import { apiPath, postJson } from '../api/client.ts';
import type { GivenFile } from './dropped-files.ts';

/** What the reader says of the vehicle; empty where he says nothing. */
export interface SessionFacts {
  vehicleId: string;
  platform: string;
  from: string;
  to: string;
  claimedOutcome: string;
  compareTo: string;
}

/** A browser hashes only what it holds in memory. Larger files are sent without: their exact size is still asked for. */
const MOST_HASHED_BYTES = 64 << 20;

/**
 * Announces the files. The same files for the same vehicle are the same batch, so that dropping them again goes on where
 * a closed tab or a broken line stopped. Throws `ApiTrouble`.
 */
export async function announce(
  facts: SessionFacts,
  files: readonly GivenFile[],
  onRead: (files: number) => void,
): Promise<UploadPage> {
  const described = [];
  for (const [at, { name, file }] of files.entries()) {
    onRead(at);
    described.push({ name, sizeBytes: file.size, sha256: await hashOf(file) });
  }
  const body = { ...bodyOf(facts), files: described };
  const key = await sha256(new TextEncoder().encode(JSON.stringify(body)));
  return postJson<UploadPage>(apiPath('/batches'), body, { 'idempotency-key': key });
}

const bodyOf = ({ claimedOutcome, compareTo, from, platform, to, vehicleId }: SessionFacts) => ({
  vehicleId,
  platform: platform || null,
  firmware: from || to ? { from: from || null, to: to || null } : null,
  claimedOutcome: claimedOutcome || null,
  ...(compareTo && { compareTo }),
});

const hashOf = async (file: File): Promise<string | null> =>
  file.size > MOST_HASHED_BYTES ? null : sha256(await file.arrayBuffer());

async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
