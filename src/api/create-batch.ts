import { ulid } from 'ulid';
import type { Batch, BatchFile, NewBatch } from '#src/batch/batch.ts';
import { MOST_BYTES, type ReadingKind, readingByName } from '#src/batch/most-bytes.ts';
import { reopenBatch } from '#src/batch/reopen-batch.ts';
import { takesFiles } from '#src/batch/states.ts';
import type { CreateBatchBody } from './batch-schemas.ts';
import { MAX_FILE_BYTES } from './batch-schemas.ts';
import { requireBatch } from './batch-view.ts';
import { jsonResponse } from './http.ts';
import { batchIdOfKey, hashOfRequest } from './identity.ts';
import { hasManifest, writeManifest } from './manifest.ts';
import { Problem } from './problem.ts';
import type { ApiPorts, Call } from './route.ts';
import { uploadPage } from './upload-pages.ts';

/**
 * `POST /batches`. The row comes first, by a condition that lets one request win; then the file list; then upload URLs.
 * A crash in between leaves a batch that no file can reach, and the same key sent again completes it.
 */
export async function createBatch({ ports, headers, body }: Call<undefined, CreateBatchBody>) {
  const request = normalForm(body);
  requireFitting(ports, request.files);
  await requireComparable(ports, request.compareTo);
  const key = requireKey(headers['idempotency-key']);
  const batchId = key === undefined ? ulid(ports.clock.nowMs()) : await batchIdOfKey(key);
  const requestHash = await hashOfRequest(request);
  const created = await ports.table.create(newBatch(ports, { batchId, requestHash, request }));
  const found = await requireBatch(ports, batchId);
  if (found.requestHash !== requestHash) throw keyReused();
  const batch = found.state === 'expired' ? await waitAgain(ports, found) : found;
  if (created || !(await hasManifest(ports, batchId))) await writeManifest(ports, batchId, request.files);
  const page = await firstPage(ports, batch, request.files);
  return jsonResponse(created ? 201 : 200, page, { location: `/batches/${batchId}` });
}

/** Whoever sends the request again wants the files in: an expired batch waits for them once more. */
const waitAgain = (ports: ApiPorts, { batchId }: Batch): Promise<Batch> =>
  reopenBatch(ports, batchId, {
    from: 'expired',
    to: 'uploading',
    deadlineMs: ports.clock.nowMs() + ports.settings.uploadWindowMs,
  });

async function firstPage(ports: ApiPorts, batch: Batch, files: readonly BatchFile[]) {
  if (!takesFiles(batch.state)) return { batchId: batch.batchId, state: batch.state, uploads: [], next: null };
  const list = { count: files.length, at: (file: number) => files[file] };
  return uploadPage(ports, batch, {
    files: list,
    shards: await ports.table.readShards(batch.batchId, batch.fileCount),
    from: 0,
  });
}

type Request = ReturnType<typeof normalForm>;

/** Absent and null mean the same, hashes are lower case: what the request says, whichever way it was written. */
function normalForm(body: CreateBatchBody) {
  const { firmware } = body;
  return {
    vehicleId: body.vehicleId,
    platform: body.platform ?? null,
    firmware: firmware ? { from: firmware.from ?? null, to: firmware.to ?? null } : null,
    otaCampaignId: body.otaCampaignId ?? null,
    claimedOutcome: body.claimedOutcome ?? null,
    ...(body.compareTo ? { compareTo: body.compareTo } : {}),
    files: body.files.map(
      ({ name, sizeBytes, sha256 }): BatchFile => ({ name, sizeBytes, sha256: sha256?.toLowerCase() ?? null }),
    ),
  };
}

function newBatch(ports: ApiPorts, made: { batchId: string; requestHash: string; request: Request }): NewBatch {
  const { files, ...about } = made.request;
  const createdAtMs = ports.clock.nowMs();
  return {
    batchId: made.batchId,
    requestHash: made.requestHash,
    ...about,
    fileCount: files.length,
    totalBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
    createdAtMs,
    deadlineMs: createdAtMs + ports.settings.uploadWindowMs,
  };
}

async function requireComparable({ table }: ApiPorts, batchId: string | undefined): Promise<void> {
  if (batchId === undefined || (await table.find(batchId))) return;
  throw refused('/compareTo', `compareTo names batch ${batchId}, and there is none: give the id of an earlier batch.`);
}

/** Of each kind, why not more, and what to do. */
const TOO_LARGE: Record<ReadingKind, (most: number) => string> = {
  packed: (most) =>
    `is packed, by its name, and larger than ${most} bytes, the most that one worker unpacks in its time: send what is in it, or several files.`,
  whole: (most) =>
    `is read front to back, by its name, and larger than ${most} bytes, the most that one worker reads in its time: send it in several files.`,
  ranges: (most) => `is larger than ${most} bytes, the most that is read of one file: send it in several files.`,
};

function requireFitting(ports: ApiPorts, files: readonly BatchFile[]): void {
  const { maxUploadBytes } = ports.settings;
  for (const [at, { name, sizeBytes }] of files.entries()) {
    const kind = sizeBytes > maxUploadBytes ? 'ranges' : readingByName(name);
    const most = Math.min(maxUploadBytes, MOST_BYTES[kind]);
    if (sizeBytes > most) throw refused(`/files/${at}/sizeBytes`, `files[${at}] ("${name}") ${TOO_LARGE[kind](most)}`);
  }
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (totalBytes > MAX_FILE_BYTES) throw refused('/files', `files must be at most ${MAX_FILE_BYTES} bytes in all.`);
}

const refused = (pointer: string, detail: string): Problem =>
  new Problem('invalid-request', detail, { places: [{ pointer: `#${pointer}`, detail }] });

function requireKey(key: string | undefined): string | undefined {
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem('invalid-request', 'The Idempotency-Key header must be 1 to 255 visible ASCII characters.');
}

const keyReused = (): Problem =>
  new Problem(
    'idempotency-key-reused',
    'This Idempotency-Key was used for a batch with another content: send the same body again, or another key.',
  );
