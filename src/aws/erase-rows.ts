import { BatchGetCommand, BatchWriteCommand, DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { SHARD_SIZE } from '#src/batch/batch.ts';
import type { CaseCard } from '#src/batch/case-index.ts';
import {
  batchKey,
  batchOf,
  caseKey,
  eventPartition,
  type Item,
  lessonKey,
  modelCallsKey,
  postingKey,
  shardKey,
} from './batch-items.ts';
import type { DynamoTable } from './dynamo-table.ts';

/** What BatchWriteItem takes at once, and BatchGetItem. */
const WRITE_KEYS = 25;
const GET_KEYS = 100;

/** Removes the rows of a batch, its own last: until then it is found, and the same call goes on. Returns how many there were. */
export async function eraseRows(table: DynamoTable, batchId: string): Promise<number> {
  const [item] = await findItems(table, [batchKey(batchId)]);
  const shards = item ? Math.ceil(batchOf(item).fileCount / SHARD_SIZE) : 0;
  const others = [
    ...Array.from({ length: shards }, (_, shard) => shardKey(batchId, shard)),
    modelCallsKey(batchId),
    lessonKey(batchId),
  ];
  const [found] = await findItems(table, [caseKey(batchId)]);
  const signs = (found?.['card'] as CaseCard | undefined)?.signs ?? [];
  const postings = await findItems(
    table,
    signs.map((sign) => postingKey(sign, batchId)),
  );
  const cases = found ? [...postings, found] : [];
  const keys = [...(await findItems(table, others)), ...(await eventKeys(table, batchId)), ...cases].map(
    ({ pk, sk }) => ({
      pk,
      sk,
    }),
  );
  for (let at = 0; at < keys.length; at += WRITE_KEYS) await deleteAll(table, keys.slice(at, at + WRITE_KEYS));
  if (item) await table.documents.send(new DeleteCommand({ TableName: table.tableName, Key: batchKey(batchId) }));
  return keys.length + (item ? 1 : 0);
}

async function findItems({ documents, tableName }: DynamoTable, keys: readonly Item[]): Promise<Item[]> {
  const found: Item[] = [];
  for (let rest = [...keys]; rest.length > 0; ) {
    const asked = rest.splice(0, GET_KEYS);
    const answer = await documents.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: asked, ConsistentRead: true } } }),
    );
    found.push(...(answer.Responses?.[tableName] ?? []));
    rest.push(...(answer.UnprocessedKeys?.[tableName]?.Keys ?? []));
  }
  return found;
}

async function eventKeys({ documents, tableName }: DynamoTable, batchId: string): Promise<Item[]> {
  const keys: Item[] = [];
  for (let start: Item | undefined; ; ) {
    const page = await documents.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': eventPartition(batchId) },
        ProjectionExpression: 'pk, sk',
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    keys.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
    if (!start) return keys;
  }
}

async function deleteAll({ documents, tableName }: DynamoTable, keys: readonly Item[]): Promise<void> {
  for (let rest = keys.map((Key) => ({ DeleteRequest: { Key } })); rest.length > 0; ) {
    const answer = await documents.send(new BatchWriteCommand({ RequestItems: { [tableName]: rest } }));
    rest = (answer.UnprocessedItems?.[tableName] ?? []) as typeof rest;
  }
}
