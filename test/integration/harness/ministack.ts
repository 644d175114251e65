import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { trustCertificate } from './trust.ts';

/** The version these tests were written against: an emulator's gaps change with every release. */
const VERSION = '1.5.33';
const FOLDER = join('node_modules', '.cache', `ministack-${VERSION}`);
/** MiniStack makes it at its first start, with openssl. */
const CERTIFICATE = resolve(FOLDER, 'ministack-tls', 'server.crt');
const START_TRIES = 100;

export class EmulatorMissing extends Error {
  override readonly name = 'EmulatorMissing';
}

export interface Emulator {
  endpoint: string;
  /** Path of the certificate to trust; null where the endpoint is not https or has a known one. */
  certificate: string | null;
  close(): Promise<void>;
}

/** Installs MiniStack into a virtual environment of its own, once, and starts it on a free port with IAM enforced. */
export async function startMiniStack(): Promise<Emulator> {
  if (!existsSync(join(FOLDER, 'bin', 'ministack'))) await install();
  const port = await freePort();
  const endpoint = `https://127.0.0.1:${port}`;
  const server = spawn(join(FOLDER, 'bin', 'python'), ['-m', 'ministack'], {
    env: environment(port),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own: its Lambda workers end with it.
    detached: true,
  });
  let complaints = '';
  server.stderr?.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-4_000);
  });
  await untilUp(endpoint, server, () => complaints);
  return { endpoint, certificate: CERTIFICATE, close: () => end(server) };
}

async function install(): Promise<void> {
  const run = promisify(execFile);
  try {
    await run('python3', ['-m', 'venv', FOLDER]);
    await run(join(FOLDER, 'bin', 'pip'), ['install', '--quiet', `ministack==${VERSION}`]);
  } catch (error) {
    throw new EmulatorMissing(
      'The integration tests install MiniStack with python3 and its venv (Debian: apt-get install python3-venv); or set AWS_ENDPOINT_URL to an emulator that runs.',
      { cause: error },
    );
  }
}

function environment(port: number): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return {
    PATH: `${join(process.cwd(), 'node_modules', '.bin')}:${PATH}`,
    HOME,
    TMPDIR: resolve(FOLDER),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    // Signatures and policies count: a call that a role was not granted fails here as on AWS.
    AUTH: 'true',
    // The buckets refuse whatever does not come over TLS.
    USE_SSL: '1',
    SFTP_ENABLED: '0',
    IOT_MTLS_ENABLED: '0',
  };
}

async function untilUp(endpoint: string, server: ChildProcess, complaints: () => string): Promise<void> {
  for (let tries = 0; tries < START_TRIES && server.exitCode === null; tries++) {
    if (existsSync(CERTIFICATE)) trustCertificate(CERTIFICATE);
    const isUp = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await sleep(200);
  }
  await end(server);
  throw new EmulatorMissing(`MiniStack did not start. ${complaints()}`);
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
