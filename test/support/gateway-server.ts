import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createApi } from '#src/api/api.ts';
import { ownVehicleOnly } from '#src/api/own-vehicle-only.ts';
import type { ApiPorts } from '#src/api/route.ts';
import { registerUploads } from '#src/batch/barrier.ts';
import { parseRawKey } from '#src/batch/keys.ts';
import { batchRecords } from '#src/batch/look-up-records.ts';
import type { PartTarget } from '#src/batch/ports.ts';
import { nodeCodecs } from '#src/codecs/node-codecs.ts';
import { readRequest } from '#src/local/http-request.ts';
import { memoryCaseIndex } from '#test/support/memory-case-index.ts';
import { memoryLessonStore } from '#test/support/memory-lesson-store.ts';
import { TEST_SETTINGS } from './api.ts';
import { memoryWorld, type World } from './batch-world.ts';

export interface GatewayServer {
  /** Looks like a Function URL of eu-central-1, and is this machine. */
  url: string;
  /** The door of vehicles, below the name of V9. */
  vehicleUrl: string;
  world: World;
  /** Requests as `METHOD path`, without queries, in the order they came. */
  asked: string[];
  /** Before a request is served: a status other than 0 is the whole answer. */
  refuse: (request: IncomingMessage) => number;
}

const PART_BYTES = 1_000;

/**
 * The real API over the model of the ports, and a storage that takes whole files and parts as S3 does: exact size, once.
 * Signatures are not looked at. Call it inside a test.
 */
export async function gatewayServer(): Promise<GatewayServer> {
  const world = memoryWorld();
  world.nowMs = Date.now();
  const storage = partStorage(world);
  const settings = { ...TEST_SETTINGS, partsAboveBytes: 2_000 };
  const ports: ApiPorts = {
    ...world,
    records: batchRecords({ codecs: nodeCodecs, store: storage.store }),
    lessons: memoryLessonStore(),
    cases: memoryCaseIndex(),
    store: storage.store,
    settings,
  };
  const api = createApi(ports);
  const gateway: GatewayServer = { url: '', vehicleUrl: '', world, asked: [], refuse: () => 0 };
  const server = createServer(async (request, response) => {
    gateway.asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    const refusal = gateway.refuse(request);
    if (refusal !== 0) return answer(request, response, refusal);
    if (request.method === 'PUT') return answer(request, response, await storage.take(request));
    const read = await readRequest(request);
    const door = request.url?.startsWith('/vehicles/') ? ownVehicleOnly(api, world.table) : api;
    const { status, headers, body } = 'status' in read ? read : await door(read);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  gateway.url = `http://door.lambda-url.eu-central-1.localhost:${port}`;
  gateway.vehicleUrl = `http://door.execute-api.eu-central-1.localhost:${port}/vehicles/V9`;
  storage.baseUrl = `http://127.0.0.1:${port}`;
  return gateway;
}

function answer(request: IncomingMessage, response: ServerResponse, status: number): void {
  request.resume();
  response.writeHead(status).end();
}

function partStorage(world: World) {
  const parts = new Map<string, Map<number, Uint8Array>>();
  const register = async (key: string) => {
    const upload = parseRawKey(key);
    if (upload) await registerUploads(world, { batchId: upload.batchId, files: [upload.file] });
  };
  const storage = {
    baseUrl: '',
    store: {
      ...world.store,
      presignUpload: async ({ key, expiresAtMs }: { key: string; expiresAtMs: number }) => ({
        method: 'PUT' as const,
        url: `${storage.baseUrl}/${key}`,
        headers: {},
        expiresAtMs,
      }),
      async presignParts({ key, sizeBytes, expiresAtMs }: { key: string; sizeBytes: number; expiresAtMs: number }) {
        const arrived = parts.get(key) ?? new Map<number, Uint8Array>();
        parts.set(key, arrived);
        const missing = partsOf(sizeBytes).filter(({ part }) => !arrived.has(part));
        if (missing.length === 0) {
          await world.store.write(key, Buffer.concat([...arrived].sort(([a], [b]) => a - b).map(([, bytes]) => bytes)));
          await register(key);
        }
        return missing.map(
          (part): PartTarget => ({
            ...part,
            method: 'PUT',
            url: `${storage.baseUrl}/${key}/parts/${part.part}?size=${part.sizeBytes}`,
            headers: {},
            expiresAtMs,
          }),
        );
      },
    },
    async take(request: IncomingMessage): Promise<number> {
      const { pathname, searchParams } = new URL(request.url ?? '', storage.baseUrl);
      const [key, part] = pathname.slice(1).split('/parts/');
      // S3 takes no chunked body, and no other length than the one that was signed.
      const length = request.headers['content-length'];
      if (length === undefined || (searchParams.has('size') && searchParams.get('size') !== length)) return 411;
      const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
      if (body.length !== Number(length)) return 400;
      if (part !== undefined) {
        parts.get(key)?.set(Number(part), body);
        return 200;
      }
      if ((await world.store.findSize(key)) !== undefined) return 412;
      await world.store.write(key, body);
      await register(key);
      return 200;
    },
  };
  return storage;
}

const partsOf = (totalBytes: number) =>
  Array.from({ length: Math.ceil(totalBytes / PART_BYTES) }, (_, index) => {
    const offset = index * PART_BYTES;
    return { part: index + 1, offset, sizeBytes: Math.min(PART_BYTES, totalBytes - offset) };
  });
