import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { rawKey } from '#src/batch/keys.ts';
import { ObjectNotFound, type ObjectStore, type PartTarget, type UploadConstraints } from '#src/batch/ports.ts';
import { batchIdOf } from './new-batch.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** What every `ObjectStore` promises of its objects. `open` gives an empty store. */
export function objectStoreContract(open: () => Promise<ObjectStore>): void {
  test('reads back what was written, whole, in part and as a stream', async () => {
    const store = await open();
    await store.write('work/a.json', bytesOf('0123456789'));
    expect(await store.findSize('work/a.json')).toBe(10);
    expect(await store.readAll('work/a.json')).toEqual(bytesOf('0123456789'));
    expect(await store.read('work/a.json', 3, 4)).toEqual(bytesOf('3456'));
    expect(await store.read('work/a.json', 8, 100)).toEqual(bytesOf('89'));
    expect(await store.read('work/a.json', 50, 4)).toEqual(bytesOf(''));
    expect(await collect(store.stream('work/a.json'))).toEqual(bytesOf('0123456789'));
  });

  test('streams an object larger than one chunk unchanged', async () => {
    const store = await open();
    const body = new Uint8Array(3_500_000).map((_, i) => (i * 31) % 251);
    await store.write('work/large', body);
    expect(sha256Of(await collect(store.stream('work/large')))).toBe(sha256Of(body));
    const range = await collect(store.stream('work/large', { offset: 1_000_001, length: 2_000_003 }));
    expect(sha256Of(range)).toBe(sha256Of(body.slice(1_000_001, 3_000_004)));
  });

  test('takes a stream of unknown length, of many parts or of none', async () => {
    const store = await open();
    const body = new Uint8Array(18_000_000).map((_, i) => (i * 37) % 253);
    await store.write('work/streamed', inChunks(body));
    expect(sha256Of(await collect(store.stream('work/streamed')))).toBe(sha256Of(body));
    await store.write('work/streamed', inChunks(new Uint8Array(0)));
    expect(await store.findSize('work/streamed')).toBe(0);
  });

  test('keeps what was there when a stream breaks', async () => {
    const store = await open();
    await store.write('work/a', bytesOf('before'));
    await expect(store.write('work/a', broken(new Uint8Array(9_000_000)))).rejects.toThrow('the stream broke');
    expect(await store.readAll('work/a')).toEqual(bytesOf('before'));
  });

  test('replaces an object as a whole', async () => {
    const store = await open();
    await store.write('work/a', bytesOf('a longer first body'));
    await store.write('work/a', bytesOf('short'));
    expect(await store.readAll('work/a')).toEqual(bytesOf('short'));
  });

  test('keeps an object of no bytes', async () => {
    const store = await open();
    await store.write('work/empty', new Uint8Array(0));
    expect(await store.findSize('work/empty')).toBe(0);
    expect(await collect(store.stream('work/empty'))).toHaveLength(0);
  });

  test('erases all that begins with a prefix, counts it, and nothing else', async () => {
    const store = await open();
    for (const key of ['work/a/1.json', 'work/a/units/0.jsonl', 'work/ab/1.json']) await store.write(key, bytesOf(key));
    expect(await store.erase('work/a/')).toEqual({ objects: 2, bytes: 33 });
    expect(await listed(store, 'work/')).toEqual([{ key: 'work/ab/1.json', sizeBytes: 14 }]);
    expect(await store.erase('work/a/')).toEqual({ objects: 0, bytes: 0 });
  });

  test('says which object is missing', async () => {
    const store = await open();
    expect(await store.findSize('work/none')).toBeUndefined();
    await expect(store.readAll('work/none')).rejects.toThrow(ObjectNotFound);
    await expect(store.read('work/none', 0, 1)).rejects.toThrow(ObjectNotFound);
    await expect(collect(store.stream('work/none'))).rejects.toThrow(ObjectNotFound);
  });

  test('lists the objects under a prefix in key order with their sizes', async () => {
    const store = await open();
    for (const key of ['raw/b/00002', 'raw/b/00001', 'raw/bc/00001', 'work/b/plan.json'])
      await store.write(key, bytesOf(key));
    expect(await listed(store, 'raw/b/')).toEqual([
      { key: 'raw/b/00001', sizeBytes: 11 },
      { key: 'raw/b/00002', sizeBytes: 11 },
    ]);
    expect((await listed(store, 'raw/b')).map(({ key }) => key)).toEqual([
      'raw/b/00001',
      'raw/b/00002',
      'raw/bc/00001',
    ]);
    expect(await listed(store, 'nothing/')).toEqual([]);
  });
}

