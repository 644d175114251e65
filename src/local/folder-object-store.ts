import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ObjectNotFound, type ObjectStore } from '#src/batch/ports.ts';
import { lendFile } from './lend-file.ts';
import { objectPath } from './object-path.ts';
import type { UploadSigner } from './upload-url.ts';

/** Hidden, so that no key leads there. */
const INCOMING = '.incoming';

export interface FolderStore extends ObjectStore {
  /**
   * Stores what `fill` writes under `key`, complete or not at all, unless there is an object already: then it returns
   * false. When `fill` throws, nothing stays behind.
   */
  createOnce(key: string, fill: (append: (chunk: Uint8Array) => Promise<void>) => Promise<void>): Promise<boolean>;
  /** Removes what interrupted writes left; call while nobody writes. */
  removeLeftovers(): Promise<void>;
}

export interface FolderStoreOptions {
  folder: string;
  signer: UploadSigner;
  /** Told of each new object after it is on disk, like S3's "Object Created". */
  onCreated?: (object: { key: string; sizeBytes: number }) => void;
}

/** Objects as files. What was acknowledged survives a power cut: data and directory entry are synced first. */
export function folderObjectStore({ folder, signer, onCreated }: FolderStoreOptions): FolderStore {
  const pathOf = (key: string) => objectPath(folder, key);
  const incoming = join(folder, INCOMING);
  return {
    findSize: async (key) => (await unlessAbsent(stat(pathOf(key))))?.size,
    read: (key, offset, length) => withFile(key, pathOf(key), (file) => readRange(file, offset, length)),
    readAll: (key) => withFile(key, pathOf(key), async (file) => readRange(file, 0, (await file.stat()).size)),
    stream: (key) => streamFile(key, pathOf(key)),
    async write(key, body) {
      const path = pathOf(key);
      await writeComplete(
        incoming,
        (append) => appendAll(append, body),
        async (temporary) => {
          await inFolderOf(path, () => rename(temporary, path));
        },
      );
      onCreated?.({ key, sizeBytes: (await stat(path)).size });
    },
    async createOnce(key, fill) {
      const path = pathOf(key);
      const created = await writeComplete(incoming, fill, (temporary) => linkOnce(temporary, path));
      if (created) onCreated?.({ key, sizeBytes: (await stat(path)).size });
      return created;
    },
    list: (prefix) => listFolder(folder, prefix),
    presignUpload: async (constraints) => signer.sign(constraints),
    removeLeftovers: () => rm(incoming, { recursive: true, force: true }),
  };
}

type OpenFile = Awaited<ReturnType<typeof open>>;

/** Writes a temporary file, syncs it and hands it to `publish`; whatever happens, the temporary name is gone. */
async function writeComplete<T>(
  incoming: string,
  fill: (append: (chunk: Uint8Array) => Promise<void>) => Promise<void>,
  publish: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = join(incoming, randomUUID());
  try {
    const file = await inFolderOf(temporary, () => open(temporary, 'wx', 0o600));
    try {
      await fill((chunk) => writeAll(file, chunk));
      await file.sync();
    } finally {
      await file.close();
    }
    return await publish(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function appendAll(
  append: (chunk: Uint8Array) => Promise<void>,
  body: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  if (body instanceof Uint8Array) await append(body);
  else for await (const chunk of body) await append(chunk);
}

async function writeAll(file: OpenFile, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** `link` fails where `rename` would replace: the first of two uploads of the same file wins. */
async function linkOnce(temporary: string, path: string): Promise<boolean> {
  try {
    await inFolderOf(path, () => link(temporary, path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Creates the folder only when it turns out to be missing: most writes go to one that is there. */
async function inFolderOf<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return act();
  }
}

async function withFile<T>(key: string, path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = found(key, await unlessAbsent(open(path, 'r')));
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function readRange(file: OpenFile, offset: number, length: number): Promise<Uint8Array> {
  const { size } = await file.stat();
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function* streamFile(key: string, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* lendFile(path);
  } catch (error) {
    throw isAbsent(error) ? new ObjectNotFound(key) : error;
  }
}

/** In key order, as S3 lists. */
async function* listFolder(root: string, prefix: string): AsyncGenerator<{ key: string; sizeBytes: number }> {
  const parent = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const path = parent === '' ? root : objectPath(root, parent.slice(0, -1));
  const entries = (await unlessAbsent(readdir(path, { withFileTypes: true }))) ?? [];
  const sortKey = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
  for (const entry of entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))) {
    const key = parent + sortKey(entry);
    if (entry.name === INCOMING || !key.startsWith(prefix)) continue;
    if (entry.isDirectory()) yield* listFolder(root, key);
    else yield { key, sizeBytes: (await stat(join(path, entry.name))).size };
  }
}

function found<T>(key: string, value: T | undefined): T {
  if (value === undefined) throw new ObjectNotFound(key);
  return value;
}

async function unlessAbsent<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
