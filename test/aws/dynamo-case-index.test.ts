import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { dynamoCaseIndex } from '#src/aws/dynamo-case-index.ts';
import { createTable, dynamoClient } from '#src/aws/dynamo-client.ts';
import { aCard, caseIndexContract } from '#test/support/case-index-contract.ts';
import { type DynaliteServer, startDynalite } from '#test/support/dynalite-server.ts';
import { memoryCaseIndex } from '#test/support/memory-case-index.ts';
import { newBatch } from '#test/support/new-batch.ts';

describe('a case index in DynamoDB', () => {
  let server: DynaliteServer;
  let opened = 0;
  beforeAll(async () => {
    server = await startDynalite({ tableName: 'argus' });
  });
  afterAll(() => server.close());

  async function openTable() {
    const client = dynamoClient({ endpoint: server.endpoint });
    const tableName = `argus-${opened++}`;
    await createTable(client, tableName);
    return { client, tableName, clock: { nowMs: Date.now } };
  }

  caseIndexContract(async () => dynamoCaseIndex(await openTable()));

  it('forgets a batch whose rows are erased', async () => {
    const options = await openTable();
    const [index, table] = [dynamoCaseIndex(options), dynamoBatchTable(options)];
    await table.create(newBatch());
    await index.add(aCard(1), ['a', 'b']);
    await table.erase(newBatch().batchId);
    expect([await index.batchesWith('a', 5), await index.findCards([newBatch().batchId])]).toEqual([[], []]);
  });
});

describe('the model of a case index', () => caseIndexContract(async () => memoryCaseIndex()));
