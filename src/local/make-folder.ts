import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

export class FolderUnavailable extends Error {
  override readonly name = 'FolderUnavailable';

  constructor(path: string, code: string) {
    super(`The folder ${path} cannot be made (${code}): choose another place.`);
  }
}

/**
 * Makes a folder and those above it that are missing, for this user only; throws `FolderUnavailable`. Not `recursive: true`: below a file
 * system that takes no folders (/proc) Node tries that for ever.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    // Somebody else made it in the meantime.
    if (code !== 'EEXIST') throw new FolderUnavailable(path, code);
  }
  try {
    syncFolder(parent);
  } catch {
    // A parent that this user may not read is not this user's to sync.
  }
}

/** A name is on disk when its folder was synced. Windows has no such call: NTFS writes names to its journal by itself. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
