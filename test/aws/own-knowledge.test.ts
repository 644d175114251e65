import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bedrockEmbeddings } from '#src/aws/bedrock-embeddings.ts';
import { bedrockClient } from '#src/aws/bedrock-model.ts';
import { createS3Client } from '#src/aws/s3-client.ts';
import { s3OwnPlace } from '#src/aws/s3-own-place.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function urlThatAnswers(answer: Answer): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'test');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

describe('knowledge below an S3 prefix', () => {
  const placeAt = (endpoint: string) => s3OwnPlace(createS3Client({ endpoint }), 's3://bucket/fleet/knowledge/');

  it('comes back as it was published', async () => {
    const kept = new Map<string, string>();
    const endpoint = await urlThatAnswers(async (request, response) => {
      const path = request.url?.split('?')[0] ?? '';
      if (request.method === 'PUT') kept.set(path, await text(request));
      const found = kept.get(path);
      if (found === undefined) {
        response.writeHead(404, { 'content-type': 'application/xml' });
        response.end('<Error><Code>NoSuchKey</Code></Error>');
      } else response.end(request.method === 'PUT' ? '' : found);
    });
    const place = placeAt(endpoint);
    expect(await place.read('current.json')).toBeUndefined();
    await place.publish('current.json', new TextEncoder().encode('{}'));
    expect([...kept.keys()].join()).toContain('fleet/knowledge/current.json');
    expect(new TextDecoder().decode(await place.read('current.json'))).toContain('{}');
  });

  it('that is refused is told with its place and the reason', async () => {
    const endpoint = await urlThatAnswers((_, response) => {
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code></Error>');
    });
    await expect(placeAt(endpoint).read('current.json')).rejects.toThrow(
      '"s3://bucket/fleet/knowledge/current.json" cannot be read (AccessDenied).',
    );
    await expect(placeAt(endpoint).publish('current.json', new Uint8Array(1))).rejects.toThrow('cannot be written');
  });
});

describe('embeddings of Bedrock', () => {
  const MODEL = 'amazon.titan-embed-text-v2:0';
  const embeddingsAt = (endpoint: string) =>
    bedrockEmbeddings(bedrockClient({ endpoint, maxAttempts: 1, requestHandler: new NodeHttpHandler() }), MODEL);

  it('are one vector a text, in the order of the texts', async () => {
    const asked: { inputText: string; dimensions: number }[] = [];
    const endpoint = await urlThatAnswers(async (request, response) => {
      const body = JSON.parse(await text(request));
      asked.push(body);
      expect(decodeURIComponent(request.url ?? '')).toBe(`/model/${MODEL}/invoke`);
      const embedding = Array.from({ length: 256 }, () => Number(body.inputText.slice(4)));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ embedding, inputTextTokenCount: 2 }));
    });
    const texts = Array.from({ length: 20 }, (_, i) => `text${i}`);
    const vectors = await embeddingsAt(endpoint).embed(texts);
    expect(vectors.map(([first]) => first)).toEqual(texts.map((_, i) => i));
    expect(new Set(asked.map(({ dimensions }) => dimensions))).toEqual(new Set([256]));
    expect(vectors.every(({ length }) => length === 256)).toBe(true);
  });

  it.each([
    [400, '{"message":"no access"}', 'Bedrock answered'],
    [200, '{"embedding":[1]}', 'sent no embedding of 256 numbers'],
    [200, 'no json', 'sent no embedding of 256 numbers'],
  ])('that are refused or are none (%i %s) are told in one sentence', async (status, body, sentence) => {
    const endpoint = await urlThatAnswers((_, response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': 'ValidationException' });
      response.end(body);
    });
    await expect(embeddingsAt(endpoint).embed(['text'])).rejects.toMatchObject({
      name: 'EmbeddingsFailed',
      message: expect.stringContaining(sentence),
    });
  });
});
