import type { Dirent } from 'node:fs';
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ObjectNotFound, type ObjectStore } from '#src/batch/ports.ts';
import { type Append, durableFolder, type Fill } from './durable-folder.ts';
import { lendFile } from './lend-file.ts';
import { objectPath } from './object-path.ts';
import type { UploadSigner } from './upload-url.ts';

/** Where the objects of a data folder lie. */
export const objectFolder = (dataDir: string): string => join(dataDir, 'objects');

/** Hidden, so that no key leads there. */
const INCOMING = '.incoming';

export interface FolderStore extends ObjectStore {
  /**
   * Stores what `fill` writes under `key`, complete or not at all, unless there is an object already: then it returns
   * false. When `fill` throws, nothing stays behind.
   */
  createOnce(key: string, fill: Fill): Promise<boolean>;
  /** Removes an object, or all whose keys begin with `key` and a slash. */
  remove(key: string): Promise<void>;
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
  const files = durableFolder(folder, incoming);
  return {
    findSize: async (key) => (await unlessAbsent(stat(pathOf(key))))?.size,
    read: (key, offset, length) => withFile(key, pathOf(key), (file) => readRange(file, offset, length)),
    readAll: (key) => withFile(key, pathOf(key), async (file) => readRange(file, 0, (await file.stat()).size)),
    stream: (key) => streamFile(key, pathOf(key)),
    async write(key, body) {
      const path = pathOf(key);
      await files.write(
        path,
        (append) => appendAll(append, body),
        (temporary) => rename(temporary, path),
      );
      onCreated?.({ key, sizeBytes: (await stat(path)).size });
    },
    async createOnce(key, fill) {
      const path = pathOf(key);
      const created = await files.write(path, fill, (temporary) => linkOnce(temporary, path));
      if (created) onCreated?.({ key, sizeBytes: (await stat(path)).size });
      return created;
    },
    list: (prefix) => listFolder(folder, prefix),
    presignUpload: async (constraints) => signer.sign(constraints),
    remove: async (key) => rm(pathOf(key), { recursive: true, force: true }),
    removeLeftovers: () => rm(incoming, { recursive: true, force: true }),
  };
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function appendAll(append: Append, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  if (body instanceof Uint8Array) await append(body);
  else for await (const chunk of body) await append(chunk);
}

/** `link` fails where `rename` would replace: the first of two uploads of the same file wins. */
async function linkOnce(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
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