/** What every `ObjectStore` promises of its upload URLs, which are used over HTTP here. */
export function uploadContract(open: () => Promise<ObjectStore>): void {
  test('takes an upload that keeps to what was granted', async () => {
    const { store, granted, body } = await grant(open);
    expect(await put(store, granted, body)).toBe(200);
    expect(await store.readAll(granted.key)).toEqual(body);
  });

  test('takes an upload without a declared hash', async () => {
    const { store, granted, body } = await grant(open);
    expect(await put(store, { ...granted, sha256: null }, body)).toBe(200);
  });

  test('refuses a body of another size and keeps nothing', async () => {
    const { store, granted, body } = await grant(open);
    for (const wrong of [body.subarray(1), new Uint8Array([...body, 0]), new Uint8Array(0)]) {
      expect(await put(store, granted, wrong)).toBeGreaterThanOrEqual(400);
      expect(await store.findSize(granted.key)).toBeUndefined();
    }
    expect(await put(store, granted, body)).toBe(200);
  });

  test('refuses a body with another hash and keeps nothing', async () => {
    const { store, granted, body } = await grant(open);
    expect(await put(store, granted, body.toReversed())).toBe(400);
    expect(await store.findSize(granted.key)).toBeUndefined();
    expect(await put(store, granted, body)).toBe(200);
  });

  test('never overwrites: the second upload is refused with 412', async () => {
    const { store, granted, body } = await grant(open);
    expect(await put(store, { ...granted, sha256: null }, body)).toBe(200);
    expect(await put(store, { ...granted, sha256: null }, body.toReversed())).toBe(412);
    expect(await store.readAll(granted.key)).toEqual(body);
  });

  test('refuses an upload after its time', async () => {
    const { store, granted, body } = await grant(open);
    expect(await put(store, { ...granted, expiresAtMs: Date.now() - 1_000 }, body)).toBe(403);
    expect(await store.findSize(granted.key)).toBeUndefined();
  });

  test('refuses a URL that was altered', async () => {
    const { store, granted, body } = await grant(open);
    const { url, headers } = await store.presignUpload(granted);
    const other = url.replace('00000', '00001');
    expect(other).not.toBe(url);
    expect((await fetch(other, { method: 'PUT', headers, body: new Uint8Array(body) })).status).toBe(403);
    expect(await store.findSize(rawKey(batchIdOf(1), 1))).toBeUndefined();
  });
}

/** What every `ObjectStore` that takes large files in parts promises of them; they are sent over HTTP here. */
export function partsContract(open: () => Promise<Required<Pick<ObjectStore, 'presignParts'>> & ObjectStore>): void {
  const PART_BYTES = 32 << 20;
  const body = new Uint8Array(PART_BYTES + 5).map((_, i) => (i * 31) % 251);
  const key = rawKey(batchIdOf(1), 0);
  const putPart = async ({ url, headers, offset, sizeBytes }: PartTarget, bytes = body) => {
    const sent = bytes.subarray(offset, offset + sizeBytes);
    const response = await fetch(url, {
      method: 'PUT',
      headers: { ...headers, 'content-length': `${sent.length}` },
      body: sent,
    });
    await response.arrayBuffer();
    return response.status;
  };
  const asking = (store: Awaited<ReturnType<typeof open>>) => () =>
    store.presignParts({ key, sizeBytes: body.length, expiresAtMs: Date.now() + 60_000, limit: 10 });

  test('asks after a break only for the parts that did not arrive, and shows the object once all did', async () => {
    const store = await open();
    const ask = asking(store);
    const [first, second] = await ask();
    expect([first, second].map(({ part, offset, sizeBytes }) => [part, offset, sizeBytes])).toEqual([
      [1, 0, PART_BYTES],
      [2, PART_BYTES, 5],
    ]);
    expect(await putPart(second)).toBe(200);
    const [missing, ...others] = await ask();
    expect([missing.part, others]).toEqual([1, []]);
    expect(await store.findSize(key)).toBeUndefined();
    expect(await putPart(missing)).toBe(200);
    expect(await ask()).toEqual([]);
    expect(await store.findSize(key)).toBe(body.length);
    expect(sha256Of(await store.readAll(key))).toBe(sha256Of(body));
    expect(await ask()).toEqual([]);
  });

  test('takes a part in its exact size only, and at its own place', async () => {
    const store = await open();
    const ask = asking(store);
    const [first, second] = await ask();
    expect(await putPart({ ...second, sizeBytes: 4 })).toBeGreaterThanOrEqual(400);
    expect(await putPart({ ...second, url: second.url.replace(/([?&](?:offset|partNumber)=)\d+/, '$10') })).toBe(403);
    expect((await ask()).map(({ part }) => part)).toEqual([first.part, second.part]);
  });
}

async function grant(open: () => Promise<ObjectStore>) {
  const body = bytesOf('the log of one ECU');
  const granted: UploadConstraints = {
    key: rawKey(batchIdOf(1), 0),
    sizeBytes: body.length,
    sha256: sha256Of(body),
    expiresAtMs: Date.now() + 60_000,
  };
  return { store: await open(), granted, body };
}

async function put(store: ObjectStore, granted: UploadConstraints, body: Uint8Array): Promise<number> {
  const { method, url, headers } = await store.presignUpload(granted);
  // Whoever sends another size says so, too.
  const sent = { ...headers, 'content-length': String(body.length) };
  const response = await fetch(url, { method, headers: sent, body: new Uint8Array(body) });
  await response.arrayBuffer();
  return response.status;
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk.slice());
  return new Uint8Array(Buffer.concat(chunks));
}

async function listed(store: ObjectStore, prefix: string) {
  const objects: { key: string; sizeBytes: number }[] = [];
  for await (const object of store.list(prefix)) objects.push(object);
  return objects;
}

async function* inChunks(body: Uint8Array, chunkBytes = 700_001): AsyncIterable<Uint8Array> {
  for (let at = 0; at < body.length; at += chunkBytes) yield body.subarray(at, at + chunkBytes);
}

async function* broken(body: Uint8Array): AsyncIterable<Uint8Array> {
  yield* inChunks(body);
  throw new RangeError('the stream broke');
}
