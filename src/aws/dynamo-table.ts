import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface DynamoTable {
  documents: DynamoDBDocumentClient;
  tableName: string;
}
