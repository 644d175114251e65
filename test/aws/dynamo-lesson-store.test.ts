import { afterAll, beforeAll, describe } from 'vitest';
import { createTable, dynamoClient } from '#src/aws/dynamo-client.ts';
import { dynamoLessonStore } from '#src/aws/dynamo-lesson-store.ts';
import { type DynaliteServer, startDynalite } from '#test/support/dynalite-server.ts';
import { lessonStoreContract } from '#test/support/lesson-store-contract.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';

describe('a lesson store in DynamoDB', () => {
  let server: DynaliteServer;
  let opened = 0;
  beforeAll(async () => {
    server = await startDynalite({ tableName: 'argus' });
  });
  afterAll(() => server.close());

  lessonStoreContract(async () => {
    const client = dynamoClient({ endpoint: server.endpoint });
    const tableName = `argus-${opened++}`;
    await createTable(client, tableName);
    return dynamoLessonStore({ client, tableName });
  });
});

describe('the model of a lesson store', () => lessonStoreContract(async () => memoryLessonStore()));
