import { mkdirSync, readdirSync, symlinkSync, truncateSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rawKey } from '#src/batch/keys.ts';
import { ObjectUnreadable } from '#src/batch/ports.ts';
import { type FolderStore, folderObjectStore } from '#src/local/folder-object-store.ts';
import { InvalidKey } from '#src/local/object-path.ts';
import { receiveUpload } from '#src/local/receive-upload.ts';
import { readSigningKey, type UploadSigner, uploadSigner } from '#src/local/upload-url.ts';
import { batchIdOf } from '#test/support/new-batch.ts';
import { objectStoreContract, partsContract, uploadContract } from '#test/support/object-store-contract.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { startUploadServer } from '#test/support/upload-server.ts';

describe('an object store in a folder', () => {
  let server: Awaited<ReturnType<typeof startUploadServer>>;
  let door: { store: FolderStore; signer: UploadSigner };
  let created: string[];
  beforeAll(async () => {
    server = await startUploadServer(() => door);
  });
  afterAll(() => server.close());

  const open = async (folder = temporaryFolder()) => {
    const signer = uploadSigner({ key: readSigningKey(folder), baseUrl: () => server.url });
    created = [];
    const store = folderObjectStore({
      folder: join(folder, 'objects'),
      signer,
      onCreated: ({ key }) => created.push(key),
    });
    door = { store, signer };
    return store;
  };
  const granted = () => ({
    key: rawKey(batchIdOf(1), 0),
    sizeBytes: 1000,
    sha256: null,
    expiresAtMs: Date.now() + 60_000,
    part: null,
  });

  objectStoreContract(open);
  uploadContract(open);
  partsContract(open);

  test.each([
    '../key',
    'a/../../b',
    '/etc/passwd',
    'a//b',
    '',
    '.',
    'raw/.incoming/x',
    'a\\b',
    'a\0b',
    'a/',
    'ä',
    'x'.repeat(600),
  ])('refuses the key "%s"', async (key) => {
    const store = await open();
    await expect(store.write(key, new Uint8Array(1))).rejects.toThrow(InvalidKey);
    await expect(store.createOnce(key, async () => {})).rejects.toThrow(InvalidKey);
    await expect(store.findSize(key)).rejects.toThrow(InvalidKey);
  });

  test.each([
    ['EISDIR', (path: string) => mkdirSync(path)],
    ['ELOOP', (path: string) => symlinkSync(path, path)],
  ])('says of one object that it cannot be read (%s), not of the disk', async (reason, spoil) => {
    const folder = temporaryFolder();
    const store = await open(folder);
    mkdirSync(join(folder, 'objects', 'raw', 'x'), { recursive: true });
    spoil(join(folder, 'objects', 'raw', 'x', '1'));
    const error = expect.objectContaining({ name: 'ObjectUnreadable', reason });
    await expect(store.readAll('raw/x/1')).rejects.toEqual(error);
    await expect(store.read('raw/x/1', 0, 1)).rejects.toThrow(ObjectUnreadable);
    await expect(store.stream('raw/x/1')[Symbol.asyncIterator]().next()).rejects.toThrow(ObjectUnreadable);
  });

  test('keeps nothing of an upload whose connection breaks, and takes the file when it is sent again', async () => {
    const folder = temporaryFolder();
    const store = await open(folder);
    const { url } = await store.presignUpload(granted());
    await sendHalf(url);
    expect(await store.findSize(granted().key)).toBeUndefined();
    await expect.poll(() => readdirSync(join(folder, 'objects', '.incoming'))).toEqual([]);
    const again = await fetch(url, { method: 'PUT', body: new Uint8Array(1000) });
    expect(again.status).toBe(200);
    expect(created).toEqual([granted().key]);
  });

  test('lets one of two simultaneous uploads of the same file win', async () => {
    const store = await open();
    const { url } = await store.presignUpload(granted());
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => fetch(url, { method: 'PUT', body: new Uint8Array(1000).fill(i) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
    expect(new Set(await store.readAll(granted().key)).size).toBe(1);
    expect(created).toHaveLength(1);
  });

  test('stops reading a body without length as soon as it is too long', async () => {
    const store = await open();
    let sent = 0;
    async function* endless() {
      for (;;) yield new Uint8Array(++sent && 600);
    }
    const upload = receiveUpload(store, granted(), { contentLength: undefined, body: endless() });
    await expect(upload).rejects.toThrow('declared 1000 bytes');
    expect(sent).toBe(2);
  });

  test('takes a part once, refuses it while it is on its way, and takes it again when it broke off', async () => {
    const store = await open();
    const part = { part: 1, offset: 0, sizeBytes: 3 };
    const { promise: more, resolve: finish } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const slow = store.createPart('raw/x/1', part, async (append) => {
      begin();
      await more;
      await append(new Uint8Array(3));
    });
    await begun;
    await expect(store.createPart('raw/x/1', part, async () => {})).rejects.toThrow('over another connection');
    finish();
    await slow;
    await expect(store.createPart('raw/x/1', part, async () => {})).rejects.toThrow('uploaded before');
    const broken = { ...part, part: 2 };
    const fails = async () => Promise.reject(new RangeError('broke off'));
    await expect(store.createPart('raw/x/1', broken, fails)).rejects.toThrow('broke off');
    await store.createPart('raw/x/1', broken, async () => {});
  });

  test('begins a large file again whose bytes are gone though its parts are marked', async () => {
    const folder = temporaryFolder();
    const store = await open(folder);
    const wanted = { key: 'raw/x/1', sizeBytes: 3, expiresAtMs: 0, limit: 10 };
    await store.createPart('raw/x/1', { part: 1, offset: 0, sizeBytes: 3 }, (append) => append(new Uint8Array(3)));
    truncateSync(join(folder, 'objects', '.parts', 'raw', 'x', '1', 'data'), 1);
    expect((await store.presignParts(wanted)).map(({ part }) => part)).toEqual([1]);
    await store.createPart('raw/x/1', { part: 1, offset: 0, sizeBytes: 3 }, (append) => append(new Uint8Array(3)));
    expect(await store.presignParts(wanted)).toEqual([]);
    expect(await store.findSize('raw/x/1')).toBe(3);
  });

  test('removes what a killed process left behind', async () => {
    const folder = temporaryFolder();
    const store = await open(folder);
    void store.createOnce('raw/x', () => new Promise(() => {}));
    await expect.poll(() => findNames(join(folder, 'objects', '.incoming'))).toHaveLength(1);
    await store.removeLeftovers();
    expect(findNames(join(folder, 'objects', '.incoming'))).toEqual([]);
  });
});

/** Declares 1000 bytes, sends 500 and hangs up. */
async function sendHalf(url: string): Promise<void> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = `PUT ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\n`;
  await new Promise((resolve) => socket.write(head + 'x'.repeat(500), resolve));
  await new Promise((resolve) => setTimeout(resolve, 30));
  socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

function findNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
