import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CommandFailed, type Io, UsageError } from './command.ts';
import type { FoundFile } from './find-files.ts';

/** What stands for standard input among paths. */
const DASH = '-';

/**
 * Other paths of a command line than `-`, and for `-` a file of what is piped in, for as long as `work` takes: quotes are
 * read again from where they stand, so what came through a pipe has to lie somewhere. Throws `UsageError` and `CommandFailed`.
 */
export async function withStandardInput<T>(
  paths: readonly string[],
  io: Io,
  work: (others: readonly string[], piped: FoundFile | undefined) => Promise<T>,
): Promise<T> {
  const others = paths.filter((path) => path !== DASH);
  if (others.length === paths.length) return work(paths, undefined);
  if (others.length < paths.length - 1) throw new UsageError('Standard input can be read once: give - once.');
  if (io.stdin.isTerminal) throw new UsageError('Nothing is piped in: - stands for what another program writes.');
  const folder = await mkdtemp(join(tmpdir(), 'argus-'));
  try {
    return await work(others, await spool(io, join(folder, 'stdin')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function spool({ signal, stdin }: Io, path: string): Promise<FoundFile> {
  try {
    await pipeline(stdin.bytes(), createWriteStream(path, { mode: 0o600 }), { signal });
  } catch (error) {
    if (signal.aborted) throw new CommandFailed('Interrupted.');
    throw error;
  }
  return { path, name: 'stdin', sizeBytes: (await stat(path)).size };
}
