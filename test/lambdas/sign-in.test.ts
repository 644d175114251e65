import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { PERSON_ROUTES } from '#lambdas/api/handle-person.ts';
import { useAdapters } from '#lambdas/env.ts';
import { openIdProvider } from '#lambdas/open-id.ts';
import { createApi } from '#src/api/api.ts';
import { peopleOnly } from '#src/api/people-only.ts';
import { withSignIn } from '#src/api/sign-in.ts';
import { signedSessions } from '#src/api/sign-in-session.ts';
import { apiUnderTest } from '#test/support/api.ts';
import { type OpenIdProvider, startOpenIdProvider } from '#test/support/open-id-provider.ts';

const KEYS = { current: 'new key', previous: 'old key' };
const HOST = 'page.lambda-url.eu-central-1.on.aws';

let provider: OpenIdProvider;
let logged: string[];
beforeEach(async () => {
  provider = await startOpenIdProvider('page-client');
  logged = [];
  useAdapters({ log: (_, message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`) });
  onTestFinished(() => {
    provider.close();
    useAdapters({});
  });
});

/** The door of people, and a browser with its one cookie. */
function browser() {
  const { clock, ports } = apiUnderTest();
  const sessions = signedSessions(KEYS, ports.clock);
  const client = { issuer: provider.issuer, clientId: async () => 'page-client', clientSecret: async () => undefined };
  const api = peopleOnly(createApi(ports, PERSON_ROUTES), async () => false, sessions);
  const door = withSignIn(api, openIdProvider(client), sessions);
  const jar = { cookie: '' };
  const open = async (target: string) => {
    const url = new URL(target, `https://${HOST}`);
    const headers = { host: HOST, 'x-forwarded-proto': 'https', cookie: jar.cookie };
    const query = Object.fromEntries(url.searchParams);
    const answer = await door({ method: 'GET', path: url.pathname, query, headers, body: '' });
    jar.cookie = answer.headers['set-cookie']?.split(';')[0] ?? jar.cookie;
    return answer;
  };
  return { open, jar, clock };
}

/** Signs in at the provider and says where it leads back to. */
async function enter(url: string): Promise<string> {
  const [, href = ''] = /id="enter" href="([^"]*)"/.exec(await (await fetch(url)).text()) ?? [];
  return href.replaceAll('&amp;', '&');
}

test('leads to the provider, takes who comes back signed in, and shows what is there until the day is over', async () => {
  const { clock, jar, open } = browser();
  expect((await open('/batches')).status).toBe(401);
  const away = await open('/sign-in');
  expect(away.status).toBe(303);
  expect(away.headers['set-cookie']).toMatch(
    /^__Host-argus=\S+; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/,
  );
  const asked = new URL(away.headers['location']);
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    response_type: 'code',
    scope: 'openid',
    redirect_uri: `https://${HOST}/signed-in`,
    code_challenge_method: 'S256',
  });
  // What begins a sign-in is not one.
  expect((await open('/batches')).status).toBe(401);
  const back = await open(await enter(away.headers['location']));
  expect([back.status, back.headers['location']]).toEqual([303, '/']);
  expect((await open('/batches')).status).toBe(200);
  expect(jar.cookie).not.toContain('ada');
  clock.ms += 8 * 3_600_000 + 1;
  expect((await open('/batches')).status).toBe(401);
});

test('forgets who signs out', async () => {
  const { jar, open } = browser();
  await open(await enter((await open('/sign-in')).headers['location']));
  const session = jar.cookie;
  await open('/sign-out');
  expect(jar.cookie).not.toBe(session);
  expect((await open('/batches')).status).toBe(401);
});

test('takes nobody back who did not begin here, came twice, or was led here by somebody else', async () => {
  const [mine, other] = [browser(), browser()];
  const back = await enter((await mine.open('/sign-in')).headers['location']);
  await other.open('/sign-in');
  // Another browser, with what it began itself, and one that began nothing.
  for (const { open } of [other, browser()]) expect((await open(back)).headers['location']).toBe('/?refused');
  const again = await enter((await mine.open('/sign-in')).headers['location']);
  await mine.open(again);
  expect((await mine.open(again)).headers['location']).toBe('/?refused');
  expect((await mine.open('/signed-in?error=access_denied')).headers['location']).toBe('/?refused');
  expect((await mine.open('/batches')).status).toBe(401);
  expect(logged.length).toBeGreaterThan(3);
  expect(logged.join()).not.toContain('code-');
});

test.each([
  ['of another issuer', { iss: 'https://elsewhere.example' }],
  ['for another client', { aud: 'other' }],
  ['of another sign-in', { nonce: 'x'.repeat(43) }],
  ['signed by another key', { isForged: true }],
])('admits nobody by a token %s', async (_, lie) => {
  const { open } = browser();
  provider.lie = lie;
  const answer = await open(await enter((await open('/sign-in')).headers['location']));
  expect(answer.headers['location']).toBe('/?refused');
  expect((await open('/batches')).status).toBe(401);
});

test('admits by no session that was altered, prolonged or made with another key, and by none of the old key that is gone', () => {
  const clock = { nowMs: () => 1_000 };
  const session = signedSessions(KEYS, clock).issue();
  const [expires, proof] = session.split('.');
  const sessions = signedSessions(KEYS, clock);
  expect(sessions.admits(session)).toBe(true);
  expect(signedSessions({ current: 'newest', previous: 'new key' }, clock).admits(session)).toBe(true);
  expect(signedSessions({ current: 'newest', previous: null }, clock).admits(session)).toBe(false);
  for (const wrong of ['', '.', `${Number(expires) + 1}.${proof}`, `${expires}.${'0'.repeat(64)}`, `${expires}.`])
    expect(sessions.admits(wrong), wrong).toBe(false);
});
