import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { createTable } from '#src/aws/dynamo-client.ts';
import { createS3Client } from '#src/aws/s3-client.ts';
import { S3ObjectStore } from '#src/aws/s3-object-store.ts';
import { parseS3Place } from '#src/aws/s3-own-files.ts';
import { findS3Vocabularies } from '#src/aws/s3-vocabularies.ts';
import { createSfnClient } from '#src/aws/sfn-client.ts';
import { SfnWorkflow } from '#src/aws/sfn-workflow.ts';
import { batchTableContract } from '#test/support/batch-table-contract.ts';
import { objectStoreContract, uploadContract } from '#test/support/object-store-contract.ts';
import { callEmulator, settingOf } from './harness/deployment.ts';
import { createBatch, textFile, untilEnd, upload } from './harness/session.ts';

beforeAll(callEmulator);

async function openStore(): Promise<S3ObjectStore> {
  const s3 = createS3Client();
  const [raw, work] = [`raw-${randomUUID()}`, `work-${randomUUID()}`];
  for (const Bucket of [raw, work]) await s3.send(new CreateBucketCommand({ Bucket }));
  return new S3ObjectStore(s3, { raw, work });
}

describe('an object store in S3', () => {
  objectStoreContract(openStore);
  uploadContract(openStore);
});

test('vocabularies below an S3 prefix are found by one list, and their mark changes with each of them', async () => {
  const s3 = createS3Client();
  const Bucket = `words-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  const find = () => findS3Vocabularies(s3, parseS3Place(`s3://${Bucket}/fleet/words/`));
  await put('fleet/other/c.json', '{}');
  await put('fleet/words/readme.md', '#');
  await put('fleet/words/a.json', '{"a":1}');
  const before = await find();
  expect(await before.read()).toEqual([{ name: 'fleet/words/a.json', text: '{"a":1}' }]);
  await put('fleet/words/a.json', '{"a":2}');
  expect((await find()).mark).not.toBe(before.mark);
});

describe('a batch table in DynamoDB', () => {
  batchTableContract(async () => {
    const client = new DynamoDBClient();
    const tableName = `batches-${randomUUID()}`;
    await createTable(client, tableName);
    return dynamoBatchTable({ client, tableName, clock: { nowMs: Date.now } });
  });
});

describe('a workflow in Step Functions', () => {
  const open = () => new SfnWorkflow(createSfnClient(), settingOf('sweep-batches', 'STATE_MACHINE_ARN'));

  test('knows nothing of a batch that was never started', async () => {
    expect(await open().find('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBeUndefined();
  });

  test('takes a second start of the same batch as success, and links to the execution', async () => {
    const files = [textFile('a.log', 'I boot: one\n')];
    const page = await createBatch(files);
    await upload(page, files);
    await untilEnd(page.batchId);
    await open().start(page.batchId);
    const execution = await open().find(page.batchId);
    expect(execution?.url).toContain(`executions/details/`);
    expect(execution?.url).toContain(page.batchId);
    await expect.poll(async () => (await open().find(page.batchId))?.status).toBe('succeeded');
  });
});
