import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

export class FolderUnavailable extends Error {
  override readonly name = 'FolderUnavailable';

  constructor(path: string, code: string) {
    super(`The folder ${path} cannot be made (${code}): choose another place.`);
  }
}

/**
 * Makes a folder and those above it that are missing; throws `FolderUnavailable`. Not `recursive: true`: below a file
 * system that takes no folders (/proc) Node tries that for ever.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    // Somebody else made it in the meantime.
    if (code !== 'EEXIST') throw new FolderUnavailable(path, code);
  }
}
