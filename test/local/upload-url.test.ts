import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSigningKey, uploadSigner } from '#src/local/upload-url.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const constraints = { key: 'raw/a/00000', sizeBytes: 5, sha256: 'ab'.repeat(32), expiresAtMs: 2_000, part: null };
const signer = uploadSigner({ key: Buffer.alloc(32, 7), baseUrl: () => 'http://127.0.0.1:4000' });
const { url } = signer.sign(constraints);

test('a granted URL carries its constraints', () => {
  expect(signer.verify({ method: 'PUT', url }, 1_999)).toEqual(constraints);
});

test('a URL is out of date after its expiry', () => {
  expect(() => signer.verify({ method: 'PUT', url }, 2_001)).toThrow('has expired');
});

test.each([
  ['another size', url.replace('size=5', 'size=6')],
  ['no hash', url.replace(/&sha256=\w+/, '')],
  ['another hash', url.replace('abab', 'abac')],
  ['another expiry', url.replace('expires=2000', 'expires=9000')],
  ['another key', url.replace('raw/a/', 'raw/b/')],
  ['a key that climbs', url.replace('raw/a/', 'raw/%2e%2e/')],
  ['no signature', url.replace(/&signature=\w+/, '')],
  ['a short signature', url.slice(0, -2)],
  ['a second size', `${url}&size=6`],
  ['a part of it', `${url}&part=1&offset=0`],
  ['another path', url.replace('/uploads/', '/batches/')],
])('a URL with %s is refused', (_, altered) => {
  expect(altered).not.toBe(url);
  expect(() => signer.verify({ method: 'PUT', url: altered }, 0)).toThrow(
    'was not issued by this server or was altered',
  );
});

test('a URL serves the method it was granted for only', () => {
  expect(() => signer.verify({ method: 'POST', url }, 0)).toThrow('was not issued');
});

test('another server key does not open it', () => {
  const other = uploadSigner({ key: Buffer.alloc(32, 8), baseUrl: () => 'http://127.0.0.1:4000' });
  expect(() => other.verify({ method: 'PUT', url }, 0)).toThrow('was not issued');
});

test('the key of a data folder stays the same and is readable by its owner only', () => {
  const folder = temporaryFolder();
  const key = readSigningKey(folder);
  expect(key).toHaveLength(32);
  expect(readSigningKey(folder)).toEqual(key);
  expect(statSync(join(folder, 'upload.key')).mode & 0o777).toBe(0o600);
});

test('a key file that was cut short is made anew', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'upload.key'), 'half');
  expect(readSigningKey(folder)).toHaveLength(32);
});
