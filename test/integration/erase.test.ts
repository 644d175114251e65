import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { playScenario } from '#src/simulator/simulate.ts';
import { api, erase } from './harness/deployment.ts';
import { closeLongAgo } from './harness/services.ts';
import { createBatch, untilEnd, upload } from './harness/session.ts';

test('a vehicle is erased through its own door, once nothing can write to it any more, and nothing of it is left', async () => {
  const { files } = playScenario('healthy-update', 1);
  const vehicleId = `erased-${randomUUID()}`;
  const page = await createBatch(files, undefined, vehicleId);
  await upload(page, files);
  const { batchId } = page;
  await untilEnd(batchId);
  expect(JSON.parse((await erase(vehicleId)).text)).toMatchObject({
    erased: [],
    waiting: [{ batchId, state: 'completed', from: expect.stringMatching(/Z$/) }],
  });
  await closeLongAgo(batchId);
  const { status, text } = await erase(vehicleId);
  expect([status, JSON.parse(text)]).toMatchObject([
    200,
    { erased: [{ batchId }], waiting: [], left: { batches: 0, objects: 0 }, hasMore: false },
  ]);
  const [{ objects, rows }] = JSON.parse(text).erased;
  expect(objects).toBeGreaterThan(files.length + 3);
  expect(rows).toBeGreaterThan(4);
  expect((await api(`/batches/${batchId}`)).status).toBe(404);
  expect(JSON.parse((await api(`/batches?vehicleId=${vehicleId}`)).text).batches).toEqual([]);
});
