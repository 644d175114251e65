import { describe, expect, it } from 'vitest';
import { filesKey } from '#src/batch/keys.ts';
import { MOST_BYTES } from '#src/batch/most-bytes.ts';
import { sweepBatches } from '#src/batch/sweep.ts';
import { apiUnderTest, createRequest } from '#test/support/api.ts';
import { fastestMs } from '#test/support/fastest.ts';

const files = [
  { name: 'gateway.dlt', sizeBytes: 10 },
  { name: 'ivi.log', sizeBytes: 0 },
];

describe('POST /batches', () => {
  it('answers with the batch and a place to upload each file', async () => {
    const { call } = apiUnderTest();
    const { status, headers, body } = await call(createRequest(files));
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'uploading', next: null });
    expect(body.batchId).toMatch(/^[0-9A-Z]{26}$/);
    expect(headers['location']).toBe(`/batches/${body.batchId}`);
    expect(body.uploads.map((upload: { file: number; name: string }) => [upload.file, upload.name])).toEqual([
      [0, 'gateway.dlt'],
      [1, 'ivi.log'],
    ]);
    expect(body.uploads[0]).toMatchObject({ method: 'PUT', url: expect.stringContaining('/uploads/raw/') });
  });

  it('gives every request without a key a batch of its own', async () => {
    const { call } = apiUnderTest();
    const first = await call(createRequest(files));
    const second = await call(createRequest(files));
    expect(second.body.batchId).not.toBe(first.body.batchId);
  });

  it('answers the same key and body with the same batch', async () => {
    const { call } = apiUnderTest();
    const request = { ...createRequest(files), headers: { 'idempotency-key': 'session-1' } };
    const first = await call(request);
    const second = await call(request);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body.batchId).toBe(first.body.batchId);
    expect(second.body.uploads).toHaveLength(2);
  });

  it('takes two spellings of the same request for the same', async () => {
    const { call } = apiUnderTest();
    const headers = { 'idempotency-key': 'session-1' };
    const hash = 'ab'.repeat(32);
    await call({ ...createRequest([{ name: 'a', sizeBytes: 1, sha256: hash.toUpperCase() }]), headers });
    const again = { platform: null, firmware: null, claimedOutcome: null };
    const second = await call({ ...createRequest([{ name: 'a', sizeBytes: 1, sha256: hash }], again), headers });
    expect(second.status).toBe(200);
  });

  it('refuses the same key with another body', async () => {
    const { call } = apiUnderTest();
    const headers = { 'idempotency-key': 'session-1' };
    await call({ ...createRequest(files), headers });
    const { status, body } = await call({ ...createRequest([{ name: 'other', sizeBytes: 1 }]), headers });
    expect(status).toBe(409);
    expect(body.type).toBe('/problems/idempotency-key-reused');
    expect(body.detail).toBe(
      'This Idempotency-Key was used for a batch with another content: send the same body again, or another key.',
    );
  });

  it('lets a batch that expired unsent wait for its files again', async () => {
    const { call, ports, clock } = apiUnderTest();
    const request = { ...createRequest(files), headers: { 'idempotency-key': 'session-1' } };
    const { batchId } = (await call(request)).body;
    clock.ms += 2 * 3_600_000;
    await sweepBatches(ports);
    expect((await call({ path: `/batches/${batchId}` })).body.state).toBe('expired');
    const again = await call(request);
    expect([again.status, again.body.state, again.body.uploads.length]).toEqual([200, 'uploading', 2]);
    const batch = (await call({ path: `/batches/${batchId}` })).body;
    expect(batch).toMatchObject({ state: 'uploading', message: null });
    expect(Date.parse(batch.deadline)).toBe(clock.ms + 3_600_000);
    await sweepBatches(ports);
    expect((await call({ path: `/batches/${batchId}` })).body.state).toBe('uploading');
  });

  it('lets one of two requests that race with the same key and different bodies win, whole', async () => {
    const { call, store } = apiUnderTest();
    const headers = { 'idempotency-key': 'session-1' };
    const bodies = Array.from({ length: 6 }, (_, n) => createRequest([{ name: `f${n}`, sizeBytes: n }]));
    const answers = await Promise.all(bodies.map((request) => call({ ...request, headers })));
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    const stored = new TextDecoder().decode(await store.readAll(filesKey(won[0].body.batchId)));
    expect(JSON.parse(stored).name).toBe(won[0].body.uploads[0].name);
  });

  it('is healed by the same key after a crash between the row and the file list', async () => {
    const { call, ports, store } = apiUnderTest();
    const request = { ...createRequest(files), headers: { 'idempotency-key': 'session-1' } };
    const write = ports.store.write;
    ports.store.write = async () => Promise.reject(new TypeError('power cut'));
    await expect(call(request)).rejects.toThrow('power cut');
    ports.store.write = write;
    const batchId = (await call({ path: '/batches' })).body.batches[0].batchId;
    const tooEarly = await call({ path: `/batches/${batchId}/uploads` });
    expect(tooEarly.body.type).toBe('/problems/batch-incomplete');
    expect((await call(request)).body.uploads).toHaveLength(2);
    expect(await store.findSize(filesKey(batchId))).toBeGreaterThan(0);
  });

  it('writes the file list before it hands out any URL', async () => {
    const { call, ports, store } = apiUnderTest();
    const presign = ports.store.presignUpload;
    const seen: (number | undefined)[] = [];
    ports.store.presignUpload = async (constraints) => {
      seen.push(await store.findSize(filesKey(constraints.key.split('/')[1])));
      return presign(constraints);
    };
    await call(createRequest(files));
    expect(seen).toHaveLength(2);
    expect(seen.every((size) => size !== undefined && size > 0)).toBe(true);
  });

  it('keeps two files of the same name apart', async () => {
    const { call } = apiUnderTest();
    const twins = [
      { name: 'ecu.log', sizeBytes: 1 },
      { name: 'ecu.log', sizeBytes: 2 },
    ];
    const { body } = await call(createRequest(twins));
    expect(new Set(body.uploads.map(({ url }: { url: string }) => new URL(url).pathname)).size).toBe(2);
  });

  it('takes 10,000 files in less than a second, in pages of 1,000', async () => {
    const { call } = apiUnderTest();
    const many = Array.from({ length: 10_000 }, (_, n) => ({
      name: `${n}.log`,
      sizeBytes: n,
      sha256: 'ab'.repeat(32),
    }));
    expect(await fastestMs(3, () => call(createRequest(many)))).toBeLessThan(1_000);
    const { body } = await call(createRequest(many));
    expect(body.uploads).toHaveLength(1_000);
    const seen = new Set<number>(body.uploads.map((upload: { file: number }) => upload.file));
    for (let next = body.next; next !== null; ) {
      const [path, search] = next.split('?');
      const page = await call({ path, query: Object.fromEntries(new URLSearchParams(search)) });
      for (const upload of page.body.uploads) seen.add(upload.file);
      next = page.body.next;
    }
    expect(seen.size).toBe(10_000);
  });

  it.each([
    ['nothing', {}, '#/vehicleId', 'vehicleId is missing.'],
    ['a list', [], '#', 'The body must be an object.'],
    [
      'a vehicle id with a slash',
      { vehicleId: '../x', files },
      '#/vehicleId',
      'vehicleId must be 1 to 64 letters, digits, ".", "_", ":" or "-", starting with a letter or digit.',
    ],
    ['no files', { vehicleId: 'V', files: [] }, '#/files', 'files must have at least 1 entries.'],
    [
      '10,001 files',
      { vehicleId: 'V', files: Array.from({ length: 10_001 }, () => files[0]) },
      '#/files',
      'files must have at most 10000 entries.',
    ],
    ['an empty name', oneFile({ name: '' }), '#/files/0/name', 'files[0].name must not be empty.'],
    [
      'a name of 256 characters',
      oneFile({ name: 'x'.repeat(256) }),
      '#/files/0/name',
      'files[0].name must be at most 255 characters long.',
    ],
    [
      'a name with a line break',
      oneFile({ name: 'a\nb' }),
      '#/files/0/name',
      'files[0].name must not contain control characters.',
    ],
    ['a negative size', oneFile({ sizeBytes: -1 }), '#/files/0/sizeBytes', 'files[0].sizeBytes must be at least 0.'],
    ['half a byte', oneFile({ sizeBytes: 0.5 }), '#/files/0/sizeBytes', 'files[0].sizeBytes must be a whole number.'],
    [
      'a size as text',
      oneFile({ sizeBytes: '12' }),
      '#/files/0/sizeBytes',
      'files[0].sizeBytes must be a whole number.',
    ],
    [
      'more than one upload can carry',
      oneFile({ sizeBytes: 5 * 1024 ** 3 + 1 }),
      '#/files/0/sizeBytes',
      'files[0] ("a.log") is larger than 5368709120 bytes, the most that is read of one file: send it in several files.',
    ],
    ['no hash', oneFile({ sha256: 'xyz' }), '#/files/0/sha256', 'files[0].sha256 must be 64 hexadecimal digits.'],
    [
      'a misspelt field',
      { vehicleId: 'V', files, claimedoutcome: 'success' },
      '#/claimedoutcome',
      'claimedoutcome is not a known field.',
    ],
    [
      'a firmware that is no object',
      { vehicleId: 'V', files, firmware: '4.2' },
      '#/firmware',
      'firmware must be an object.',
    ],
  ])('refuses %s and names the field', async (_, json, pointer, detail) => {
    const { call } = apiUnderTest();
    const { status, headers, body } = await call({ method: 'POST', path: '/batches', json });
    expect(status).toBe(400);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ type: '/problems/invalid-request', status: 400, detail });
    expect(body.errors[0]).toEqual({ pointer, detail });
  });

  it('refuses a batch of more than 5 TiB', async () => {
    const { call } = apiUnderTest({ maxUploadBytes: MOST_BYTES.ranges });
    const large = Array.from({ length: 107 }, (_, n) => ({ name: `a.${n}`, sizeBytes: MOST_BYTES.ranges }));
    expect((await call(createRequest(large.slice(1)))).status).toBe(201);
    const { body } = await call(createRequest(large));
    expect(body.detail).toBe('files must be at most 5497558138880 bytes in all.');
  });

  it.each([
    [
      'trace.dlt.gz',
      3,
      'files[0] ("trace.dlt.gz") is packed, by its name, and larger than 3221225472 bytes, the most that one worker unpacks in its time: send what is in it, or several files.',
    ],
    ['logs.ZIP', 3, 'files[0] ("logs.ZIP") is packed, by its name, and larger than 3221225472 bytes'],
    ['bus.blf', 3, 'files[0] ("bus.blf") is packed, by its name, and larger than 3221225472 bytes'],
    [
      'bus.mf4',
      24,
      'files[0] ("bus.mf4") is read front to back, by its name, and larger than 25769803776 bytes, the most that one worker reads in its time: send it in several files.',
    ],
    [
      'capture.pcapng',
      24,
      'files[0] ("capture.pcapng") is read front to back, by its name, and larger than 25769803776 bytes',
    ],
    ['logs.tar', 24, 'files[0] ("logs.tar") is read front to back, by its name, and larger than 25769803776 bytes'],
    [
      'trace.dlt',
      48,
      'files[0] ("trace.dlt") is larger than 51539607552 bytes, the most that is read of one file: send it in several files.',
    ],
  ])(
    'refuses %s beyond %d GiB when it is announced, in a sentence that says what to do',
    async (name, gib, sentence) => {
      // As both `argus up` and AWS have it.
      const { call } = apiUnderTest({ maxUploadBytes: MOST_BYTES.ranges });
      const { status, body } = await call(createRequest([{ name, sizeBytes: gib * 1024 ** 3 + 1 }]));
      expect([status, body.detail]).toEqual([400, expect.stringContaining(sentence)]);
      expect(body.errors[0].pointer).toBe('#/files/0/sizeBytes');
      expect((await call(createRequest([{ name, sizeBytes: gib * 1024 ** 3 }]))).status).toBe(201);
    },
  );

  it('refuses an Idempotency-Key that is no token', async () => {
    const { call } = apiUnderTest();
    const { body } = await call({ ...createRequest(files), headers: { 'idempotency-key': 'a key' } });
    expect(body.detail).toBe('The Idempotency-Key header must be 1 to 255 visible ASCII characters.');
  });

  it('refuses a body that is not JSON', async () => {
    const { call } = apiUnderTest();
    const { status, body } = await call({ method: 'POST', path: '/batches', body: '{"vehicleId":' });
    expect([status, body.type]).toEqual([400, '/problems/invalid-json']);
  });
});

function oneFile(change: object): object {
  return { vehicleId: 'V', files: [{ name: 'a.log', sizeBytes: 1, ...change }] };
}
