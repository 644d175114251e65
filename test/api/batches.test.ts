import { describe, expect, it } from 'vitest';
import { enterState } from '#src/batch/enter-state.ts';
import { reportKey } from '#src/batch/keys.ts';
import { NotRedrivable } from '#src/batch/ports.ts';
import { type ApiUnderTest, apiUnderTest, createRequest } from '#test/support/api.ts';
import { reportOn } from '#test/support/session-report.ts';
import { signatureFailure } from '#test/support/sessions.ts';

const files = [
  { name: 'gateway.dlt', sizeBytes: 10 },
  { name: 'ivi.log', sizeBytes: 20 },
  { name: 'ecu.log', sizeBytes: 30 },
];
const UNKNOWN = '0'.repeat(26);

async function createdBatch(api: ApiUnderTest, more: object = {}): Promise<string> {
  return (await api.call(createRequest(files, more))).body.batchId;
}

describe('GET /batches/{batchId}', () => {
  it('shows state, counts, stages and where to go on', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api, { platform: 'J7', firmware: { from: '1', to: '2' } });
    await api.table.addUploaded(batchId, 0, [0, 2]);
    const { status, body } = await api.call({ path: `/batches/${batchId}` });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      batchId,
      vehicleId: 'vehicle-7',
      platform: 'J7',
      firmware: { from: '1', to: '2' },
      state: 'uploading',
      files: 3,
      totalBytes: 60,
      counts: { files: 3, uploaded: 2, parsed: 0, failed: 0 },
      stages: [{ name: 'uploading', endedAt: null }],
      links: { diagnosis: `/batches/${batchId}/diagnosis`, report: `/batches/${batchId}/report` },
    });
  });

  it('shows when each stage began and ended', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    const startMs = api.clock.ms;
    const to = ['parsing', 'aggregating', 'diagnosing', 'completed'] as const;
    let from: 'uploading' | (typeof to)[number] = 'uploading';
    for (const [at, state] of to.entries()) {
      await api.table.change(batchId, { from: [from], to: state, atMs: startMs + 1_000 * (at + 1) });
      from = state;
    }
    const { body } = await api.call({ path: `/batches/${batchId}` });
    const iso = (seconds: number) => new Date(startMs + 1_000 * seconds).toISOString();
    expect(body.stages).toEqual([
      { name: 'uploading', startedAt: iso(0), endedAt: iso(1) },
      { name: 'parsing', startedAt: iso(1), endedAt: iso(2) },
      { name: 'aggregating', startedAt: iso(2), endedAt: iso(3) },
      { name: 'diagnosing', startedAt: iso(3), endedAt: iso(4) },
    ]);
  });

  it.each(['', '/uploads', '/files', '/report', '/diagnosis'])(
    'answers 404 for an unknown batch at %s',
    async (path) => {
      const { status, body } = await apiUnderTest().call({ path: `/batches/${UNKNOWN}${path}` });
      expect(status).toBe(404);
      expect(body).toMatchObject({ type: '/problems/batch-not-found', detail: `There is no batch ${UNKNOWN}.` });
    },
  );

  it.each(['x', '%2e%2e', 'a'.repeat(5_000)])('takes an id that cannot be one for unknown: %.10s', async (id) => {
    const { status, body } = await apiUnderTest().call({ path: `/batches/${id}` });
    expect([status, body.type]).toEqual([404, '/problems/batch-not-found']);
    expect(body.detail.length).toBeLessThan(100);
  });
});

describe('GET /batches/{batchId}/uploads', () => {
  it('lists only the files that have not arrived', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.table.addUploaded(batchId, 0, [1]);
    const { body } = await api.call({ path: `/batches/${batchId}/uploads` });
    expect(body.uploads.map((upload: { file: number }) => upload.file)).toEqual([0, 2]);
    const rest = await api.call({ path: `/batches/${batchId}/uploads`, query: { from: '1' } });
    expect(rest.body.uploads.map((upload: { file: number }) => upload.file)).toEqual([2]);
  });

  it('replaces URLs that have expired', async () => {
    const api = apiUnderTest();
    const { body: created } = await api.call(createRequest(files));
    api.clock.ms += 3_600_000;
    const { body } = await api.call({ path: `/batches/${created.batchId}/uploads` });
    const verifyNow = (url: string) => () => api.signer.verify({ method: 'PUT', url }, api.clock.ms);
    expect(verifyNow(created.uploads[0].url)).toThrow('This upload URL has expired');
    expect(verifyNow(body.uploads[0].url)).not.toThrow();
  });

  it('says that a batch which runs takes no more files', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.table.change(batchId, { from: ['uploading'], to: 'parsing', atMs: api.clock.ms });
    const { status, body } = await api.call({ path: `/batches/${batchId}/uploads` });
    expect([status, body.type]).toEqual([409, '/problems/batch-closed']);
    expect(body.detail).toBe(`Batch ${batchId} takes no more files: its state is parsing.`);
  });

  it('is empty beyond the last file', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    const { body } = await api.call({ path: `/batches/${batchId}/uploads`, query: { from: '999999999' } });
    expect(body).toMatchObject({ uploads: [], next: null });
  });

  it.each(['-1', 'x', '1e3', '9'.repeat(20)])('refuses from=%s', async (from) => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    const { status, body } = await api.call({ path: `/batches/${batchId}/uploads`, query: { from } });
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ parameter: 'from', detail: 'Query parameter from must be a whole number from 0.' }]);
  });
});

