import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { runLine } from '#test/support/command-line.ts';
import { type ServerUnderTest, serverUnderTest } from '#test/support/http-server.ts';

async function batchOf(server: ServerUnderTest, vehicleId: string): Promise<string> {
  const body = JSON.stringify({ vehicleId, files: [{ name: 'a.log', sizeBytes: 5 }] });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/batches`, { method: 'POST', headers, body });
  const { batchId, uploads } = (await answer.json()) as { batchId: string; uploads: { url: string }[] };
  await fetch(uploads[0].url, { method: 'PUT', body: 'hello' });
  return batchId;
}

const erase = (server: ServerUnderTest, ...more: string[]) =>
  runLine(['erase', '--endpoint', server.url, '--vehicle', 'V1', ...more]);

it('erases nothing unless told so twice', async () => {
  const server = await serverUnderTest();
  const batchId = await batchOf(server, 'V1');
  expect(await erase(server)).toMatchObject({
    code: 0,
    stdout: '1 batch of vehicle V1 would be erased. Nothing was: add --yes.\n',
  });
  expect(await server.table.find(batchId)).toMatchObject({ state: 'uploading' });
});

it('waits until no upload can come any more, then prints a record with its own digest', async () => {
  const server = await serverUnderTest();
  const batchId = await batchOf(server, 'V1');
  const early = await erase(server, '--yes');
  expect(early.code).toBe(1);
  expect(early.stdout).toContain(`${batchId} is expired and may still be written to: erase again after `);
  server.clock.ms += 16 * 60_000;
  const { code, stdout } = await erase(server, '--yes');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^${batchId} +2 +\\d+ +\\d+$`, 'm'));
  expect(stdout).toContain('Looked again: 0 objects and 0 batches of these left.');
  const at = stdout.lastIndexOf('SHA-256');
  expect(stdout.slice(at)).toContain(createHash('sha256').update(stdout.slice(0, at)).digest('hex'));
  expect(await server.table.find(batchId)).toBeUndefined();
  expect(await Array.fromAsync(server.store.list(''))).toEqual([]);
});
