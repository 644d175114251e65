import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { borrowFile } from '#src/local/borrow-file.ts';
import { fileSource } from '#src/local/file-source.ts';
import type { ByteSource, ByteStream } from '#src/parsers/byte-source.ts';
import { CommandFailed } from './command.ts';
import { findFiles } from './find-files.ts';

/** A path, and how its user knows it. */
export interface NamedPath {
  path: string;
  name: string;
}

/** As typed on the command line. */
export const namedPath = (name: string, cwd: string): NamedPath => ({ name, path: resolve(cwd, name) });

/** The same, with the files in place of a folder. */
export async function namedFiles(name: string, cwd: string): Promise<NamedPath[]> {
  const named = namedPath(name, cwd);
  const isFolder = await stat(named.path).then(
    (info) => info.isDirectory(),
    () => false,
  );
  if (!isFolder) return [named];
  // One that is empty, or cannot be listed, is named as any other that cannot be read.
  const inside = await findFiles([name], cwd).catch(() => undefined);
  return inside?.map((file) => ({ path: file.path, name: join(name, file.name) })) ?? [named];
}

/** A log file on this machine, named on the command line. */
export interface StoredLog {
  /** As typed. */
  name: string;
  sizeBytes: number;
  /** When it was last written: completes times without a year. Microseconds since 1970. */
  modifiedUs: number;
  open(signal: AbortSignal): ByteStream;
  source: ByteSource;
}

/** Throws `CommandFailed` with a sentence about the file. */
export async function findStoredLog({ name, path }: NamedPath): Promise<StoredLog> {
  const info = await stat(path).catch((error) => Promise.reject(unreadable(name, error)));
  if (info.isDirectory()) throw new CommandFailed(`There are no files in "${name}".`);
  // Opening a pipe waits for its writer, and no interrupt ends that wait.
  if (!info.isFile()) throw new CommandFailed(`"${name}" is a pipe or a device: save what it gives to a file first.`);
  return {
    name,
    sizeBytes: info.size,
    modifiedUs: Math.round(info.mtimeMs * 1000),
    open: (signal) => borrowFile(path, signal),
    source: fileSource(path, info.size),
  };
}

/** A sentence in place of the system's error code; throws what is no error of the system. */
export function unreadable(name: string, error: unknown): CommandFailed {
  if (error instanceof CommandFailed) return error;
  if (error instanceof Error && error.name === 'AbortError') return new CommandFailed(`"${name}" was left half read.`);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === undefined) throw error;
  if (code === 'ENOENT') return new CommandFailed(`There is no file "${name}".`);
  if (code === 'EACCES') return new CommandFailed(`"${name}" may not be read.`);
  return new CommandFailed(`"${name}" cannot be read (${code}).`);
}
