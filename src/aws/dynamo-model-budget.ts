import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  type BudgetSettings,
  CALLS_PER_BATCH,
  dayOf,
  type ModelBudget,
  microUsd,
} from '#src/diagnosis/model/model-budget.ts';
import { modelCallsKey, modelDayKey } from './batch-items.ts';
import { TTL_ATTRIBUTE } from './table-shape.ts';

interface Options extends BudgetSettings {
  client: DynamoDBClient;
  tableName: string;
}

/** As long as the events of the batches they were spent on. */
const KEPT_SECONDS = 90 * 24 * 3600;

/**
 * `ModelBudget` in the batch table: a count per batch and a sum per day, each raised only while there is room, so
 * simultaneous callers never overdraw. A call that dies between the two keeps the batch's count: the safe side.
 */
export function dynamoModelBudget({ client, tableName, usdPerDay, clock }: Options): ModelBudget {
  const documents = DynamoDBDocumentClient.from(client);
  const add = (change: Omit<Addition, 'expiresAt'>) =>
    addWithin(documents, tableName, { ...change, expiresAt: Math.floor(clock.nowMs() / 1000) + KEPT_SECONDS });
  return {
    async reserve({ batchId, usd }) {
      const attempt = await add({ key: modelCallsKey(batchId ?? ''), amount: 1, cap: CALLS_PER_BATCH });
      if (attempt === undefined) return { refused: 'batch' };
      const key = modelDayKey(dayOf(clock.nowMs()));
      const spent = await add({ key, amount: microUsd(usd), cap: microUsd(usdPerDay) });
      if (spent === undefined) return { refused: 'day' };
      return {
        attempt,
        giveBack: async (unused) => void (await add({ key, amount: -Math.floor(unused * 1e6), cap: null })),
      };
    },
  };
}

interface Addition {
  key: Record<string, string>;
  amount: number;
  /** What the total may become; null: anything. */
  cap: number | null;
  expiresAt: number;
}

/** The new total; undefined when it would exceed the cap. */
async function addWithin(
  documents: DynamoDBDocumentClient,
  tableName: string,
  { key, amount, cap, expiresAt }: Addition,
): Promise<number | undefined> {
  if (cap !== null && amount > cap) return undefined;
  const update = new UpdateCommand({
    TableName: tableName,
    Key: key,
    UpdateExpression: 'ADD #total :amount SET #ttl = if_not_exists(#ttl, :ttl)',
    ...(cap !== null && { ConditionExpression: 'attribute_not_exists(#total) OR #total <= :room' }),
    ExpressionAttributeNames: { '#total': 'total', '#ttl': TTL_ATTRIBUTE },
    ExpressionAttributeValues: { ':amount': amount, ':ttl': expiresAt, ...(cap !== null && { ':room': cap - amount }) },
    ReturnValues: 'UPDATED_NEW',
  });
  try {
    return Number((await documents.send(update)).Attributes?.['total']);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
