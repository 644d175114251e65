import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A handler that streams, where the runtime cannot: `lambdas/stream-shim.ts` collects its answer. */
type Handler = (event: never, context: never) => Promise<unknown>;

/** What a Function URL does for a handler (payload format 2.0), on a port of this machine. */
export async function serveFunctionUrl(handler: Handler): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', url);
    const { cookie, ...headers } = request.headers;
    const event = {
      version: '2.0',
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers: { ...headers, 'x-forwarded-proto': 'http' },
      ...(cookie && { cookies: cookie.split('; ') }),
      requestContext: { http: { method: request.method } },
      body: (await Array.fromAsync(request as AsyncIterable<Buffer>)).join(''),
      isBase64Encoded: false,
    };
    const answer = (await handler(event as never, {} as never)) as string;
    const [prelude, body] = answer.split('\0'.repeat(8));
    const { cookies, headers: answered, statusCode } = JSON.parse(prelude);
    response.writeHead(statusCode, { ...answered, ...(cookies && { 'set-cookie': cookies }) }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => void server.close() };
}

/** The two services that a door asks for what it is told at run time. */
export async function serveSecrets(answers: { secret: string; parameter: string }) {
  const server = createServer((request, response) => {
    const isSecret = request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    const body = isSecret ? { SecretString: answers.secret } : { Parameter: { Value: answers.parameter } };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => void server.close() };
}
