import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../support/argus-process.ts', import.meta.url));

export interface ArgusChild {
  url: string;
  /** The signal or exit code that ended it. */
  ended: Promise<string>;
  /** What it wrote to stderr so far. */
  complaints(): string;
  /** `kill -9`. */
  kill(): Promise<string>;
  /** Ends as by Ctrl-C: the database is closed. */
  stop(): Promise<string>;
}

/** The child ended before it was up. */
export class NotUp extends Error {
  override readonly name = 'NotUp';
}

/** Argus as a process of its own on a data folder. */
export async function startChild(dataDir: string, env: Record<string, string> = {}): Promise<ArgusChild> {
  const child = spawn(process.execPath, [ENTRY, dataDir], {
    // Hundreds of processes compile the same sources once.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'argus-compile-cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => String(signal ?? code));
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const end = (signal: NodeJS.Signals) => () => {
    child.kill(signal);
    return ended;
  };
  const url = await Promise.race([firstLine(child), ended.then(() => undefined)]);
  if (url === undefined) throw new NotUp(complaints.slice(0, 2_000));
  return { url, ended, complaints: () => complaints, kill: end('SIGKILL'), stop: end('SIGTERM') };
}

async function firstLine({ stdout }: ChildProcess): Promise<string | undefined> {
  if (!stdout) return undefined;
  const [line] = await once(createInterface({ input: stdout }), 'line');
  return String(line);
}
