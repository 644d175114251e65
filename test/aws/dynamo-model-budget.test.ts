import { afterAll, beforeAll, describe } from 'vitest';
import { createTable, dynamoClient } from '#src/aws/dynamo-client.ts';
import { dynamoModelBudget } from '#src/aws/dynamo-model-budget.ts';
import { type DynaliteServer, startDynalite } from '#test/support/dynalite-server.ts';
import { modelBudgetContract } from '#test/support/model-budget-contract.ts';

describe('a model budget in DynamoDB', () => {
  let server: DynaliteServer;
  let opened = 0;
  beforeAll(async () => {
    server = await startDynalite({ tableName: 'argus' });
  });
  afterAll(() => server.close());

  modelBudgetContract(async (settings) => {
    const client = dynamoClient({ endpoint: server.endpoint });
    const tableName = `argus-${opened++}`;
    await createTable(client, tableName);
    return dynamoModelBudget({ client, tableName, ...settings });
  });
});
