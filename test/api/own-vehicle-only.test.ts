import { expect, test } from 'vitest';
import { createApi } from '#src/api/api.ts';
import { ownVehicleOnly } from '#src/api/own-vehicle-only.ts';
import { apiUnderTest } from '#test/support/api.ts';

const vehiclesOf = async (caller: string | null) =>
  new Set(caller === 'arn:v1' ? ['V1'] : caller === 'arn:v2' ? ['V2'] : []);

function door() {
  const { ports } = apiUnderTest();
  const api = ownVehicleOnly(createApi(ports), ports.table, vehiclesOf);
  return async (callerArn: string | undefined, path: string, json?: object) => {
    const body = json === undefined ? '' : JSON.stringify(json);
    const { status, body: text } = await api({
      method: json ? 'POST' : 'GET',
      path,
      query: {},
      headers: {},
      body,
      callerArn,
    });
    return { status, body: JSON.parse(String(text)) };
  };
}

const batchOf = (vehicleId: unknown) => ({ vehicleId, files: [{ name: 'a.log', sizeBytes: 1 }] });

test('a certificate creates batches of its own vehicle only', async () => {
  const ask = door();
  expect((await ask('arn:v1', '/batches', batchOf('V1'))).status).toBe(201);
  for (const caller of ['arn:v2', 'arn:nobody', undefined]) {
    const { status, body } = await ask(caller, '/batches', batchOf('V1'));
    expect([status, body.type]).toEqual([403, '/problems/not-your-vehicle']);
  }
});

test('a batch of another vehicle is not there, whatever is asked of it', async () => {
  const ask = door();
  const { batchId } = (await ask('arn:v1', '/batches', batchOf('V1'))).body;
  expect((await ask('arn:v1', `/batches/${batchId}`)).status).toBe(200);
  for (const path of ['', '/uploads', '/files', '/report']) {
    expect(await ask('arn:v2', `/batches/${batchId}${path}`)).toMatchObject({
      status: 404,
      body: { type: '/problems/batch-not-found' },
    });
  }
  expect((await ask('arn:v2', `/batches/${batchId}/start`, {})).status).toBe(404);
});

test('a body without a vehicle is refused for what it lacks', async () => {
  const ask = door();
  for (const vehicleId of [undefined, 7, null]) {
    expect(await ask('arn:v1', '/batches', batchOf(vehicleId))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/vehicleId' }] },
    });
  }
});
