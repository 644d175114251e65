import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { createTable, dynamoClient } from '#src/aws/dynamo-client.ts';

export interface DynaliteServer {
  endpoint: string;
  close(): Promise<void>;
}

/**
 * DynamoDB on this machine: the adapter and its expressions are the ones that run on AWS. Listens on 127.0.0.1 at a port
 * of its own. `path` is a folder, which the caller has locked; in memory when absent.
 */
export async function startDynalite(options: { path?: string; tableName: string }): Promise<DynaliteServer> {
  const server = dynalite({ path: options.path, createTableMs: 0 });
  // It throws when a request breaks off, as the last one of a dying worker may: that must not end this process.
  server.on('request', (request) => request.removeAllListeners('error').on('error', () => {}));
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
