import { access, constants, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CommandFailed } from './command.ts';

export interface FoundFile {
  /** Absolute. */
  path: string;
  /** As the batch will know it: relative to the folder that was named, or to what all paths share, with `/`. */
  name: string;
  sizeBytes: number;
}

/** What `argus simulate` says happened: the answer is not part of the question. */
const TRUTH_FILE = 'truth.json';
/** Longest name the API takes. */
const MAX_NAME_LENGTH = 255;

/**
 * The files behind the paths of a command line, folders with all that is in them, in a stable order. Links inside folders
 * are not followed: they may lead anywhere. Throws `CommandFailed`.
 */
export async function findFiles(paths: readonly string[], cwd: string): Promise<FoundFile[]> {
  const common = commonFolder(paths.map((path) => dirname(resolve(cwd, path))));
  const found = await Promise.all(
    paths.map((path) => expand(resolve(cwd, path), path, { common, isAlone: paths.length === 1 })),
  );
  const files = found.flat();
  if (files.length === 0) throw new CommandFailed(`There are no files in ${paths.join(', ')}.`);
  return files;
}

/** Files of several folders keep the part of their path that tells them apart: `tcu/dmesg.log`, `gateway/dmesg.log`. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  const isIn = (folder: string): boolean => others.every((other) => `${other}${sep}`.startsWith(`${folder}${sep}`));
  let folder = first;
  while (!isIn(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

interface Named {
  common: string;
  /** The only path: its files need no more of it to be told apart. */
  isAlone: boolean;
}

async function expand(path: string, asTyped: string, { common, isAlone }: Named): Promise<FoundFile[]> {
  const info = await stat(path).catch((error) => Promise.reject(cannotRead(asTyped, error)));
  if (info.isFile()) return [await describe(common, path)];
  if (!info.isDirectory()) throw new CommandFailed(`"${asTyped}" is neither a file nor a folder.`);
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((error) =>
    Promise.reject(cannotRead(asTyped, error)),
  );
  const inside = entries
    .filter((entry) => entry.isFile() && entry.name !== TRUTH_FILE)
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(inside.sort().map(async (file) => describe(isAlone ? path : common, file)));
}

async function describe(folder: string, path: string): Promise<FoundFile> {
  try {
    await access(path, constants.R_OK);
    return { path, name: nameOf(relative(folder, path)), sizeBytes: (await stat(path)).size };
  } catch (error) {
    throw cannotRead(path, error as NodeJS.ErrnoException);
  }
}

/** The end of a long name says more than its beginning; control characters would only disturb. */
const nameOf = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .replace(/[\p{Cc}\u2028\u2029]/gu, '_')
    .slice(-MAX_NAME_LENGTH);

function cannotRead(path: string, error: NodeJS.ErrnoException): CommandFailed {
  if (error.code === 'ENOENT') return new CommandFailed(`There is no file or folder "${path}".`);
  if (error.code === 'EACCES') return new CommandFailed(`"${path}" may not be read.`);
  return new CommandFailed(`"${path}" cannot be read (${error.code}).`);
}
