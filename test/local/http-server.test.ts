import { createHash } from 'node:crypto';
import { get, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { PartPage } from '#src/api/batch-schemas.ts';
import { rawKey, reportKey } from '#src/batch/keys.ts';
import { startHttpServer } from '#src/local/http-server.ts';
import { readSigningKey, uploadSigner } from '#src/local/upload-url.ts';
import { type ServerUnderTest, serverUnderTest } from '#test/support/http-server.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

async function createdBatch({ url }: ServerUnderTest, files: object[]) {
  const response = await fetch(`${url}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ vehicleId: 'V1', files }),
  });
  return (await response.json()) as { batchId: string; uploads: { url: string; method: string }[] };
}

const put = (url: string, body: string) => fetch(url, { method: 'PUT', body });
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('an upload', () => {
  it('is stored under its batch and file', async () => {
    const server = await serverUnderTest();
    const { batchId, uploads } = await createdBatch(server, [{ name: 'a', sizeBytes: 5, sha256: sha256('hello') }]);
    expect((await put(uploads[0].url, 'hello')).status).toBe(200);
    expect(new TextDecoder().decode(await server.store.readAll(rawKey(batchId, 0)))).toBe('hello');
  });

  it('keeps two files of the same name apart', async () => {
    const server = await serverUnderTest();
    const twins = [
      { name: 'ecu.log', sizeBytes: 3 },
      { name: 'ecu.log', sizeBytes: 3 },
    ];
    const { batchId, uploads } = await createdBatch(server, twins);
    await put(uploads[0].url, 'one');
    await put(uploads[1].url, 'two');
    expect(new TextDecoder().decode(await server.store.readAll(rawKey(batchId, 1)))).toBe('two');
  });

  it.each([
    [
      'shorter than declared',
      'hell',
      400,
      'upload-wrong-size',
      'Nothing was kept; send the file again. (declared 5 bytes, got 4)',
    ],
    [
      'longer than declared',
      'hello!',
      400,
      'upload-wrong-size',
      'Nothing was kept; send the file again. (declared 5 bytes, got 6)',
    ],
    ['of other content', 'hullo', 400, 'upload-wrong-hash', 'The body does not have the declared SHA-256.'],
  ])('%s is refused, leaves nothing and may be sent again', async (_, body, status, slug, sentence) => {
    const server = await serverUnderTest();
    const { batchId, uploads } = await createdBatch(server, [{ name: 'a', sizeBytes: 5, sha256: sha256('hello') }]);
    const response = await put(uploads[0].url, body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as { type: string; detail: string };
    expect(problem.type).toBe(`/problems/${slug}`);
    expect(problem.detail).toContain(sentence);
    expect(await server.store.findSize(rawKey(batchId, 0))).toBeUndefined();
    expect((await put(uploads[0].url, 'hello')).status).toBe(200);
  });

  it('that is cut leaves nothing and may be sent again', async () => {
    const server = await serverUnderTest();
    const { batchId, uploads } = await createdBatch(server, [{ name: 'a', sizeBytes: 100_000 }]);
    const { port, pathname, search } = new URL(uploads[0].url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `PUT ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(40_000)}`,
        );
        setTimeout(() => socket.destroy(), 30);
      });
      socket.on('close', () => resolve());
    });
    expect(await server.store.findSize(rawKey(batchId, 0))).toBeUndefined();
    expect((await put(uploads[0].url, 'x'.repeat(100_000))).status).toBe(200);
    expect(server.errors).toEqual([]);
  });

  it('does not overwrite what has arrived', async () => {
    const server = await serverUnderTest();
    const { uploads } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    await put(uploads[0].url, 'one');
    const response = await put(uploads[0].url, 'two');
    expect(response.status).toBe(412);
    expect(await response.json()).toMatchObject({ type: '/problems/upload-already-uploaded' });
  });

  it('to an expired URL is refused, and goes through with the URL issued anew', async () => {
    const server = await serverUnderTest();
    server.clock.ms = -3_600_000;
    const { batchId, uploads } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    const late = await put(uploads[0].url, 'one');
    expect(late.status).toBe(403);
    expect(await late.json()).toMatchObject({
      type: '/problems/upload-expired',
      detail: 'This upload URL has expired. Ask the batch for new upload URLs and send the file again.',
    });
    server.clock.ms = 0;
    const page = await fetch(`${server.url}/batches/${batchId}/uploads`);
    const fresh = (await page.json()) as { uploads: { url: string }[] };
    expect((await put(fresh.uploads[0].url, 'one')).status).toBe(200);
  });

  it.each(['size=3', 'expires=', 'signature=', '/raw/'])('to a URL altered at %s is refused', async (part) => {
    const server = await serverUnderTest();
    const { uploads } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    const altered = uploads[0].url.replace(part, part === '/raw/' ? '/raw/x' : `${part}9`);
    const response = await put(altered, 'one');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: '/problems/upload-not-granted' });
  });
});

describe('the server', () => {
  it('listens on 127.0.0.1 and says so when the port is taken', async () => {
    const { url, store } = await serverUnderTest();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(new URL(url).port);
    const signer = uploadSigner({ key: readSigningKey(temporaryFolder()), baseUrl: () => '' });
    const second = startHttpServer({ port, api: async () => Promise.reject(), store, signer, onError: () => {} });
    await expect(second).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use by another program: choose another with --port, or --port 0 for any free one.`,
    );
  });

  it('answers under its own names only', async () => {
    const { url } = await serverUnderTest();
    expect(await statusOf(url, { host: 'localhost:1' })).toBe(200);
    expect(await statusOf(url, { host: 'evil.example' })).toBe(403);
    expect(await statusOf(url, { host: '127.0.0.1.evil.example' })).toBe(403);
  });

  it('takes no orders from pages of other sites', async () => {
    const { url } = await serverUnderTest();
    const from = (origin: string) =>
      fetch(`${url}/batches/${'0'.repeat(26)}/start`, { method: 'POST', headers: { origin } });
    expect((await from('https://evil.example')).status).toBe(403);
    expect((await from('null')).status).toBe(403);
    expect((await from(url)).status).toBe(404);
  });

  it('takes no orders from pages on other ports of this machine', async () => {
    const { url } = await serverUnderTest();
    const other = url.replace(/\d+$/, (port) => String(Number(port) === 65_535 ? 1 : Number(port) + 1));
    const order = `${url}/batches/${'0'.repeat(26)}/start`;
    const from = async (headers: Record<string, string>) => (await fetch(order, { method: 'POST', headers })).status;
    expect(await from({ origin: other })).toBe(403);
    expect(await from({ origin: 'http://localhost:3000' })).toBe(403);
    // A browser that leaves out the origin still says where the page is.
    expect(await from({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await from({ 'sec-fetch-site': 'same-origin', origin: url })).toBe(404);
    expect(await from({ 'sec-fetch-site': 'none' })).toBe(404);
  });

  it('lets pages read of origins that are allowed to, and of no other, and none of them write', async () => {
    const [allowed, other] = ['https://fleet.example', 'https://evil.example'];
    const { url } = await serverUnderTest({ allowOrigins: [allowed] });
    const shared = async (path: string, request: RequestInit) => {
      const { headers, status } = await fetch(`${url}${path}`, request);
      return [status, headers.get('access-control-allow-origin')];
    };
    const asks = { 'access-control-request-method': 'GET' };
    expect(await shared('/batches', { headers: { origin: allowed } })).toEqual([200, allowed]);
    expect(await shared('/batches', { headers: { origin: other } })).toEqual([200, null]);
    expect(await shared('/batches', { method: 'OPTIONS', headers: { ...asks, origin: allowed } })).toEqual([
      204,
      allowed,
    ]);
    expect(await shared('/batches', { method: 'OPTIONS', headers: { ...asks, origin: other } })).toEqual([403, null]);
    const [status] = await shared('/batches', { method: 'POST', headers: { origin: allowed }, body: '{}' });
    expect(status).toBe(403);
    expect(await shared('/batches', { headers: {} })).toEqual([200, null]);
  });

  it('lets pages of other origins embed nothing that it answers', async () => {
    const { url } = await serverUnderTest();
    for (const path of ['/healthz', '/batches', '/none']) {
      expect((await fetch(url + path)).headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  it.each([
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n'],
    ['the same host twice', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nhost: 127.0.0.1\r\n'],
    ['no host', 'GET /healthz HTTP/1.1\r\n'],
    ['another host in its first line', 'GET http://evil.example/healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n'],
  ])('refuses a request with %s', async (_, head) => {
    const { url } = await serverUnderTest();
    expect(await firstLineOf(url, `${head}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /);
  });

  it('escapes in JSON what would change how it is read', async () => {
    const server = await serverUnderTest();
    const name = 'a\u202Egol.\u0085\u2028\u200B\u{E0041}\u007f';
    const { batchId } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    const report = { headline: name };
    await server.store.write(reportKey(batchId), new TextEncoder().encode(JSON.stringify(report)));
    await server.table.appendEvent(batchId, { seq: 1, type: 'claim', data: { name } });
    await server.table.appendEvent(batchId, { seq: 2, type: 'done', data: {} });
    const json = await (await fetch(`${server.url}/batches/${batchId}/report`)).text();
    const events = await (await fetch(`${server.url}/batches/${batchId}/diagnosis`)).text();
    const problem = await (await fetch(`${server.url}/${encodeURIComponent(name)}`)).text();
    for (const text of [json, events, problem]) expect(text).not.toMatch(/[\x7f-\x9f\p{Cf}\u2028\u2029]/u);
    expect(JSON.parse(json)).toEqual(report);
    expect(events).toContain('a\\u202egol.\\u0085\\u2028\\u200b\\udb40\\udc41\\u007f');
  });

  it('refuses a body over the limit and says why', async () => {
    const { url } = await serverUnderTest();
    const response = await fetch(`${url}/batches`, { method: 'POST', body: ' '.repeat(6 * 1024 ** 2) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ type: '/problems/body-too-large' });
  });

  it('refuses a body that is not text', async () => {
    const { url } = await serverUnderTest();
    const response = await fetch(`${url}/batches`, { method: 'POST', body: new Uint8Array([0x7b, 0xff, 0xfe]) });
    expect([response.status, await response.json()]).toMatchObject([400, { type: '/problems/invalid-json' }]);
  });

  it('answers HEAD like GET, without the body', async () => {
    const { url } = await serverUnderTest();
    const response = await fetch(`${url}/healthz`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('tells a defect to the operator and not to the client', async () => {
    const server = await serverUnderTest();
    server.table.find = async () => Promise.reject(new TypeError('secret detail'));
    const response = await fetch(`${server.url}/batches/${'0'.repeat(26)}`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(server.errors).toHaveLength(1);
  });
});

describe('a large upload', () => {
  it('that breaks goes on at its part: what arrived is not asked for again', { timeout: 30_000 }, async () => {
    const server = await serverUnderTest();
    const body = new Uint8Array((64 << 20) + 7).map((_, i) => (i * 13) % 251);
    const { batchId } = await createdBatch(server, [{ name: 'big.dlt', sizeBytes: body.length }]);
    const ask = async () =>
      (await (await fetch(`${server.url}/batches/${batchId}/parts?file=0`, { method: 'POST' })).json()) as PartPage;
    const send = ({ url, offset, sizeBytes }: PartPage['parts'][number]) =>
      fetch(url, { method: 'PUT', body: body.subarray(offset, offset + sizeBytes) });
    const { parts } = await ask();
    expect(parts.map(({ part }) => part)).toEqual([1, 2, 3]);
    expect((await send(parts[0])).status).toBe(200);
    await sendHalf(parts[1].url, body.subarray(parts[1].offset, parts[1].offset + 1_000_000));
    await server.restart();
    const missing = await ask();
    expect(missing).toMatchObject({ isWhole: false, parts: [{ part: 2 }, { part: 3 }] });
    for (const part of missing.parts) expect((await send(part)).status).toBe(200);
    expect((await send(parts[0])).status).toBe(412);
    expect(await ask()).toMatchObject({ isWhole: true, parts: [] });
    const stored = await server.store.readAll(rawKey(batchId, 0));
    expect(Buffer.compare(stored, body)).toBe(0);
  });
});

/** The connection breaks before all of the body is there. */
async function sendHalf(url: string, half: Uint8Array): Promise<void> {
  const { port, pathname, search } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${32 << 20}\r\n\r\n`);
  await new Promise((resolve) => socket.write(half, resolve));
  socket.destroy();
}

describe('a diagnosis stream', () => {
  it('sends each event when it happens', async () => {
    const server = await serverUnderTest();
    const { batchId } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    const stream = await openStream(`${server.url}/batches/${batchId}/diagnosis`);
    await stream.until('event: progress');
    await server.table.appendEvent(batchId, { seq: 1, type: 'status', data: { state: 'parsing' } });
    await stream.until('id: 1\nevent: status\ndata: {"state":"parsing"}\n\n');
    await server.table.appendEvent(batchId, { seq: 2, type: 'done', data: {} });
    await stream.ended;
    expect(stream.text).toContain('id: 2\nevent: done');
  });

  it('stops reading the table when its viewer has gone', async () => {
    const server = await serverUnderTest();
    const { batchId } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    let reads = 0;
    const { readEvents } = server.table;
    server.table.readEvents = (...args) => {
      reads++;
      return readEvents(...args);
    };
    const stream = await openStream(`${server.url}/batches/${batchId}/diagnosis`);
    await stream.until('event: progress');
    stream.leave();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const readsThen = reads;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(readsThen).toBeGreaterThan(0);
    expect(reads).toBe(readsThen);
    expect(server.errors).toEqual([]);
  });

  it('reads no faster than a slow viewer takes it', async () => {
    const server = await serverUnderTest();
    const { batchId } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    let highest = 0;
    server.table.readEvents = async (_, afterSeq, limit) => {
      highest = Math.max(highest, afterSeq);
      return Array.from({ length: limit }, (_, at) => ({
        seq: afterSeq + at + 1,
        type: 'claim' as const,
        data: 'x'.repeat(1_000),
      }));
    };
    const stream = await openStream(`${server.url}/batches/${batchId}/diagnosis`);
    stream.response.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const sent = highest;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(highest - sent).toBeLessThan(2_000);
    stream.leave();
  });

  it('ends whole when the server is shut down', async () => {
    const server = await serverUnderTest();
    const { batchId } = await createdBatch(server, [{ name: 'a', sizeBytes: 3 }]);
    const stream = await openStream(`${server.url}/batches/${batchId}/diagnosis`);
    await stream.until('event: progress');
    await server.close();
    await stream.ended;
    expect(stream.text.endsWith('\n\n')).toBe(true);
  });
});

async function openStream(url: string) {
  const response = await new Promise<IncomingMessage>((resolve) => void get(url, resolve));
  const stream = {
    response,
    text: '',
    ended: new Promise<void>((resolve) => void response.on('end', resolve)),
    leave: () => response.destroy(),
    async until(part: string) {
      while (!stream.text.includes(part)) await new Promise((resolve) => setTimeout(resolve, 2));
    },
  };
  response.on('error', () => {});
  response.setEncoding('utf8').on('data', (text: string) => {
    stream.text += text;
  });
  return stream;
}

/** `fetch` does not let a client choose its Host header. */
function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest(`${url}/healthz`, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

/** `fetch` sends no request that is wrong. */
function firstLineOf(url: string, head: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(head));
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.on('close', () => resolve(answer.slice(0, answer.indexOf('\r'))));
    socket.on('error', reject);
  });
}
