import { expect, test } from 'vitest';
import { rawKey } from '#src/batch/keys.ts';
import { api, invoke } from './harness/deployment.ts';
import { executionsOf, forgetUpload, passDeadline, uploadNotice } from './harness/services.ts';
import { createBatch, readBatch, textFile, untilEnd, untilUploaded, upload } from './harness/session.ts';

const FILES = [textFile('a.log', 'I boot: one\n'), textFile('b.log', 'I boot: two\n')];

test('the same event twice, early and late, starts one execution', async () => {
  const page = await createBatch(FILES);
  const { batchId } = page;
  const event = uploadNotice(rawKey(batchId, 0));
  await Promise.all([invoke('register-upload', event), invoke('register-upload', event)]);
  expect(await readBatch(batchId)).toMatchObject({ state: 'uploading', counts: { uploaded: 1 } });
  await upload(page, FILES);
  const ended = await untilEnd(batchId);
  await invoke('register-upload', event);
  await invoke('register-upload', uploadNotice(rawKey(batchId, 1)));
  expect(await executionsOf(batchId)).toHaveLength(1);
  expect(await readBatch(batchId)).toEqual({ ...ended, links: expect.anything() });
});

test('the sweeper finds an upload whose event was lost', async () => {
  const page = await createBatch(FILES);
  await upload({ ...page, uploads: page.uploads.slice(0, 1) }, FILES);
  await untilUploaded(page.batchId, 1);
  await forgetUpload(page.batchId, 0);
  await upload({ ...page, uploads: page.uploads.slice(1) }, FILES);
  await untilUploaded(page.batchId, 1);
  expect(await readBatch(page.batchId)).toMatchObject({ state: 'uploading' });
  expect(await invoke('sweep-batches', {})).toMatchObject({ faults: 0 });
  expect(await untilEnd(page.batchId)).toMatchObject({ state: 'completed', counts: { uploaded: 2, parsed: 2 } });
});

test('the sweeper goes on without what never came, once the deadline is past', async () => {
  const page = await createBatch(FILES);
  await upload({ ...page, uploads: page.uploads.slice(0, 1) }, FILES);
  await passDeadline(page.batchId);
  await invoke('sweep-batches', {});
  const batch = await untilEnd(page.batchId);
  expect(batch).toMatchObject({ state: 'partial', counts: { parsed: 1, failed: 1 } });
  expect(batch.message).toContain('1 of 2 files');
});

test('a batch that nothing came of expires', async () => {
  const { batchId } = await createBatch(FILES);
  await passDeadline(batchId);
  await invoke('sweep-batches', {});
  expect(await readBatch(batchId)).toMatchObject({ state: 'expired' });
});

test('creating a batch twice under one key gives one batch, and another body under it is refused', async () => {
  const key = `key-${Date.now()}`;
  const [first, second] = [await createBatch(FILES, key), await createBatch(FILES, key)];
  expect(second.batchId).toBe(first.batchId);
  const json = { vehicleId: 'V2', files: [{ name: 'other.log', sizeBytes: 1 }] };
  const told = await api('/batches', { method: 'POST', headers: { 'idempotency-key': key }, json });
  expect(told.status).toBe(409);
});

test('starting a batch twice starts it once', async () => {
  const page = await createBatch(FILES);
  await upload({ ...page, uploads: page.uploads.slice(0, 1) }, FILES);
  const start = () => api(`/batches/${page.batchId}/start`, { method: 'POST' });
  await untilUploaded(page.batchId, 1);
  const told = await Promise.all([start(), start()]);
  expect(told.every(({ status }) => status === 202 || status === 200)).toBe(true);
  expect(await untilEnd(page.batchId)).toMatchObject({ state: 'partial' });
  expect((await start()).status).toBe(200);
  expect(await executionsOf(page.batchId)).toHaveLength(1);
});

test('two hundred files arrive, and every one is parsed', async () => {
  const files = Array.from({ length: 200 }, (_, n) => textFile(`ecu-${n}.log`, `I ecu${n}: started in ${n} ms\n`));
  const page = await createBatch(files);
  expect(new Set(await upload(page, files))).toEqual(new Set([200]));
  const batch = await untilEnd(page.batchId);
  expect(batch).toMatchObject({ state: 'completed', counts: { files: 200, uploaded: 200, parsed: 200, failed: 0 } });
  expect(await executionsOf(page.batchId)).toHaveLength(1);
});
