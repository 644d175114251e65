import { afterAll, beforeAll, describe } from 'vitest';
import { batchTableContract } from '#test/support/batch-table-contract.ts';
import { startTables } from '#test/support/dynalite-table.ts';

describe('a batch table in DynamoDB', () => {
  let tables: Awaited<ReturnType<typeof startTables>>;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());

  batchTableContract(() => tables.open());
});