describe('GET /batches/{batchId}/files', () => {
  it('says how far each file is', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.table.addUploaded(batchId, 0, [0, 1]);
    await api.table.addParsed(batchId, 0, [0]);
    const { body } = await api.call({ path: `/batches/${batchId}/files` });
    expect(body.files.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
      ['gateway.dlt', 'parsed'],
      ['ivi.log', 'uploaded'],
      ['ecu.log', 'waiting'],
    ]);
    expect(body.next).toBeNull();
  });
});

describe('GET /batches', () => {
  it('lists batches newest first, filtered, page by page', async () => {
    const api = apiUnderTest();
    const ids: string[] = [];
    for (let n = 0; n < 5; n++, api.clock.ms += 1_000) ids.push(await createdBatch(api));
    await api.call(createRequest(files, { vehicleId: 'other' }));
    await api.table.change(ids[1], { from: ['uploading'], to: 'parsing', atMs: api.clock.ms });
    const query = { vehicleId: 'vehicle-7', status: 'uploading', limit: '3' };
    const first = await api.call({ path: '/batches', query });
    const second = await api.call({ path: '/batches', query: { ...query, cursor: first.body.cursor } });
    const listed = [...first.body.batches, ...second.body.batches].map(({ batchId }) => batchId);
    expect(listed).toEqual([ids[4], ids[3], ids[2], ids[0]]);
    expect(second.body.cursor).toBeNull();
  });

  it.each([
    [{ status: 'sleeping' }, 'status'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ cursor: 'bogus' }, 'cursor'],
    [{ colour: 'red' }, 'colour'],
  ])('refuses %o and names the parameter', async (query, parameter) => {
    const { status, body } = await apiUnderTest().call({ path: '/batches', query });
    expect(status).toBe(400);
    expect(body.errors[0].parameter).toBe(parameter);
  });
});

describe('POST /batches/{batchId}/start', () => {
  const start = (batchId: string) => ({ method: 'POST', path: `/batches/${batchId}/start` });

  it('goes on with what has arrived', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.table.addUploaded(batchId, 0, [0]);
    expect((await api.call(start(batchId))).status).toBe(202);
    expect(api.started).toEqual([batchId]);
  });

  it('refuses a batch of which nothing has arrived', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    const { status, body } = await api.call(start(batchId));
    expect([status, body.detail]).toEqual([409, `No file of batch ${batchId} has arrived yet.`]);
    expect(api.started).toEqual([]);
  });

  it('changes nothing for a batch that runs', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.table.change(batchId, { from: ['uploading'], to: 'parsing', atMs: api.clock.ms });
    const { status, body } = await api.call(start(batchId));
    expect([status, body.state, api.started]).toEqual([202, 'parsing', []]);
  });

  it('refuses a batch that expired', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.table.change(batchId, { from: ['uploading'], to: 'expired', atMs: api.clock.ms });
    expect((await api.call(start(batchId))).body.type).toBe('/problems/batch-closed');
  });
});

describe('GET /batches/{batchId}/report', () => {
  it('says where to wait while there is none', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    const { status, headers, body } = await api.call({ path: `/batches/${batchId}/report` });
    expect([status, headers['retry-after']]).toEqual([404, '2']);
    expect(body.detail).toBe(`Batch ${batchId} is still uploading: follow /batches/${batchId}/diagnosis.`);
  });

  it('says why there will be none', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    const message = 'No file arrived before the deadline.';
    await api.table.change(batchId, { from: ['uploading'], to: 'expired', atMs: api.clock.ms, message });
    const { body } = await api.call({ path: `/batches/${batchId}/report` });
    expect(body.detail).toBe(`Batch ${batchId} is expired and has no report. No file arrived before the deadline.`);
  });

  it('is the stored report, byte for byte', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.store.write(reportKey(batchId), new TextEncoder().encode('{"schemaVersion": 1}'));
    const response = await api.api({
      method: 'GET',
      path: `/batches/${batchId}/report`,
      query: {},
      headers: {},
      body: '',
    });
    expect(response.body).toBe('{"schemaVersion": 1}');
  });
});

