import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { SHARD_SIZE, type ShardProgress, type StoredEvent } from '#src/batch/batch.ts';
import { type BatchChange, BatchNotFound, type BatchTable, type Clock, type Reopening } from '#src/batch/ports.ts';
import {
  batchItem,
  batchKey,
  batchOf,
  eventItem,
  eventOf,
  eventPartition,
  eventSort,
  type Item,
  numbers,
  shardKey,
  shardOfItem,
} from './batch-items.ts';
import { listBatches, listOpenBatches } from './batch-lists.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { eraseRows } from './erase-rows.ts';
import { TTL_ATTRIBUTE } from './table-shape.ts';

interface DynamoOptions {
  client: DynamoDBClient;
  tableName: string;
  clock: Clock;
  /** From a batch's last change of state on; as long as its results lie in the store. 90 days where nothing is said. */
  keptDays?: number | undefined;
}

const KEPT_DAYS = 90;
const DAY_SECONDS = 24 * 3600;
/** BatchGetItem takes 100 keys; a batch has at most 100 shards, so one request reads a whole batch's progress. */
const BATCH_GET_KEYS = 100;

/** State of batches in DynamoDB: conditional writes and sets only, no transactions, streams or scans. */
export function dynamoBatchTable(options: DynamoOptions): BatchTable {
  const documents = DynamoDBDocumentClient.from(options.client, { marshallOptions: { removeUndefinedValues: true } });
  const table = { documents, tableName: options.tableName };
  const expiresAt = () => Math.floor(options.clock.nowMs() / 1000) + (options.keptDays ?? KEPT_DAYS) * DAY_SECONDS;
  const addOutcome =
    (set: ShardSet, notIn: ShardSet) => async (batchId: string, shard: number, files: readonly number[]) => {
      const key = shardKey(batchId, shard);
      if (files.length > 0) await addToSet(table, { key, set, notIn, files, expiresAt: expiresAt() });
    };
  return {
    create: (batch) => putNew(table, { ...batchItem(batch), [TTL_ATTRIBUTE]: expiresAt() }),
    find: (batchId) => find(table, batchId),
    list: (query) => listBatches(table, query),
    listOpen: (query) => listOpenBatches(table, query),
    addUploaded: (batchId, shard, files) =>
      addToSet(table, { key: shardKey(batchId, shard), set: 'uploaded', files, expiresAt: expiresAt() }),
    addFullShard: (batchId, shard) => addFullShard(table, batchId, shard),
    addParsed: addOutcome('parsed', 'failed'),
    addFailed: addOutcome('failed', 'parsed'),
    readShards: (batchId, fileCount) => readShards(table, batchId, fileCount),
    change: (batchId, change) => changeState(table, batchId, { ...change, expiresAt: expiresAt() }),
    reopen: (batchId, reopening) => reopen(table, batchId, { ...reopening, expiresAt: expiresAt() }),
    appendEvent: (batchId, event) => putNew(table, { ...eventItem(batchId, event), [TTL_ATTRIBUTE]: expiresAt() }),
    readEvents: (batchId, afterSeq, limit) => readEvents(table, { batchId, afterSeq, limit }),
    erase: (batchId) => eraseRows(table, batchId),
  };
}

type ShardSet = 'uploaded' | 'parsed' | 'failed';

