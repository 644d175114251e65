import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** Another live process works in the same data folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(folder: string, pid: number) {
    super(`The data folder ${folder} is in use by process ${pid}. Stop it first, or choose another folder.`);
  }
}

const LOCK_FILE = 'argus.lock';

/**
 * One process per data folder: two would both go on with the same executions. The lock holds the owner's pid,
 * so a lock left behind by `kill -9` is taken over. Throws `FolderInUse`.
 */
export function lockFolder(folder: string): { release(): void } {
  makeFolder(folder);
  const path = join(folder, LOCK_FILE);
  if (!tryLock(path)) {
    const owner = findOwner(path);
    if (owner !== undefined && owner !== process.pid && isAlive(owner)) throw new FolderInUse(folder, owner);
    if (owner === process.pid && held.has(path)) throw new FolderInUse(folder, owner);
    rmSync(path, { force: true });
    if (!tryLock(path)) throw new FolderInUse(folder, findOwner(path) ?? 0);
  }
  held.add(path);
  return { release: () => release(path) };
}

/** Locks of this process: after a reboot, an old lock may carry the very pid that this process has now. */
const held = new Set<string>();

function release(path: string): void {
  held.delete(path);
  rmSync(path, { force: true });
}

function tryLock(path: string): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when the owner was killed between creating the file and writing its pid. */
function findOwner(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