describe('GET /batches/{batchId}/report?format=', async () => {
  const report = await reportOn(signatureFailure());

  it.each([
    ['md', 'text/markdown; charset=utf-8', /^# /],
    ['html', 'text/html; charset=utf-8', /^<!doctype html>/],
    ['text', 'text/plain; charset=utf-8', new RegExp(`^${report.verdict}: `, 'm')],
    ['json', 'application/json; charset=utf-8', /^\{"schemaVersion":2/],
  ])('%s is the report as %s', async (format, contentType, begin) => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.store.write(reportKey(batchId), new TextEncoder().encode(JSON.stringify(report)));
    const ask = (query: Record<string, string>, headers = {}) =>
      api.api({ method: 'GET', path: `/batches/${batchId}/report`, query, headers, body: '' });
    const asked = await ask({ format });
    expect(asked.headers['content-type']).toBe(contentType);
    expect(asked.body).toMatch(begin);
    // The other way to ask for it.
    const accepted = await ask({}, { accept: `${contentType.split(';')[0]}, */*;q=0.1` });
    expect(accepted.body).toBe(asked.body);
  });

  it('lets a page run and load nothing', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    await api.store.write(reportKey(batchId), new TextEncoder().encode(JSON.stringify(report)));
    const { headers } = await api.call({ path: `/batches/${batchId}/report`, query: { format: 'html' } });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('refuses what it is not', async () => {
    const api = apiUnderTest();
    const batchId = await createdBatch(api);
    const { status, body } = await api.call({ path: `/batches/${batchId}/report`, query: { format: 'pdf' } });
    expect([status, body.type]).toEqual([400, '/problems/invalid-request']);
  });
});

describe('any path', () => {
  it('names what a path takes when the method is wrong', async () => {
    const { status, headers, body } = await apiUnderTest().call({ method: 'DELETE', path: '/batches' });
    expect([status, headers['allow']]).toEqual([405, 'POST, GET']);
    expect(body.detail).toBe('This path takes POST, GET, not DELETE.');
  });

  it('answers 404 where nothing is', async () => {
    const { status, body } = await apiUnderTest().call({ path: '/batches/' });
    expect([status, body.type]).toEqual([404, '/problems/batch-not-found']);
    expect((await apiUnderTest().call({ path: '/etc/passwd' })).body.type).toBe('/problems/path-not-found');
  });

  it('refuses a body over 5 MiB', async () => {
    const body = ' '.repeat(5 * 1024 ** 2 + 1);
    const { status, body: problem } = await apiUnderTest().call({ method: 'POST', path: '/batches', body });
    expect([status, problem.detail]).toEqual([413, 'The body must be at most 5242880 bytes.']);
  });

  it('leads on from / and answers /healthz', async () => {
    const { call } = apiUnderTest();
    expect((await call({ path: '/' })).body.links.openapi).toBe('/openapi.json');
    expect((await call({ path: '/healthz' })).body).toEqual({ status: 'ok' });
  });
});

describe('POST /batches/{batchId}/retry', () => {
  const retry = (batchId: string) => ({ method: 'POST', path: `/batches/${batchId}/retry` });
  const failedBatch = async (api: ApiUnderTest) => {
    const batchId = await createdBatch(api);
    for (const to of ['parsing', 'aggregating', 'failed'] as const) await enterState(api.ports, batchId, { to });
    return batchId;
  };

  it('goes on with a batch that failed where it broke, and tells its viewers', async () => {
    const api = apiUnderTest();
    const batchId = await failedBatch(api);
    const { status, body } = await api.call(retry(batchId));
    expect([status, body.state]).toEqual([202, 'aggregating']);
    expect(await api.table.find(batchId)).toMatchObject({ state: 'aggregating', message: null, redrives: 1 });
    const events = await api.table.readEvents(batchId, 0, 99);
    expect(events.slice(-2)).toMatchObject([{ type: 'reset' }, { type: 'status', data: { state: 'aggregating' } }]);
    expect((await api.call(retry(batchId))).body.state).toBe('aggregating');
  });

  it('says so when it failed too long ago, and leaves it failed', async () => {
    const api = apiUnderTest();
    const batchId = await failedBatch(api);
    api.ports.workflow.redrive = async () => Promise.reject(new NotRedrivable(batchId));
    const { status, body } = await api.call(retry(batchId));
    expect([status, body.type]).toEqual([409, '/problems/nothing-to-retry']);
    expect((await api.table.find(batchId))?.state).toBe('failed');
  });

  it('sends whoever wants to retry an upload to the upload', async () => {
    const api = apiUnderTest();
    const { status, body } = await api.call(retry(await createdBatch(api)));
    expect([status, body.detail]).toEqual([409, expect.stringContaining('send its files with POST /batches')]);
  });
});