async function putNew({ documents, tableName }: DynamoTable, item: Item): Promise<boolean> {
  const put = new PutCommand({ TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' });
  return holds(documents.send(put));
}

async function find({ documents, tableName }: DynamoTable, batchId: string) {
  const get = new GetCommand({ TableName: tableName, Key: batchKey(batchId), ConsistentRead: true });
  const { Item: item } = await documents.send(get);
  return item && batchOf(item);
}

async function addToSet(
  { documents, tableName }: DynamoTable,
  add: { key: Item; set: ShardSet; notIn?: ShardSet; files: readonly number[]; expiresAt: number },
): Promise<ReadonlySet<number>> {
  const update = new UpdateCommand({
    TableName: tableName,
    Key: add.key,
    UpdateExpression: `ADD #set :files SET #ttl = if_not_exists(#ttl, :ttl) ${add.notIn ? 'DELETE #notIn :files' : ''}`,
    ExpressionAttributeNames: { '#set': add.set, '#ttl': TTL_ATTRIBUTE, ...(add.notIn && { '#notIn': add.notIn }) },
    ExpressionAttributeValues: { ':files': new Set(add.files), ':ttl': add.expiresAt },
    ReturnValues: 'ALL_NEW',
  });
  return numbers((await documents.send(update)).Attributes?.[add.set]);
}

async function addFullShard({ documents, tableName }: DynamoTable, batchId: string, shard: number) {
  const update = new UpdateCommand({
    TableName: tableName,
    Key: batchKey(batchId),
    UpdateExpression: 'ADD fullShards :shard',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':shard': new Set([shard]) },
    ReturnValues: 'UPDATED_NEW',
  });
  try {
    return numbers((await documents.send(update)).Attributes?.fullShards);
  } catch (error) {
    throw error instanceof ConditionalCheckFailedException ? new BatchNotFound(batchId) : error;
  }
}

async function readShards(table: DynamoTable, batchId: string, known?: number): Promise<ShardProgress[]> {
  const fileCount = known ?? (await find(table, batchId))?.fileCount ?? 0;
  if (fileCount === 0) return [];
  const shards = Array.from({ length: Math.ceil(fileCount / SHARD_SIZE) }, (_, shard) => shard);
  const items = await getAll(
    table,
    shards.slice(0, BATCH_GET_KEYS).map((shard) => shardKey(batchId, shard)),
  );
  return shards.map((shard) => shardOfItem(shard, items.get(shardKey(batchId, shard).pk) ?? {}));
}

/** DynamoDB may answer a part only and names the rest. */
async function getAll({ documents, tableName }: DynamoTable, keys: Item[]): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  for (let rest = keys; rest.length > 0; ) {
    const get = new BatchGetCommand({ RequestItems: { [tableName]: { Keys: rest, ConsistentRead: true } } });
    const answer = await documents.send(get);
    for (const item of answer.Responses?.[tableName] ?? []) found.set(String(item.pk), item);
    rest = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return found;
}

type Expiring<Change> = Change & { expiresAt: number };

function changeState(
  { documents, tableName }: DynamoTable,
  batchId: string,
  change: Expiring<BatchChange>,
): Promise<boolean> {
  const from = change.from.map((state, i) => [`:from${i}`, state]);
  const optional = ['message', 'unitCount', 'verdict', 'headline', 'cause'].filter(
    (name) => change[name as keyof BatchChange] !== undefined,
  );
  const update = new UpdateCommand({
    TableName: tableName,
    Key: batchKey(batchId),
    UpdateExpression: [
      'SET #state = :to, #ttl = :ttl, enteredAtMs.#to = if_not_exists(enteredAtMs.#to, :at)',
      ...optional.map((name) => `#${name} = :${name}`),
    ].join(', '),
    ConditionExpression: `#state IN (${from.map(([name]) => name).join(', ')})`,
    ExpressionAttributeNames: {
      '#state': 'state',
      '#to': change.to,
      '#ttl': TTL_ATTRIBUTE,
      ...Object.fromEntries(optional.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':to': change.to,
      ':at': change.atMs,
      ':ttl': change.expiresAt,
      ...Object.fromEntries(from),
      ...Object.fromEntries(optional.map((name) => [`:${name}`, change[name as keyof BatchChange]])),
    },
  });
  return holds(documents.send(update));
}

function reopen(
  { documents, tableName }: DynamoTable,
  batchId: string,
  reopening: Expiring<Reopening>,
): Promise<boolean> {
  const { from, to, atMs, deadlineMs, redrives } = reopening;
  const optional = Object.entries({ deadlineMs, redrives }).filter(([, value]) => value !== undefined);
  const update = new UpdateCommand({
    TableName: tableName,
    Key: batchKey(batchId),
    UpdateExpression: [
      'SET #state = :to, #ttl = :ttl, reopenedAtMs = :at, message = :none, verdict = :none',
      ...optional.map(([name]) => `, ${name} = :${name}`),
      ' REMOVE enteredAtMs.#from, headline, cause',
    ].join(''),
    ConditionExpression: `#state = :from${redrives === undefined ? '' : ' AND (attribute_not_exists(redrives) OR redrives < :redrives)'}`,
    ExpressionAttributeNames: { '#state': 'state', '#from': from, '#ttl': TTL_ATTRIBUTE },
    ExpressionAttributeValues: {
      ':from': from,
      ':to': to,
      ':at': atMs,
      ':ttl': reopening.expiresAt,
      ':none': null,
      ...Object.fromEntries(optional.map(([name, value]) => [`:${name}`, value])),
    },
  });
  return holds(documents.send(update));
}

async function readEvents(
  { documents, tableName }: DynamoTable,
  query: { batchId: string; afterSeq: number; limit: number },
): Promise<StoredEvent[]> {
  const { Items: items = [] } = await documents.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': eventPartition(query.batchId), ':after': eventSort(query.afterSeq) },
      Limit: query.limit,
      ConsistentRead: true,
    }),
  );
  return items.map(eventOf);
}

/** Whether the condition of the write held. */
async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
