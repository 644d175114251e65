import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { LessonStore } from '#src/batch/lesson-store.ts';
import type { Lesson } from '#src/diagnosis/taught/lesson.ts';
import { lessonKey } from './batch-items.ts';

interface DynamoOptions {
  client: DynamoDBClient;
  tableName: string;
}

const PARTITION = lessonKey('').pk;

/**
 * `LessonStore` in DynamoDB: one partition, read whole by each diagnosis. A lesson is about 1 KB, so 1,000 of them are one
 * page of 1 MB: 125 read units, 0.00003 US dollars per batch, and 24 diagnoses a second before the partition's 3,000 units end.
 */
export function dynamoLessonStore({ client, tableName }: DynamoOptions): LessonStore {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    async find(batchId) {
      const Key = lessonKey(batchId);
      const { Item: item } = await documents.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return item?.['lesson'] as Lesson | undefined;
    },
    put: (lesson) => put(documents, tableName, lesson),
    list: () => list(documents, tableName),
  };
}

async function put(documents: DynamoDBDocumentClient, tableName: string, lesson: Lesson): Promise<boolean> {
  const { batchId, version } = lesson;
  const command = new PutCommand({
    TableName: tableName,
    Item: { ...lessonKey(batchId), version, lesson },
    ...(version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : {
          ConditionExpression: '#version = :before',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':before': version - 1 },
        }),
  });
  try {
    await documents.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function list(documents: DynamoDBDocumentClient, tableName: string): Promise<Lesson[]> {
  const lessons: Lesson[] = [];
  for (let ExclusiveStartKey: Record<string, unknown> | undefined; ; ) {
    const page = await documents.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': PARTITION },
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    lessons.push(...(page.Items ?? []).map((item) => item['lesson'] as Lesson));
    ExclusiveStartKey = page.LastEvaluatedKey;
    if (ExclusiveStartKey === undefined) return lessons;
  }
}
