import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { beforeAll, expect, test } from 'vitest';
import type { PartPage } from '#src/api/batch-schemas.ts';
import { createS3Client } from '#src/aws/s3-client.ts';
import { S3ObjectStore } from '#src/aws/s3-object-store.ts';
import { partsContract } from '#test/support/object-store-contract.ts';
import { api, callEmulator } from './harness/deployment.ts';
import { createBatch, textFile, untilEnd } from './harness/session.ts';

beforeAll(callEmulator);

interface Target {
  url: string;
  headers: Record<string, string>;
}

const put = async ({ url, headers }: Target, bytes: Uint8Array): Promise<number> =>
  (await fetch(url, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status;

test('a file that is sent in parts is one upload like any other', async () => {
  const file = textFile('a.log', 'I boot: one\n');
  const { batchId } = await createBatch([file]);
  const ask = async () =>
    JSON.parse((await api(`/batches/${batchId}/parts?file=0`, { method: 'POST' })).text) as PartPage;
  const page = await ask();
  expect(page).toMatchObject({ isWhole: false, parts: [{ part: 1, offset: 0, sizeBytes: file.bytes.length }] });
  expect(await put(page.parts[0], file.bytes)).toBe(200);
  expect(await ask()).toMatchObject({ isWhole: true, parts: [] });
  expect(await untilEnd(batchId)).toMatchObject({ state: 'completed', counts: { uploaded: 1, parsed: 1 } });
  expect((await api(`/batches/${batchId}/parts?file=0`, { method: 'POST' })).status).toBe(409);
});

test('there are no parts of a file that the batch does not have', async () => {
  const { batchId } = await createBatch([textFile('a.log', 'one')]);
  expect((await api(`/batches/${batchId}/parts?file=1`, { method: 'POST' })).status).toBe(400);
});

partsContract(async () => {
  const s3 = createS3Client();
  const raw = `raw-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket: raw }));
  return new S3ObjectStore(s3, { raw, work: raw });
});
