import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { createTable, dynamoClient } from '#src/aws/dynamo-client.ts';

export interface DynaliteServer {
  endpoint: string;
  close(): Promise<void>;
}

/** DynamoDB in memory, for tests of the adapter that runs on AWS: it lets everybody in, so the product never runs it. */
export async function startDynalite(options: { tableName: string }): Promise<DynaliteServer> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = dynamoClient({ endpoint });
  await createTable(client, options.tableName);
  client.destroy();
  return { endpoint, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
}
