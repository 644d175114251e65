import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export class EmulatorMissing extends Error {
  override readonly name = 'EmulatorMissing';
}

/** A server of PyPI, in a virtual environment of its own. */
export interface PythonEmulator {
  name: string;
  /** The interpreter that makes the environment. */
  python: string;
  /** Pinned: an emulator's gaps change with every release. */
  packages: readonly string[];
  /** Versions that take the place of those that came with the packages, whatever those say of it. */
  instead?: readonly string[];
  /** Where the environment lies; made once. */
  folder: string;
  module: string;
  environment(port: number): NodeJS.ProcessEnv;
  /** Asks whether it is up; also what has to be done once it can be. */
  isUp(port: number): Promise<boolean>;
  startSeconds: number;
}

export interface RunningEmulator {
  port: number;
  close(): Promise<void>;
}

/** Installs it, once, and starts it on a free port of 127.0.0.1. Throws `EmulatorMissing`. */
export async function startPythonEmulator(emulator: PythonEmulator): Promise<RunningEmulator> {
  await installPythonEmulator(emulator);
  const port = await freePort();
  const server = spawn(pythonOf(emulator), ['-m', emulator.module], {
    env: emulator.environment(port),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: its workers end with it.
    detached: true,
  });
  let complaints = '';
  server.stderr?.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-4_000);
  });
  for (let tries = 0; tries < emulator.startSeconds * 5 && server.exitCode === null; tries++) {
    if (await emulator.isUp(port)) return { port, close: () => end(server) };
    await sleep(200);
  }
  await end(server);
  throw new EmulatorMissing(`${emulator.name} did not start. ${complaints}`);
}

const pythonOf = ({ folder }: PythonEmulator): string => join(folder, 'bin', 'python');

/** Makes its environment; nothing where that is done. Throws `EmulatorMissing`. */
export async function installPythonEmulator(emulator: PythonEmulator): Promise<void> {
  const { folder, instead = [], name, packages } = emulator;
  const done = join(folder, 'installed');
  if (existsSync(done)) return;
  const [base, python] = [emulator.python, pythonOf(emulator)];
  const run = promisify(execFile);
  try {
    await run(base, ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
    if (instead.length > 0) await run(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', ...instead]);
    await writeFile(done, '');
  } catch (error) {
    throw new EmulatorMissing(
      `${name} could not be installed with ${base} and its venv (Debian: apt-get install python3-venv); or set AWS_ENDPOINT_URL to an emulator that runs.`,
      { cause: error },
    );
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return;
  const closed = new Promise((resolve) => server.once('close', resolve));
  process.kill(-server.pid, 'SIGTERM');
  await closed;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
