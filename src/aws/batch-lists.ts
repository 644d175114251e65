import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Batch, BatchState } from '#src/batch/batch.ts';
import { fromCursor, listPosition, toCursor } from '#src/batch/list-position.ts';
import type { BatchPage } from '#src/batch/ports.ts';
import { BATCH_STATES, isEnd } from '#src/batch/states.ts';
import { batchOf, type Item } from './batch-items.ts';
import type { DynamoTable } from './dynamo-table.ts';

interface ListQuery {
  vehicleId?: string;
  state?: BatchState;
  cursor?: string;
  limit: number;
}

interface IndexQuery {
  index: 'by-vehicle' | 'by-state';
  partition: string;
  newestFirst: boolean;
  after: string | undefined;
  limit: number;
}

export async function listBatches(table: DynamoTable, query: ListQuery): Promise<BatchPage> {
  const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  if (query.vehicleId !== undefined) return listOfVehicle(table, { ...query, vehicleId: query.vehicleId }, after);
  const states = query.state ? [query.state] : BATCH_STATES;
  return mergeStates(table, states, { newestFirst: true, after, limit: query.limit });
}

export function listOpenBatches(table: DynamoTable, query: Omit<ListQuery, 'vehicleId'>): Promise<BatchPage> {
  const after = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  const open = query.state ? [query.state] : BATCH_STATES.filter((state) => !isEnd(state));
  return mergeStates(table, open, { newestFirst: false, after, limit: query.limit });
}

/** One vehicle has few batches: its state is filtered here rather than kept in an index of its own. */
async function listOfVehicle(
  table: DynamoTable,
  query: ListQuery & { vehicleId: string },
  start: string | undefined,
): Promise<BatchPage> {
  const found: Batch[] = [];
  for (let after = start; ; ) {
    const page = await queryIndex(table, {
      index: 'by-vehicle',
      partition: query.vehicleId,
      newestFirst: true,
      after,
      limit: query.limit + 1,
    });
    found.push(...page.filter((batch) => query.state === undefined || batch.state === query.state));
    const last = page.at(-1);
    if (found.length > query.limit || page.length <= query.limit || !last) return pageOf(found, query.limit);
    after = listPosition(last);
  }
}

/** Every list over states is a merge of at most nine ordered partitions: no index with a single hot key is needed. */
async function mergeStates(
  table: DynamoTable,
  states: readonly BatchState[],
  order: { newestFirst: boolean; after: string | undefined; limit: number },
): Promise<BatchPage> {
  const lists = await Promise.all(
    states.map((state) => queryIndex(table, { ...order, index: 'by-state', partition: state, limit: order.limit + 1 })),
  );
  // A batch that changes state between two of the queries shows up in both.
  const unique = new Map(lists.flat().map((batch) => [batch.batchId, batch]));
  const sign = order.newestFirst ? -1 : 1;
  const sorted = [...unique.values()].sort((a, b) => (listPosition(a) < listPosition(b) ? -sign : sign));
  return pageOf(sorted, order.limit);
}

function pageOf(batches: Batch[], limit: number): BatchPage {
  const page = batches.slice(0, limit);
  const last = page.at(-1);
  return { batches: page, cursor: batches.length > limit && last ? toCursor(listPosition(last)) : null };
}

async function queryIndex({ documents, tableName }: DynamoTable, query: IndexQuery): Promise<Batch[]> {
  const behind = query.newestFirst ? 'AND #position < :after' : 'AND #position > :after';
  const { Items: items = [] } = await documents.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: query.index,
      KeyConditionExpression: `#partition = :partition ${query.after === undefined ? '' : behind}`,
      ExpressionAttributeNames: {
        '#partition': query.index === 'by-vehicle' ? 'vehicleId' : 'state',
        ...(query.after !== undefined && { '#position': 'position' }),
      },
      ExpressionAttributeValues: {
        ':partition': query.partition,
        ...(query.after !== undefined && { ':after': query.after }),
      },
      ScanIndexForward: !query.newestFirst,
      Limit: query.limit,
    }),
  );
  return items.map((item: Item) => batchOf(item));
}
