import { constants } from 'node:fs';
import { link, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FilePart, partsOf } from '#src/batch/file-parts.ts';
import { type DurableFolder, type Fill, writeChunks } from './durable-folder.ts';
import { UploadRefused } from './upload-refused.ts';

/** A large file on its way, part by part, in any order: its bytes, and a mark for each part that is on disk. */
interface FolderParts {
  /** Puts what `fill` writes where the part belongs. Throws `UploadRefused` when it is there, or on its way. */
  create(key: string, part: FilePart, fill: Fill): Promise<void>;
  /** The parts of a file of `totalBytes` that are not there. */
  findMissing(key: string, totalBytes: number): Promise<FilePart[]>;
  /** Gives the file, of which no part is missing, its name at `path`; false when another was first. */
  publish(key: string, path: string): Promise<boolean>;
  /** Forgets the parts of all files whose keys begin with `prefix` and a slash. */
  remove(prefix: string): Promise<void>;
}

const DATA = 'data';

/** Parts lie in `folder`, which `files` takes care of. */
export function folderParts(folder: string, files: DurableFolder): FolderParts {
  const folderOf = (key: string) => join(folder, ...key.split('/'));
  const onTheirWay = new Set<string>();
  return {
    async create(key, part, fill) {
      const mark = join(folderOf(key), String(part.part));
      if ((await sizeOf(mark)) !== undefined) throw new UploadRefused('already-uploaded');
      if (onTheirWay.has(mark)) throw new UploadRefused('on-its-way');
      onTheirWay.add(mark);
      try {
        await files.guard(folderOf(key), () => writePart(folderOf(key), part, fill));
        await files.guard(folderOf(key), () => touch(mark));
      } finally {
        onTheirWay.delete(mark);
      }
    },
    async findMissing(key, totalBytes) {
      const arrived = new Set(await readdir(folderOf(key)).catch(() => []));
      const missing = partsOf(totalBytes).filter(({ part }) => !arrived.has(String(part)));
      const isWhole = missing.length > 0 || (await sizeOf(join(folderOf(key), DATA))) === totalBytes;
      if (isWhole) return missing;
      // The marks tell of bytes that are not there: only damage leaves that.
      await rm(folderOf(key), { recursive: true, force: true });
      return partsOf(totalBytes);
    },
    async publish(key, path) {
      const isFirst = await files.guard(dirname(path), () => linkOnce(join(folderOf(key), DATA), path));
      await rm(folderOf(key), { recursive: true, force: true });
      return isFirst;
    },
    remove: (prefix) => rm(folderOf(prefix), { recursive: true, force: true }),
  };
}

/** The bytes are on disk before their mark is made. */
async function writePart(folder: string, { offset }: FilePart, fill: Fill): Promise<void> {
  const file = await open(join(folder, DATA), constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    await fill(writeChunks(file, offset));
    await file.sync();
  } finally {
    await file.close();
  }
}

async function touch(path: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  await file.close();
}

/** `link` fails where `rename` would replace: the first of two uploads of the same file wins. */
export async function linkOnce(from: string, path: string): Promise<boolean> {
  try {
    await link(from, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const sizeOf = (path: string): Promise<number | undefined> =>
  stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
