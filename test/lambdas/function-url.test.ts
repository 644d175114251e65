import { expect, it, onTestFinished } from 'vitest';
import { useAdapters } from '#lambdas/env.ts';
import { answerStream, answerWhole } from '#lambdas/wrappers.ts';
import { signedDoor } from '#src/api/diagnosis-door.ts';
import type { ApiRequest } from '#src/api/http.ts';
import { apiUnderTest, createRequest } from '#test/support/api.ts';

function payload(request: Partial<ApiRequest> & { path: string }, search = '') {
  return {
    version: '2.0',
    rawPath: request.path,
    rawQueryString: search,
    headers: request.headers ?? {},
    requestContext: { http: { method: request.method ?? 'GET' } },
    body: request.body,
    isBase64Encoded: false,
  } as never;
}

const context = {} as never;
const logged: object[] = [];

function quietly() {
  logged.length = 0;
  useAdapters({ log: (_, message, fields) => logged.push({ message, ...fields }) });
  onTestFinished(() => useAdapters({}));
}

it('answers a Function URL in its own terms', async () => {
  quietly();
  const { api } = apiUnderTest();
  const handler = answerWhole(api);
  const { json, ...request } = createRequest([{ name: 'a', sizeBytes: 1 }]);
  const created = await handler(payload({ ...request, body: JSON.stringify(json) }), context);
  expect(created).toMatchObject({ statusCode: 201, headers: { 'content-type': 'application/json; charset=utf-8' } });
  const listed = await handler(payload({ path: '/batches' }, 'vehicleId=vehicle-7&limit=5'), context);
  expect(JSON.parse(listed.body ?? '').batches).toHaveLength(1);
});

it('hands cookies on, in and out, where a Function URL has them: beside the headers', async () => {
  quietly();
  const seen: (string | undefined)[] = [];
  const answer = async ({ headers }: ApiRequest) => {
    seen.push(headers['cookie']);
    return { status: 303, headers: { location: '/', 'set-cookie': 'a=1; Secure' }, body: '' };
  };
  const event = { ...(payload({ path: '/' }) as object), cookies: ['a=0', 'b=2'] } as never;
  const expected = { statusCode: 303, headers: { location: '/' }, cookies: ['a=1; Secure'] };
  expect(await answerWhole(answer)(event, context)).toEqual({ ...expected, body: '' });
  const streamed = await (answerStream(answer) as unknown as (event: never, context: never) => Promise<string>)(
    event,
    context,
  );
  expect(JSON.parse(streamed.split('\0'.repeat(8))[0])).toEqual(expected);
  expect(seen).toEqual(['a=0; b=2', 'a=0; b=2']);
});

it('takes a body in Base64', async () => {
  quietly();
  const { api } = apiUnderTest();
  const body = Buffer.from(JSON.stringify(createRequest([{ name: 'é', sizeBytes: 1 }]).json)).toString('base64');
  const event = { ...(payload({ method: 'POST', path: '/batches', body }) as object), isBase64Encoded: true };
  expect((await answerWhole(api)(event as never, context)).statusCode).toBe(201);
});

it('tells a defect by name to the log and not at all to the client', async () => {
  quietly();
  const handler = answerWhole(async () => Promise.reject(new TypeError('secret')));
  const answer = await handler(payload({ path: '/batches' }), context);
  expect(answer.statusCode).toBe(500);
  expect(JSON.stringify([answer, logged])).not.toContain('secret');
  expect(JSON.stringify(logged)).toContain('TypeError');
});

it('streams a diagnosis with its prelude where the runtime cannot stream', async () => {
  quietly();
  const { api, call, table } = apiUnderTest();
  const { batchId } = (await call(createRequest([{ name: 'a', sizeBytes: 1 }]))).body;
  await table.appendEvent(batchId, { seq: 1, type: 'done', data: { state: 'failed' } });
  const handler = answerStream(api) as unknown as (event: never, context: never) => Promise<string>;
  const answer = await handler(payload({ path: `/batches/${batchId}/diagnosis` }), context);
  const [prelude, body] = answer.split('\0'.repeat(8));
  expect(JSON.parse(prelude)).toMatchObject({
    statusCode: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
  });
  expect(body).toContain('id: 1\nevent: done\ndata: {"state":"failed"}\n\n');
});

it('sends viewers to the function that streams, with a link that it admits', async () => {
  const keys = { current: 'new key', previous: 'old key' };
  const api = apiUnderTest();
  const { batchId } = (await api.call(createRequest([{ name: 'a', sizeBytes: 1 }]))).body;
  const path = `/batches/${batchId}/diagnosis`;
  api.ports.settings.door = signedDoor({ viewUrl: 'https://view.example/', keys, clock: api.ports.clock });
  const sent = await api.call({ path });
  expect([sent.status, new URL(sent.headers['location']).origin]).toEqual([307, 'https://view.example']);
  const query = Object.fromEntries(new URL(sent.headers['location']).searchParams);
  api.ports.settings.door = signedDoor({
    viewUrl: '',
    keys: { current: 'newer', previous: 'new key' },
    clock: api.ports.clock,
  });
  expect((await api.call({ path, query })).status).toBe(200);
  expect((await api.call({ path, query: { ...query, expires: `${Number(query['expires']) + 1}` } })).status).toBe(403);
  expect((await api.call({ path: path.replace(batchId, '0'.repeat(26)), query })).status).toBe(403);
  expect((await api.call({ path })).body.type).toBe('/problems/link-refused');
  api.clock.ms += 25 * 60 * 60_000;
  expect((await api.call({ path, query })).status).toBe(403);
});
