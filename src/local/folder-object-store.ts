import { randomUUID } from 'node:crypto';
import { type Dirent, mkdirSync, renameSync } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FilePart } from '#src/batch/file-parts.ts';
import {
  ObjectNotFound,
  type ObjectStore,
  ObjectUnreadable,
  type PartsWanted,
  type PartTarget,
} from '#src/batch/ports.ts';
import type { ByteRange } from '#src/parsers/byte-source.ts';
import { borrowFile } from './borrow-file.ts';
import { type Append, durableFolder, type Fill } from './durable-folder.ts';
import { folderParts, linkOnce } from './folder-parts.ts';
import { syncFolder } from './make-folder.ts';
import { objectPath } from './object-path.ts';
import { asStoreError } from './store-unavailable.ts';
import { UploadRefused } from './upload-refused.ts';
import type { UploadSigner } from './upload-url.ts';

/** Where the objects of a data folder lie. */
export const objectFolder = (dataDir: string): string => join(dataDir, 'objects');

/** Hidden, so that no key leads there. */
const INCOMING = '.incoming';
const PARTS = '.parts';
const REMOVED = '.removed';

export interface FolderStore extends ObjectStore {
  /**
   * Stores what `fill` writes under `key`, complete or not at all, unless there is an object already: then it returns
   * false. When `fill` throws, nothing stays behind.
   */
  createOnce(key: string, fill: Fill): Promise<boolean>;
  /** Stores what `fill` writes as one part of the object. Throws `UploadRefused` when it is there, or on its way. */
  createPart(key: string, part: FilePart, fill: Fill): Promise<void>;
  presignParts(wanted: PartsWanted): Promise<PartTarget[]>;
  /** Removes an object, or all whose keys begin with `key` and a slash: nobody sees any of them when this returns. */
  remove(key: string): void;
  /** Prefixes, such as `raw/ID`, of the objects of which parts are there. */
  listParts(): Promise<string[]>;
  removeParts(prefix: string): Promise<void>;
  /** Removes what interrupted writes and removals left; call while nobody writes. */
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
  const parts = folderParts(join(folder, PARTS), files);
  return {
    findSize: async (key) => (await unlessAbsent(stat(pathOf(key))))?.size,
    read: (key, offset, length) => withFile(key, pathOf(key), (file) => readRange(file, offset, length)),
    readAll: (key) => withFile(key, pathOf(key), async (file) => readRange(file, 0, (await file.stat()).size)),
    stream: (key, range) => streamFile(key, pathOf(key), range),
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
    async erase(prefix) {
      const erased = await countObjects(listFolder(folder, prefix));
      const key = prefix.replace(/\/$/, '');
      moveAway(folder, pathOf(key));
      await parts.remove(key);
      return erased;
    },
    presignUpload: async (constraints) => signer.sign({ ...constraints, part: null }),
    async createPart(key, part, fill) {
      if (await unlessAbsent(stat(pathOf(key)))) throw new UploadRefused('already-uploaded');
      await parts.create(key, part, fill);
    },
    async presignParts({ key, sizeBytes, expiresAtMs, limit }) {
      if (await unlessAbsent(stat(pathOf(key)))) return [];
      const missing = await parts.findMissing(key, sizeBytes);
      if (missing.length === 0 && (await parts.publish(key, pathOf(key)))) onCreated?.({ key, sizeBytes });
      return missing.slice(0, limit).map((part) => signPart(signer, { key, expiresAtMs }, part));
    },
    listParts: async () => ((await unlessAbsent(readdir(join(folder, PARTS, 'raw')))) ?? []).map((id) => `raw/${id}`),
    removeParts: (prefix) => parts.remove(prefix),
    remove: (key) => moveAway(folder, pathOf(key)),
    async removeLeftovers() {
      for (const name of [INCOMING, REMOVED]) await rm(join(folder, name), { recursive: true, force: true });
    },
  };
}

function signPart(signer: UploadSigner, granted: { key: string; expiresAtMs: number }, part: FilePart): PartTarget {
  const target = signer.sign({ ...granted, sizeBytes: part.sizeBytes, sha256: null, part });
  return { ...part, ...target };
}

/** One rename, however much there is, and on disk at once; the bytes themselves go later. */
function moveAway(folder: string, path: string): void {
  const removed = join(folder, REMOVED);
  mkdirSync(removed, { recursive: true, mode: 0o700 });
  const away = join(removed, randomUUID());
  try {
    renameSync(path, away);
  } catch (error) {
    if (isAbsent(error)) return;
    throw asStoreError(error);
  }
  syncFolder(dirname(path));
  void rm(away, { recursive: true, force: true }).catch(() => {});
}

async function countObjects(listed: AsyncIterable<{ sizeBytes: number }>): Promise<{ objects: number; bytes: number }> {
  const counted = { objects: 0, bytes: 0 };
  for await (const { sizeBytes } of listed) {
    counted.objects++;
    counted.bytes += sizeBytes;
  }
  return counted;
}

type OpenFile = Awaited<ReturnType<typeof open>>;

async function appendAll(append: Append, body: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  if (body instanceof Uint8Array) await append(body);
  else for await (const chunk of body) await append(chunk);
}

async function withFile<T>(key: string, path: string, use: (file: OpenFile) => Promise<T>): Promise<T> {
  try {
    await using file = await open(path, 'r');
    return await use(file);
  } catch (error) {
    throw asReadError(key, error);
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

async function* streamFile(key: string, path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  try {
    yield* borrowFile(path, undefined, range);
  } catch (error) {
    throw asReadError(key, error);
  }
}

/** What concerns one object is told apart from what concerns the disk. */
function asReadError(key: string, error: unknown): unknown {
  const code = codeOf(error);
  if (isAbsent(error)) return new ObjectNotFound(key);
  return UNREADABLE.has(code ?? '') ? new ObjectUnreadable(key, String(code), error) : asStoreError(error);
}

const UNREADABLE = new Set(['EACCES', 'EPERM', 'EIO', 'EISDIR', 'ELOOP']);

/** In key order, as S3 lists. */
async function* listFolder(root: string, prefix: string): AsyncGenerator<{ key: string; sizeBytes: number }> {
  const parent = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const path = parent === '' ? root : objectPath(root, parent.slice(0, -1));
  const entries = (await unlessAbsent(readdir(path, { withFileTypes: true }))) ?? [];
  const sortKey = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
  for (const entry of entries.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))) {
    const key = parent + sortKey(entry);
    if (entry.name.startsWith('.') || !key.startsWith(prefix)) continue;
    if (entry.isDirectory()) yield* listFolder(root, key);
    else yield { key, sizeBytes: (await stat(join(path, entry.name))).size };
  }
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
