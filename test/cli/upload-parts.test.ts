import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PartPage, UploadItem } from '#src/api/batch-schemas.ts';
import type { ApiClient } from '#src/cli/api-client.ts';
import { uploadParts } from '#src/cli/upload-parts.ts';
import { UploadProgress } from '#src/cli/upload-progress.ts';

const TEXT = 'first|second|third';
const PARTS = ['first|', 'second|', 'third'].map((text) => ({ offset: TEXT.indexOf(text), sizeBytes: text.length }));

let folder: string;
let storage: Server;
let url: string;
/** What the storage has, by part; what it is to answer before it takes anything. */
let stored: Map<number, string>;
let refusals: number[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argus-parts-'));
  writeFileSync(join(folder, 'large.log'), TEXT);
  [stored, refusals] = [new Map(), []];
  storage = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = refusals.shift() ?? 200;
    if (status === 200) stored.set(Number(request.url?.slice(1)), body);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => storage.close(resolve));
  rmSync(folder, { recursive: true });
});

const missing = (): PartPage => {
  const parts = PARTS.flatMap((place, index) => {
    const part = index + 1;
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    return stored.has(part)
      ? []
      : [{ part, ...place, method: 'PUT' as const, url: `${url}/${part}`, headers: {}, expiresAt }];
  });
  return { batchId: 'B', file: 0, isWhole: parts.length === 0, parts };
};

function send() {
  const output = { write: () => undefined, isTerminal: false, columns: 80 };
  const signal = new AbortController().signal;
  const stdin = { isTerminal: true, bytes: () => Readable.from([]) };
  const io = { stdin, stdout: output, stderr: output, env: {}, cwd: folder, signal };
  const progress = new UploadProgress(io, { files: 1, bytes: TEXT.length });
  const client = { readJson: async () => missing() } as unknown as ApiClient;
  const files = [{ path: join(folder, 'large.log'), name: 'large.log', sizeBytes: TEXT.length }];
  const shown = progress.begin('large.log', TEXT.length);
  return uploadParts(
    { client, batchId: 'B', files, progress, signal },
    { file: 0, parts: '/parts' } as UploadItem,
    shown,
  );
}

const whole = () =>
  [...stored]
    .sort(([a], [b]) => a - b)
    .map(([, text]) => text)
    .join('');

test('a large file is sent part by part', async () => {
  expect(await send()).toBe('sent');
  expect(whole()).toBe(TEXT);
});

test('what an earlier run got across is not sent again', async () => {
  stored.set(1, 'KEPT! ');
  await send();
  expect(whole()).toBe('KEPT! second|third');
});

test('a part that the storage could not take is sent once more', async () => {
  refusals = [200, 503, 500];
  await send();
  expect(whole()).toBe(TEXT);
});

test('a part that the storage refuses ends the file with its reason', async () => {
  refusals = [400];
  await expect(send()).rejects.toThrow('The storage answered 400.');
});
