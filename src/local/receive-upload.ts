import { createHash } from 'node:crypto';
import type { UploadConstraints } from '#src/batch/ports.ts';
import type { FolderStore } from './folder-object-store.ts';
import { UploadRefused } from './upload-refused.ts';
import type { UploadGrant } from './upload-url.ts';

interface UploadBody {
  /** The `Content-Length` header; undefined when the body is chunked. */
  contentLength: number | undefined;
  body: AsyncIterable<Uint8Array>;
}

/**
 * Takes in one file, or one part of it, under exactly the constraints it was granted: size, SHA-256 where declared, no
 * overwrite. A body that breaks off, grows or differs leaves nothing behind, so it can be sent again. Throws
 * `UploadRefused`.
 */
export async function receiveUpload(store: FolderStore, granted: UploadGrant, upload: UploadBody): Promise<void> {
  const { contentLength = granted.sizeBytes } = upload;
  if (contentLength !== granted.sizeBytes) throw wrongSize(granted, `${contentLength}`);
  if (granted.part) {
    const part = { ...granted.part, sizeBytes: granted.sizeBytes };
    return store.createPart(granted.key, part, (append) => copyChecked(granted, upload.body, append));
  }
  if ((await store.findSize(granted.key)) !== undefined) throw new UploadRefused('already-uploaded');
  const created = await store.createOnce(granted.key, (append) => copyChecked(granted, upload.body, append));
  if (!created) throw new UploadRefused('already-uploaded');
}

async function copyChecked(
  granted: UploadConstraints,
  body: AsyncIterable<Uint8Array>,
  append: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const hash = createHash('sha256');
  let received = 0;
  for await (const chunk of unlessCut(body)) {
    received += chunk.length;
    if (received > granted.sizeBytes) throw wrongSize(granted, `at least ${received}`);
    hash.update(chunk);
    await append(chunk);
  }
  if (received < granted.sizeBytes) throw new UploadRefused('cut-off', `${received} of ${granted.sizeBytes} bytes`);
  if (granted.sha256 !== null && hash.digest('hex') !== granted.sha256) throw new UploadRefused('wrong-hash');
}

/** A connection that breaks is the client's fault, not ours. */
async function* unlessCut(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch(() => Promise.reject(new UploadRefused('cut-off')));
    if (next.done) return;
    yield next.value;
  }
}

const wrongSize = ({ sizeBytes }: UploadConstraints, got: string) =>
  new UploadRefused('wrong-size', `declared ${sizeBytes} bytes, got ${got}`);
