import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createS3Client } from '#src/aws/s3-client.ts';
import { S3ObjectStore } from '#src/aws/s3-object-store.ts';
import { s3OwnPlace } from '#src/aws/s3-own-place.ts';
import { SfnWorkflow } from '#src/aws/sfn-workflow.ts';
import { addOwnRows, openOwnKnowledge } from '#src/knowledge/own/own-store.ts';
import { objectStoreContract, uploadContract } from '#test/support/object-store-contract.ts';

/*
 * LocalStack without Docker runs S3 and Step Functions. Its Lambda needs Docker, its DynamoDB a server of Java that it
 * fetches: the deployed app is tried on MiniStack and, with Docker, by `npm run test:localstack`.
 */

beforeAll(() => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: inject('localstack'),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  });
});

async function newBucket(): Promise<string> {
  const Bucket = `argus-${randomUUID()}`;
  await createS3Client().send(new CreateBucketCommand({ Bucket }));
  return Bucket;
}

async function openStore(): Promise<S3ObjectStore> {
  return new S3ObjectStore(createS3Client(), { raw: await newBucket(), work: await newBucket() });
}

describe('an object store in S3', () => {
  objectStoreContract(openStore);
  uploadContract(openStore);
});

test('a user’s knowledge below an S3 prefix comes back, and its place is empty before', async () => {
  const place = s3OwnPlace(createS3Client(), `s3://${await newBucket()}/knowledge/`);
  expect((await openOwnKnowledge(place)).rows).toEqual([]);
  const row = { id: 'own-valve', title: 'Valve stuck', text: 'It is.', cause: null, firmware: null, source: 'a.csv' };
  const lists = { actions: [], codes: [], platforms: [], ecus: [], components: [] };
  await addOwnRows(place, [{ ...row, ...lists }], undefined);
  expect((await openOwnKnowledge(place)).rows.map(({ title }) => title)).toEqual(['Valve stuck']);
});

test('a batch starts one execution, however often it is told to, and its end is seen', async () => {
  const client = new SFNClient();
  const { stateMachineArn = '' } = await client.send(
    new CreateStateMachineCommand({
      name: `argus-${randomUUID()}`,
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
    }),
  );
  const workflow = new SfnWorkflow(client, stateMachineArn);
  const batchId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  expect(await workflow.find(batchId)).toBeUndefined();
  await workflow.start(batchId);
  await workflow.start(batchId);
  await expect.poll(async () => (await workflow.find(batchId))?.status, { timeout: 20_000 }).toBe('succeeded');
});
