import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asStoreError, StoreUnavailable } from './store-unavailable.ts';

export type Append = (chunk: Uint8Array) => Promise<void>;
export type Fill = (append: Append) => Promise<void>;

/** Files that are there whole or not at all, whatever happens to the machine. All of it throws `StoreUnavailable`. */
export interface DurableFolder {
  /**
   * Lets `fill` write a file that nobody sees, syncs it, and lets `publish` give it its name by `link` or `rename`. The name
   * is on disk when this returns; when anything throws, nothing stays behind.
   */
  write<T>(path: string, fill: Fill, publish: (temporary: string) => Promise<T>): Promise<T>;
  /** Lets `act` make names in `folder`: the folder is there before, and the names are on disk when this returns. */
  guard<T>(folder: string, act: () => Promise<T>): Promise<T>;
}

/** Folders known to be on disk; far more than are written to at a time. */
const MAX_KNOWN_FOLDERS = 10_000;

/** All paths lie in `root`; what is being written waits in its folder `incoming`. */
export function durableFolder(root: string, incoming: string): DurableFolder {
  const folders = new KnownFolders(root);
  const syncShared = sharedSyncs();
  const guard = async <T>(folder: string, act: () => Promise<T>): Promise<T> => {
    const result = await folders.within(folder, act);
    await syncShared(folder);
    return result;
  };
  return {
    guard: (folder, act) => mapped(guard(folder, act)),
    async write(path, fill, publish) {
      const temporary = join(incoming, randomUUID());
      const written = folders
        .within(incoming, () => open(temporary, 'wx', 0o600))
        .then((file) => fillSynced(file, fill));
      try {
        return await mapped(written.then(() => guard(dirname(path), () => publish(temporary))));
      } finally {
        await rm(temporary, { force: true }).catch(() => {});
      }
    },
  };
}

async function mapped<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asStoreError(error);
  }
}

async function fillSynced(file: FileHandle, fill: Fill): Promise<void> {
  try {
    await fill(writeChunks(file, 0));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes chunk behind chunk from `offset` on. */
export function writeChunks(file: FileHandle, offset: number): Append {
  let position = offset;
  return async (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, at, chunk.length - at, position);
      if (bytesWritten === 0) throw new StoreUnavailable('full');
      at += bytesWritten;
      position += bytesWritten;
    }
  };
}

/**
 * Makes folders and sees to it that they are still there after a power cut. Once per folder and process: one that exists
 * may have been made by somebody who has not synced it yet.
 */
class KnownFolders {
  readonly #root: string;
  readonly #known = new Map<string, Promise<void>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Lets `act` work in a folder that is there; should somebody have removed it, once more in a new one. */
  async within<T>(folder: string, act: () => Promise<T>): Promise<T> {
    await this.#ensure(folder);
    try {
      return await act();
    } catch (error) {
      this.#known.delete(folder);
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await this.#ensure(folder);
      return act();
    }
  }

  async #ensure(path: string): Promise<void> {
    if (this.#known.size > MAX_KNOWN_FOLDERS) this.#known.clear();
    const made = this.#known.get(path) ?? this.#make(path);
    this.#known.set(path, made);
    try {
      await made;
    } catch (error) {
      this.#known.delete(path);
      throw error;
    }
  }

  async #make(path: string): Promise<void> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    for (let folder = path; folder.length >= this.#root.length; folder = dirname(folder)) {
      await syncFolder(dirname(folder));
    }
  }
}

/** As in `make-folder.ts`, without keeping everybody waiting. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** One sync serves all who ask before it begins: of a flood of files in one folder, few pay. */
function sharedSyncs(): (path: string) => Promise<void> {
  const waiting = new Map<string, Promise<void>>();
  const running = new Map<string, Promise<void>>();
  const begin = (path: string) => {
    waiting.delete(path);
    const sync = syncFolder(path).finally(() => running.get(path) === sync && running.delete(path));
    running.set(path, sync);
    return sync;
  };
  return (path) => {
    const before = running.get(path)?.catch(() => {}) ?? Promise.resolve();
    const sync = waiting.get(path) ?? before.then(() => begin(path));
    waiting.set(path, sync);
    return sync;
  };
}
