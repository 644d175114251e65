import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { BatchDetail, UploadPage } from '#src/api/batch-schemas.ts';
import { parseEvents, type ServerEvent } from '#src/cli/event-source.ts';
import { api, open } from './deployment.ts';

export interface SentFile {
  name: string;
  bytes: Uint8Array;
}

export const textFile = (name: string, text: string): SentFile => ({ name, bytes: new TextEncoder().encode(text) });

/** Announces the files of a session; `key` makes it repeatable. */
export async function createBatch(files: readonly SentFile[], key?: string, vehicleId = 'V1'): Promise<UploadPage> {
  const described = files.map(({ name, bytes }) => ({
    name,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  const told = await api('/batches', {
    method: 'POST',
    json: { vehicleId, platform: 'J7', files: described },
    ...(key && { headers: { 'idempotency-key': key } }),
  });
  expect([200, 201], told.text).toContain(told.status);
  return JSON.parse(told.text) as UploadPage;
}

/** Sends files to their presigned URLs as a vehicle does: without any credentials. */
export async function upload({ uploads }: UploadPage, files: readonly SentFile[]): Promise<number[]> {
  const queue = uploads.values();
  const statuses: number[] = [];
  const work = async () => {
    for (const { file, method, url, headers } of queue) {
      const response = await fetch(url, { method, headers, body: new Uint8Array(files[file].bytes) });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return statuses;
}

export async function readBatch(batchId: string): Promise<BatchDetail> {
  const { status, text } = await api(`/batches/${batchId}`);
  expect(status, text).toBe(200);
  return JSON.parse(text) as BatchDetail;
}

/** Waits for the upload's event, which takes its own way. */
export async function untilUploaded(batchId: string, count: number): Promise<void> {
  await expect.poll(async () => (await readBatch(batchId)).counts.uploaded, { timeout: 20_000 }).toBe(count);
}

const ENDS = ['completed', 'partial', 'failed', 'expired'];

/** The batch once it has ended. */
export async function untilEnd(batchId: string, limitMs = 120_000): Promise<BatchDetail> {
  for (const endMs = Date.now() + limitMs; ; await sleep(250)) {
    const batch = await readBatch(batchId);
    if (ENDS.includes(batch.state)) return batch;
    if (Date.now() > endMs) expect.fail(`Batch ${batchId} is still ${batch.state}.`);
  }
}

/** Every event of the live diagnosis, by the link that the batch carries. */
export async function follow(batchId: string): Promise<ServerEvent[]> {
  const { links } = await readBatch(batchId);
  const { status, text } = await open(links['diagnosis']);
  expect(status, text).toBe(200);
  return Array.fromAsync(parseEvents(ReadableStream.from([new TextEncoder().encode(text)])));
}
