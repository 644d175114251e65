import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createS3Client } from '#src/aws/s3-client.ts';
import { S3ObjectStore } from '#src/aws/s3-object-store.ts';
import { ObjectNotFound, ObjectUnreadable } from '#src/batch/ports.ts';

/** A store whose S3 answers every request with this error. */
async function storeThatAnswers(status: number, code: string): Promise<S3ObjectStore> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>.</Message></Error>`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'test');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return new S3ObjectStore(createS3Client({ endpoint: `http://127.0.0.1:${port}` }), { raw: 'raw', work: 'work' });
}

describe('an object of S3', () => {
  it.each([
    [403, 'AccessDenied'],
    [403, 'InvalidObjectState'],
    [400, 'KMS.DisabledException'],
  ])('that is refused for good (%i %s) cannot be read, and the cause is named', async (status, code) => {
    const store = await storeThatAnswers(status, code);
    const error = expect.objectContaining({ name: 'ObjectUnreadable', reason: code });
    await expect(store.readAll('raw/x/1')).rejects.toEqual(error);
    await expect(store.stream('raw/x/1')[Symbol.asyncIterator]().next()).rejects.toEqual(error);
  });

  it('that is not there is not found', async () => {
    const store = await storeThatAnswers(404, 'NoSuchKey');
    await expect(store.read('raw/x/1', 0, 1)).rejects.toThrow(ObjectNotFound);
  });

  it.each([
    [503, 'SlowDown'],
    [500, 'InternalError'],
    [400, 'ExpiredToken'],
  ])('is not to blame when S3 or its caller is the trouble (%i %s)', async (status, code) => {
    const store = await storeThatAnswers(status, code);
    const error: unknown = await store.readAll('raw/x/1').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: code });
    expect(error).not.toBeInstanceOf(ObjectUnreadable);
  });
});
