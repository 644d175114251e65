import { expect, onTestFinished, test, vi } from 'vitest';
import { apiClient } from '#src/cli/api-client.ts';
import { signerFor } from '#src/cli/aws-signature.ts';
import { runLine } from '#test/support/command-line.ts';

const ENDPOINT = 'https://abc.lambda-url.eu-central-1.on.aws/';
const KEYS = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

test('signs for a Function URL, in its region, with what the environment has', () => {
  const headers = signerFor(ENDPOINT, KEYS)?.({ method: 'GET', url: new URL('/batches', ENDPOINT) });
  expect(headers?.['authorization']).toMatch(/Credential=AKID\/\d{8}\/eu-central-1\/lambda\/aws4_request/);
  expect(headers).toMatchObject({ 'x-amz-security-token': 'token' });
  expect(headers).not.toHaveProperty('host');
});

test('signs for the door of vehicles, whose paths begin with the name of one', async () => {
  const door = 'https://abc.execute-api.eu-central-1.amazonaws.com/vehicles/V1';
  const headers = signerFor(door, KEYS)?.({ method: 'GET', url: new URL(`${door}/batches`) });
  expect(headers?.['authorization']).toMatch(/Credential=AKID\/\d{8}\/eu-central-1\/execute-api\/aws4_request/);
});

test('asks below the path of the endpoint', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (url: URL) => {
    asked.push(url.href);
    return Response.json({ state: 'completed' });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  for (const endpoint of ['http://door.example/vehicles/V1', 'http://door.example/vehicles/V1/', 'http://door.example'])
    await apiClient({ endpoint, signal: new AbortController().signal }).readText('/batches/B?x=1');
  expect(asked).toEqual([
    'http://door.example/vehicles/V1/batches/B?x=1',
    'http://door.example/vehicles/V1/batches/B?x=1',
    'http://door.example/batches/B?x=1',
  ]);
});

test('signs for nobody else', () => {
  expect(signerFor('http://127.0.0.1:4780', KEYS)).toBeUndefined();
  expect(signerFor('https://abc.lambda-url.eu-central-1.on.aws.evil.example', KEYS)).toBeUndefined();
  expect(signerFor('https://abc.execute-api.eu-central-1.amazonaws.com.evil.example', KEYS)).toBeUndefined();
});

test('says which settings are missing', async () => {
  const { code, stderr } = await runLine(['report', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '--endpoint', ENDPOINT]);
  expect(code).toBe(1);
  expect(stderr).toContain('set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY');
});
