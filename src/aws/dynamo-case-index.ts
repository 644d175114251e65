import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { CaseCard, CaseIndex } from '#src/batch/case-index.ts';
import { inParallel } from '#src/batch/in-parallel.ts';
import type { Clock } from '#src/batch/ports.ts';
import { caseKey, fullSignKey, type Item, postingKey } from './batch-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { TTL_ATTRIBUTE } from './table-shape.ts';

interface DynamoOptions {
  client: DynamoDBClient;
  tableName: string;
  clock: Clock;
  keptDays?: number | undefined;
}

const KEPT_DAYS = 90;
const KEYS_AT_ONCE = 100;
/** The count is spread over so many items: one would be written by every diagnosis. */
const COUNTERS = 16;
const counterKey = (n: number): Item => ({ pk: `N#${n}`, sk: 'cases' });

/**
 * `CaseIndex` in DynamoDB: one list per sign (`P#{sign}`), a card per batch. A batch costs about 66 writes (0.00004 US
 * dollars) and, for each of its 64 signs, a query of at most 1,001 keys: 30 to 500 read units (0.000004 to 0.00006), whatever
 * the number of batches. A full sign is not written to any more, so no list grows past 1,001 and no key is hot.
 */
export function dynamoCaseIndex({ client, clock, keptDays = KEPT_DAYS, tableName }: DynamoOptions): CaseIndex {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table = { documents, tableName };
  const expiresAt = () => Math.floor(clock.nowMs() / 1000) + keptDays * 86_400;
  return {
    async add(card, signs) {
      const expiry = { [TTL_ATTRIBUTE]: expiresAt() };
      await putAll(
        table,
        signs.map((sign) => ({ ...postingKey(sign, card.batchId), ...expiry })),
      );
      if (await putCard(table, { ...caseKey(card.batchId), card, ...expiry })) await countOne(table, card.batchId);
    },
    batchesWith: (sign, limit) => batchesWith(table, sign, limit),
    async findFull(signs) {
      const items = await getAll(table, signs.map(fullSignKey));
      return new Set(items.map(({ sign }) => String(sign)));
    },
    markFull: async (sign) =>
      void (await documents.send(new PutCommand({ TableName: tableName, Item: { ...fullSignKey(sign), sign } }))),
    async findCards(batchIds) {
      const items = await getAll(table, batchIds.map(caseKey));
      const cards = items.map(({ card }) => card as CaseCard);
      return cards.sort((a, b) => (a.batchId < b.batchId ? -1 : 1));
    },
    async count() {
      const items = await getAll(
        table,
        Array.from({ length: COUNTERS }, (_, n) => counterKey(n)),
      );
      return items.reduce((sum, { total }) => sum + Number(total), 0);
    },
  };
}

/** False when the batch had a card. */
async function putCard({ documents, tableName }: DynamoTable, item: Item): Promise<boolean> {
  const put = { TableName: tableName, Item: item };
  try {
    await documents.send(new PutCommand({ ...put, ConditionExpression: 'attribute_not_exists(pk)' }));
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    await documents.send(new PutCommand(put));
    return false;
  }
}

/** A crash before it leaves one out: weights barely differ. */
async function countOne({ documents, tableName }: DynamoTable, batchId: string): Promise<void> {
  const n = [...batchId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % COUNTERS;
  await documents.send(
    new UpdateCommand({
      TableName: tableName,
      Key: counterKey(n),
      UpdateExpression: 'ADD #total :one',
      ExpressionAttributeNames: { '#total': 'total' },
      ExpressionAttributeValues: { ':one': 1 },
    }),
  );
}

/** Puts in flight. One by one, because the right to write many at once is the right to delete, too, which one door alone has. */
const PUTS_AT_ONCE = 16;

const putAll = ({ documents, tableName }: DynamoTable, items: readonly Item[]): Promise<void> =>
  inParallel(items, PUTS_AT_ONCE, async (Item) => {
    await documents.send(new PutCommand({ TableName: tableName, Item }));
  });

async function getAll({ documents, tableName }: DynamoTable, keys: readonly Item[]): Promise<Item[]> {
  const found: Item[] = [];
  for (let rest = [...keys]; rest.length > 0; ) {
    const Keys = rest.splice(0, KEYS_AT_ONCE);
    const answer = await documents.send(new BatchGetCommand({ RequestItems: { [tableName]: { Keys } } }));
    found.push(...(answer.Responses?.[tableName] ?? []));
    rest.push(...(answer.UnprocessedKeys?.[tableName]?.Keys ?? []));
  }
  return found;
}

async function batchesWith({ documents, tableName }: DynamoTable, sign: string, limit: number): Promise<string[]> {
  const { pk } = postingKey(sign, '');
  const page = await documents.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ProjectionExpression: 'sk',
      Limit: limit,
    }),
  );
  return (page.Items ?? []).map(({ sk }) => String(sk));
}
