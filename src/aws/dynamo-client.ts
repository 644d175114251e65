import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { TABLE_SHAPE } from './table-shape.ts';

/** Any credentials will do for a local endpoint, but the SDK insists on some. */
const LOCAL = { region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** With an endpoint: a DynamoDB on this machine. Without: region, endpoint and credentials come from the environment. */
export const dynamoClient = ({ endpoint }: { endpoint?: string } = {}): DynamoDBClient =>
  new DynamoDBClient(endpoint === undefined ? {} : { ...LOCAL, endpoint });

/** Creates the table when it is not there yet. On AWS the stack does it. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand({ TableName: tableName, ...TABLE_SHAPE }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
