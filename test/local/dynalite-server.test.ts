import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dynamoBatchTable } from '#src/aws/dynamo-batch-table.ts';
import { dynamoClient } from '#src/aws/dynamo-client.ts';
import { startDynalite } from '#src/local/dynalite-server.ts';
import { newBatch } from '#test/support/new-batch.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

async function open(path?: string) {
  const server = await startDynalite({ ...(path && { path }), tableName: 'argus' });
  const client = dynamoClient({ endpoint: server.endpoint });
  return { server, table: dynamoBatchTable({ client, tableName: 'argus', clock: { nowMs: Date.now } }) };
}

test('batches are there again when the folder is opened again', async () => {
  const path = join(temporaryFolder(), 'table');
  const first = await open(path);
  await first.table.create(newBatch());
  await first.server.close();
  const second = await open(path);
  expect(await second.table.find(newBatch().batchId)).toMatchObject({ state: 'uploading' });
  await second.server.close();
});

test('a request that breaks off half-way harms nobody else', async () => {
  const { server, table } = await open();
  const { hostname, port } = new URL(server.endpoint);
  const socket = connect(Number(port), hostname);
  await new Promise((resolve) =>
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half', resolve),
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  socket.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(await table.create(newBatch())).toBe(true);
  await server.close();
});

test('it listens on this machine only', async () => {
  const { server } = await open();
  expect(new URL(server.endpoint).hostname).toBe('127.0.0.1');
  await server.close();
});
