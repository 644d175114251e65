import { chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './make-folder.ts';
import { asStoreError, StoreUnavailable } from './store-unavailable.ts';
import { SIGNING_KEY_FILE } from './upload-url.ts';

/** Another process works in the same data folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(folder: string, pid: string) {
    super(`The data folder ${folder} is in use by process ${pid}. Stop it first, or choose another folder.`);
  }
}

const LOCK_FILE = 'lock';
/** Only for the sentence: who holds the lock is the operating system's to know. */
const PID_FILE = 'lock.pid';

/**
 * One process per data folder: two would both go on with the same executions. The operating system holds the lock and ends
 * it with its process, however that ends, so no lock is ever left behind and no foreign process mistaken for the owner.
 * Node itself cannot lock files; SQLite can, on every system. Makes the folder, for this user only. Throws `FolderInUse`,
 * `FolderUnavailable` and `StoreUnavailable`.
 */
export function lockFolder(folder: string): { release(): void } {
  makeFolder(folder);
  keepForOwner(folder);
  const lock = takeLock(folder);
  return {
    release() {
      rmSync(join(folder, PID_FILE), { force: true });
      lock.close();
    },
  };
}

function takeLock(folder: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    closeSync(openSync(join(folder, LOCK_FILE), 'a', 0o600));
    lock = new DatabaseSync(join(folder, LOCK_FILE));
    lock.exec('PRAGMA journal_mode = OFF');
    lock.exec('BEGIN EXCLUSIVE');
    writeFileSync(join(folder, PID_FILE), String(process.pid), { mode: 0o600 });
    return lock;
  } catch (error) {
    lock?.close();
    const fault = asStoreError(error);
    if (fault instanceof StoreUnavailable && fault.trouble === 'busy') throw new FolderInUse(folder, ownerOf(folder));
    throw fault;
  }
}

function ownerOf(folder: string): string {
  try {
    return /^\d+$/.exec(readFileSync(join(folder, PID_FILE), 'utf8'))?.[0] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

/** A data folder of earlier versions let others in. A folder that merely holds other things is left as it is. */
function keepForOwner(folder: string): void {
  if (!existsSync(join(folder, SIGNING_KEY_FILE))) return;
  try {
    chmodSync(folder, 0o700);
  } catch {
    // It is somebody else's: whether it can be written to shows at the first write.
  }
}
