import { createHash, createHmac, type Hash } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { type SigningScope, signRequest } from '#src/aws/sign-request.ts';

class Sha256 {
  readonly #hash: Hash;
  constructor(secret?: string | Uint8Array) {
    this.#hash = secret ? (createHmac('sha256', secret) as unknown as Hash) : createHash('sha256');
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  digest = async () => new Uint8Array(this.#hash.digest());
  reset() {}
}

type Init = ConstructorParameters<typeof SignatureV4>[0];

const scope: SigningScope = {
  service: 'lambda',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'a/token+with=signs' },
  timeMs: Date.parse('2026-11-22T11:12:13.456Z'),
};

test.each([
  ['GET', 'https://abc.lambda-url.eu-central-1.on.aws/', ''],
  ['GET', 'https://abc.lambda-url.eu-central-1.on.aws/batches?vehicleId=a%3Ab&cursor=x%2By%20z&limit=5', ''],
  ['POST', "https://abc.lambda-url.eu-central-1.on.aws/batches/a%20b/it's", '{"vehicleId":"WVWZZZ"}'],
])("signs %s %s as the SDK's own signer does", async (method, address, body) => {
  const url = new URL(address);
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'two  spaces' };
  const signed = signRequest({ method, url, headers, body }, scope);
  const signer = new SignatureV4({ ...scope, sha256: Sha256 as unknown as Init['sha256'] });
  const theirs = await signer.sign(
    {
      method,
      protocol: 'https:',
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...headers },
      body,
    },
    { signingDate: new Date(scope.timeMs) },
  );
  expect(signed['authorization']).toBe(theirs.headers['authorization']);
});
