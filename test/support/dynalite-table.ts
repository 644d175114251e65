import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { createTable, dynamoClient } from '#src/aws/dynamo-client.ts';
import type { BatchTable } from '#src/batch/ports.ts';
import { startDynalite } from '#test/support/dynalite-server.ts';

/** A dynalite in memory that gives an empty table each time it is asked. */
export async function startTables(): Promise<{ open(): Promise<BatchTable>; close(): Promise<void> }> {
  const server = await startDynalite({ tableName: 'argus' });
  const client = dynamoClient({ endpoint: server.endpoint });
  let opened = 0;
  return {
    async open() {
      const tableName = `argus-${opened++}`;
      await createTable(client, tableName);
      return dynamoBatchTable({ client, tableName, clock: { nowMs: Date.now } });
    },
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
