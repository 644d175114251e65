import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { createTable, dynamoClient } from '#src/aws/dynamo-client.ts';
import { dynamoLessonStore } from '#src/aws/dynamo-lesson-store.ts';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import type { BatchTable, Clock } from '#src/batch/ports.ts';
import { startDynalite } from '#test/support/dynalite-server.ts';

export interface DynaliteTables {
  open(): Promise<BatchTable>;
  /** With a clock and an age of rows of its own, and its items as they are stored. */
  openAt(
    clock: Clock,
    keptDays: number,
  ): Promise<{ table: BatchTable; lessons: LessonStore; items(): Promise<Record<string, unknown>[]> }>;
  close(): Promise<void>;
}

/** A dynalite in memory that gives an empty table each time it is asked. */
export async function startTables(): Promise<DynaliteTables> {
  const server = await startDynalite({ tableName: 'argus' });
  const client = dynamoClient({ endpoint: server.endpoint });
  let opened = 0;
  const create = async () => {
    const tableName = `argus-${opened++}`;
    await createTable(client, tableName);
    return tableName;
  };
  return {
    open: async () => dynamoBatchTable({ client, tableName: await create(), clock: { nowMs: Date.now } }),
    async openAt(clock, keptDays) {
      const tableName = await create();
      const documents = DynamoDBDocumentClient.from(client);
      return {
        table: dynamoBatchTable({ client, tableName, clock, keptDays }),
        lessons: dynamoLessonStore({ client, tableName }),
        items: async () => (await documents.send(new ScanCommand({ TableName: tableName }))).Items ?? [],
      };
    },
    async close() {
      client.destroy();
      await server.close();
    },
  };
}
