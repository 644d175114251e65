import type { CreateTableCommandInput, GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';

/**
 * The one table, as CreateTable wants it. Items:
 * - batch: pk `B#{batchId}`, sk `batch`: the only items with `state`, `vehicleId` and `position`, so the only ones in the indexes;
 * - shard: pk `S#{batchId}#{shard}`, sk `shard`: a partition of its own, because a batch of 10,000 files arriving at once
 *   would pass the 1,000 writes/s of a single one;
 * - event: pk `E#{batchId}`, sk = sequence number, zero-padded;
 * - what a batch is found by when another is like it: card pk `C#{batchId}`, sk `case`; lists pk `P#{sign}`, sk `{batchId}`; signs
 *   that too many have pk `F#{sign}`, sk `full`; how many batches there are pk `N#{0 … 15}`, sk `cases`;
 * - lesson that an engineer taught: pk `K#lessons`, sk `{batchId}`, with its version for optimistic writes;
 * - calls to a language model: pk `M#{batchId}`, sk `model`; what they may cost on a day: pk `D#{2026-11-22}`, sk `model`.
 */
export const TABLE_SHAPE = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'vehicleId', AttributeType: 'S' },
    { AttributeName: 'state', AttributeType: 'S' },
    { AttributeName: 'position', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [index('by-vehicle', 'vehicleId'), index('by-state', 'state')],
  BillingMode: 'PAY_PER_REQUEST',
} satisfies Omit<CreateTableCommandInput, 'TableName'>;

/** Seconds since 1970; DynamoDB deletes items some time after it. */
export const TTL_ATTRIBUTE = 'expiresAt';

function index(name: string, partition: string) {
  return {
    IndexName: name,
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: 'position', KeyType: 'RANGE' },
    ],
    Projection: { ProjectionType: 'ALL' },
  } satisfies GlobalSecondaryIndex;
}
