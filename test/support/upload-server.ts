import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FolderStore } from '#src/local/folder-object-store.ts';
import { receiveUpload } from '#src/local/receive-upload.ts';
import { UploadRefused } from '#src/local/upload-refused.ts';
import type { UploadSigner } from '#src/local/upload-url.ts';

/** The upload door alone, over real HTTP. `store` and `signer` are asked per request. */
export async function startUploadServer(door: () => { store: FolderStore; signer: UploadSigner }) {
  const server = createServer(async (request, response) => {
    const status = await take(door(), request).catch((error) => (error instanceof UploadRefused ? error.status : 500));
    request.resume();
    response.writeHead(status, { connection: 'close' }).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function take({ store, signer }: { store: FolderStore; signer: UploadSigner }, request: IncomingMessage) {
  const granted = signer.verify({ method: request.method ?? '', url: request.url ?? '' }, Date.now());
  const header = request.headers['content-length'];
  await receiveUpload(store, granted, {
    contentLength: header === undefined ? undefined : Number(header),
    body: request,
  });
  return 200;
}
