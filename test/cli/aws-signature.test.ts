import { expect, test } from 'vitest';
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

test('signs for nobody else', () => {
  expect(signerFor('http://127.0.0.1:4780', KEYS)).toBeUndefined();
  expect(signerFor('https://abc.lambda-url.eu-central-1.on.aws.evil.example', KEYS)).toBeUndefined();
});

test('says which settings are missing', async () => {
  const { code, stderr } = await runLine(['report', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '--endpoint', ENDPOINT]);
  expect(code).toBe(1);
  expect(stderr).toContain('set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY');
});
