import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployment } from './harness/deployment.ts';
import { createUser, type UserKeys } from './harness/iam-user.ts';
import { untilEnd } from './harness/session.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'argus-gateway-'));
const paths = ['ivi one.log', 'can.log'].map((name) => join(folder, name));

let gateway: UserKeys;
let stranger: UserKeys;

beforeAll(async () => {
  gateway = await createUser(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']);
  stranger = await createUser(['s3:ListAllMyBuckets']);
  // Unlike any other run's, which the emulator may still have.
  writeFileSync(paths[0], `I boot: ${randomUUID()}\n`);
  writeFileSync(paths[1], 'I boot: two\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As on a gateway, but that every host is the emulator. */
function send(files: readonly string[], { accessKeyId, secretAccessKey }: UserKeys) {
  const { endpoint, apiUrl } = deployment();
  const { hostname, port } = new URL(endpoint);
  return run('sh', ['docs/samples/upload.sh', 'V9', ...files], {
    env: {
      PATH: process.env['PATH'],
      ARGUS_URL: apiUrl,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      CURL_OPTIONS: `--insecure --connect-to ::${hostname}:${port}`,
    },
  });
}

const batchIdIn = (text: string): string => /Batch (\w{26})/.exec(text)?.[1] ?? '';

test('a gateway with nothing but curl sends its logs, and sends nothing twice', async () => {
  const first = await send(paths, gateway);
  expect(first.stdout).toContain('sent ivi one.log');
  const batchId = batchIdIn(first.stdout);
  expect(await untilEnd(batchId)).toMatchObject({ state: 'completed', counts: { uploaded: 2 }, vehicleId: 'V9' });
  const again = await send(paths, gateway);
  expect(batchIdIn(again.stdout)).toBe(batchId);
  expect(again.stdout).not.toContain('  sent');
});

const { enforcesIam } = deployment().emulator;

test.skipIf(!enforcesIam)('who may not call the API sends nothing, and neither does a wrong signature', async () => {
  for (const keys of [stranger, { ...gateway, secretAccessKey: 'wrong' }]) {
    await expect(send([paths[0]], keys)).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('403') });
  }
});
