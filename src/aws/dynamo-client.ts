import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { TABLE_SHAPE } from './table-shape.ts';

/** Any credentials will do for a local endpoint, but the SDK insists on some. */
const LOCAL = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** With an endpoint: a DynamoDB on this machine. Without: region, endpoint and credentials come from the environment. */
export const dynamoClient = ({ endpoint }: { endpoint?: string } = {}): DynamoDBClient =>
  new DynamoDBClient(endpoint === undefined ? {} : { ...LOCAL, endpoint });

/** Far above what a local table takes, which is ready within milliseconds. */
const READY_WITHIN_SECONDS = 30;

/** Creates the table when it is not there yet, and waits until it takes requests. On AWS the stack does it. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand({ TableName: tableName, ...TABLE_SHAPE }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: READY_WITHIN_SECONDS, minDelay: 1, maxDelay: 1 },
    { TableName: tableName },
  );
}
