import { expect, test } from 'vitest';
import { DEVICE_ROUTES } from '#lambdas/api/handle-device.ts';
import { createApi } from '#src/api/api.ts';
import { apiUnderTest, createRequest } from '#test/support/api.ts';

test('the door of vehicles leads to sending, not to lists, reports or diagnoses', async () => {
  const { ports } = apiUnderTest();
  const door = createApi(ports, DEVICE_ROUTES);
  const ask = (path: string, method = 'GET', json?: unknown) =>
    door({ method, path, query: {}, headers: {}, body: json === undefined ? '' : JSON.stringify(json) });
  const { json } = createRequest([{ name: 'a.log', sizeBytes: 1 }]);
  const created = await ask('/batches', 'POST', json);
  expect(created.status).toBe(201);
  const { batchId } = JSON.parse(String(created.body));
  expect((await ask(`/batches/${batchId}/uploads`)).status).toBe(200);
  expect((await ask(`/batches/${batchId}`)).status).toBe(200);
  expect((await ask('/batches')).status).toBe(405);
  for (const path of ['report', 'diagnosis', 'files']) {
    expect((await ask(`/batches/${batchId}/${path}`)).status).toBe(404);
  }
});
