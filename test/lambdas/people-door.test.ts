import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { PERSON_ROUTES } from '#lambdas/api/handle-person.ts';
import { signInChecker } from '#lambdas/sign-in.ts';
import { createApi } from '#src/api/api.ts';
import { peopleOnly } from '#src/api/people-only.ts';
import { apiUnderTest, createRequest } from '#test/support/api.ts';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

let own: Pair;
let foreign: Pair;
beforeAll(async () => {
  [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
});

/** An identity provider with one key. */
async function provider() {
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const body = request.url === '/keys' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, asked };
}

interface Token {
  issuer: string;
  audience?: string;
  expires?: string | undefined;
  pair?: Pair;
}

function tokenOf({ audience = 'argus', expires = '5m', issuer, pair = own }: Token): Promise<string> {
  const token = new SignJWT({ sub: 'somebody' }).setProtectedHeader({ alg: 'RS256', kid: 'k1' });
  return token.setIssuer(issuer).setAudience(audience).setExpirationTime(expires).sign(pair.privateKey);
}

test('admits who is signed in at the provider for this audience, and asks for its keys once', async () => {
  const { issuer, asked } = await provider();
  const isAdmitted = signInChecker({ issuer, audience: async () => 'argus' });
  expect(await isAdmitted(await tokenOf({ issuer }))).toBe(true);
  expect(await isAdmitted(await tokenOf({ issuer }))).toBe(true);
  expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
});

test('admits nobody by another key, audience or issuer, after the time, by a shared secret or by no signature', async () => {
  const { issuer } = await provider();
  const isAdmitted = signInChecker({ issuer, audience: async () => 'argus' });
  const [header, claims] = (await tokenOf({ issuer })).split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const shared = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .setIssuer(issuer)
    .setAudience('argus')
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode('x'.repeat(32)));
  for (const token of [
    await tokenOf({ issuer, pair: foreign }),
    await tokenOf({ issuer, audience: 'other' }),
    await tokenOf({ issuer: 'https://elsewhere.example' }),
    await tokenOf({ issuer, expires: '1 minute ago' }),
    `${none}.${claims}.`,
    `${header}.${claims}.AAAA`,
    shared,
    'no.token.atall',
  ]) {
    expect(await isAdmitted(token), token.slice(0, 40)).toBe(false);
  }
});

test('a provider that cannot be asked admits nobody, and is asked again', async () => {
  const isAdmitted = signInChecker({ issuer: 'http://127.0.0.1:1', audience: async () => 'argus' });
  await expect(isAdmitted('a.b.c')).rejects.toThrow('does not publish');
  await expect(isAdmitted('a.b.c')).rejects.toThrow('does not publish');
});

test('who is signed in may read, and nothing else; who is not is told how', async () => {
  const { call, ports } = apiUnderTest();
  const { batchId } = (await call(createRequest([{ name: 'a.log', sizeBytes: 1 }]))).body;
  const door = peopleOnly(createApi(ports, PERSON_ROUTES), async (token) => token === 'good', { admits: () => false });
  const ask = (path: string, authorization?: string, method = 'GET') =>
    door({ method, path, query: {}, headers: { ...(authorization && { authorization }) }, body: '{}' });
  for (const path of ['/batches', `/batches/${batchId}`, `/batches/${batchId}/files`]) {
    expect((await ask(path, 'Bearer good')).status).toBe(200);
    for (const authorization of [undefined, 'Bearer bad', 'Basic good', 'good']) {
      expect(await ask(path, authorization)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    }
  }
  for (const what of ['counts', 'faults', 'templates', 'episodes']) {
    const answer = await ask(`/batches/${batchId}/${what}`, 'Bearer good');
    expect(JSON.parse(String(answer.body)).type).toBe('/problems/evidence-not-ready');
  }
  for (const path of ['/batches', `/batches/${batchId}/start`, '/erasures'])
    expect((await ask(path, 'Bearer good', 'POST')).status).toBeGreaterThanOrEqual(404);
});
