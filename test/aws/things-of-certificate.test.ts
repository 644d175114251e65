import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { thingsOfCertificate } from '#src/aws/things-of-certificate.ts';

const CERTIFICATE = 'ab'.repeat(32);
const CALLER = `arn:aws:sts::123456789012:assumed-role/argus-device/${CERTIFICATE}`;

/** IoT Core's control plane, as far as it is asked. */
async function iot(answer: { status: number; body: object }) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const clock = { ms: 1_000 };
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' });
  const things = thingsOfCertificate({ region: 'eu-central-1', credentials, nowMs: () => clock.ms, endpoint });
  return { things, requests, clock, answer };
}

test('asks IoT Core once for the things of the certificate that a session is named after', async () => {
  const { things, requests, clock } = await iot({ status: 200, body: { things: ['V1', 'V2'] } });
  expect(await things(CALLER)).toEqual(new Set(['V1', 'V2']));
  expect(await things(CALLER)).toEqual(new Set(['V1', 'V2']));
  expect(requests).toHaveLength(1);
  expect(requests[0].url).toBe('/principals/things');
  expect(requests[0].headers['x-amzn-principal']).toBe(`arn:aws:iot:eu-central-1:123456789012:cert/${CERTIFICATE}`);
  expect(requests[0].headers.authorization).toContain('/eu-central-1/iot/aws4_request');
  clock.ms += 301_000;
  await things(CALLER);
  expect(requests).toHaveLength(2);
});

test.each([
  null,
  'arn:aws:iam::123456789012:user/somebody',
  'arn:aws:sts::123456789012:assumed-role/argus-device/somebody',
  `${CALLER}/x`,
  `arn:aws:sts::1:assumed-role/argus-device/${CERTIFICATE}`,
])('knows no vehicle of the caller "%s", and asks nobody', async (caller) => {
  const { things, requests } = await iot({ status: 200, body: { things: ['V1'] } });
  expect(await things(caller)).toEqual(new Set());
  expect(requests).toEqual([]);
});

test('admits nobody while IoT Core does not answer, and asks again', async () => {
  const { things, answer } = await iot({ status: 429, body: {} });
  await expect(things(CALLER)).rejects.toThrow('status 429');
  Object.assign(answer, { status: 200, body: { things: ['V1'] } });
  expect(await things(CALLER)).toEqual(new Set(['V1']));
});
