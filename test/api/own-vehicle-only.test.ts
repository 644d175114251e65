import { expect, test } from 'vitest';
import { createApi } from '#src/api/api.ts';
import { ownVehicleOnly } from '#src/api/own-vehicle-only.ts';
import { apiUnderTest } from '#test/support/api.ts';

function door() {
  const { ports } = apiUnderTest();
  const api = ownVehicleOnly(createApi(ports), ports.table);
  return async (path: string, json?: object) => {
    const body = json === undefined ? '' : JSON.stringify(json);
    const { status, body: text } = await api({ method: json ? 'POST' : 'GET', path, query: {}, headers: {}, body });
    return { status, body: JSON.parse(String(text)) };
  };
}

const batchOf = (vehicleId: unknown) => ({ vehicleId, files: [{ name: 'a.log', sizeBytes: 1 }] });

test('the paths of a vehicle create batches of that vehicle only', async () => {
  const ask = door();
  expect((await ask('/vehicles/V1/batches', batchOf('V1'))).status).toBe(201);
  const { status, body } = await ask('/vehicles/V2/batches', batchOf('V1'));
  expect([status, body.type]).toEqual([403, '/problems/not-your-vehicle']);
});

test('a batch of another vehicle is not there, whatever is asked of it', async () => {
  const ask = door();
  const { batchId } = (await ask('/vehicles/V1/batches', batchOf('V1'))).body;
  expect((await ask(`/vehicles/V1/batches/${batchId}`)).status).toBe(200);
  for (const path of ['', '/uploads', '/files', '/report']) {
    expect(await ask(`/vehicles/V2/batches/${batchId}${path}`)).toMatchObject({
      status: 404,
      body: { type: '/problems/batch-not-found' },
    });
  }
  expect((await ask(`/vehicles/V2/batches/${batchId}/start`, {})).status).toBe(404);
});

test('no path leads to a vehicle but that of its own name, written plainly', async () => {
  const ask = door();
  const { batchId } = (await ask('/vehicles/V1/batches', batchOf('V1'))).body;
  for (const path of [
    `/batches/${batchId}`,
    `/vehicles/V2/../V1/batches/${batchId}`,
    `/vehicles/V2/../../batches/${batchId}`,
    `/vehicles/V2%2F..%2FV1/batches/${batchId}`,
    `/vehicles/../V1/batches/${batchId}`,
    `/vehicles//batches/${batchId}`,
    `/vehicles/V1 /batches/${batchId}`,
    `//vehicles/V1/batches/${batchId}`,
  ])
    expect((await ask(path)).status, path).toBe(404);
});

test('a body without a vehicle is refused for what it lacks', async () => {
  const ask = door();
  for (const vehicleId of [undefined, 7, null]) {
    expect(await ask('/vehicles/V1/batches', batchOf(vehicleId))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/vehicleId' }] },
    });
  }
});
