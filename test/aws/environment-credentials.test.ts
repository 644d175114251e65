import { afterEach, expect, test, vi } from 'vitest';
import { defaultProvider, MissingCredentials } from '#src/aws/environment-credentials.ts';

afterEach(() => vi.unstubAllEnvs());

test('gives what Lambda puts into the environment', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
  expect(await defaultProvider()()).toEqual({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' });
});

test('says what is missing', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', '');
  await expect(defaultProvider()()).rejects.toThrow(MissingCredentials);
});
