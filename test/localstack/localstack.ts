import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { EmulatorMissing, type PythonEmulator } from '#test/integration/harness/python-emulator.ts';

/** The last release for everybody, as it lies on PyPI. */
const VERSION = '4.14.0';
const FOLDER = join('node_modules', '.cache', `localstack-core-${VERSION}`);

/** LocalStack without Docker: S3 and Step Functions, and whatever else needs neither containers nor Java. */
export const LOCALSTACK: PythonEmulator = {
  name: 'LocalStack',
  get python() {
    return newPython();
  },
  packages: [`localstack-core[runtime]==${VERSION}`, 'service-identity'],
  // It names no upper bounds, and newer ones of these have lost what it uses.
  instead: ['cbor2==5.7.1', 'pyopenssl==25.0.0', 'cryptography==44.0.3', 'service-identity==24.2.0'],
  folder: FOLDER,
  module: 'localstack.runtime.main',
  environment: (port) => ({
    PATH: process.env['PATH'],
    HOME: resolve(FOLDER),
    FILESYSTEM_ROOT: resolve(FOLDER, 'filesystem'),
    LOCALSTACK_VOLUME_DIR: resolve(FOLDER, 'volume'),
    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    // Nothing is asked of the network.
    DISABLE_EVENTS: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',
    DNS_ADDRESS: '0',
    S3_SKIP_SIGNATURE_VALIDATION: '0',
  }),
  isUp: (port) =>
    fetch(`http://127.0.0.1:${port}/_localstack/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  startSeconds: 180,
};

const isNew = (python: string): boolean =>
  spawnSync(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 12))']).status === 0;

/** LocalStack is written in the words of Python 3.12. */
function newPython(): string {
  const ofPyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const installed = foldersIn(ofPyenv).map((version) => join(ofPyenv, version, 'bin', 'python'));
  const found = ['python3.13', 'python3.12', 'python3', ...installed].find(isNew);
  if (found === undefined) throw new EmulatorMissing('LocalStack without Docker needs Python 3.12 or newer.');
  return found;
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort().reverse();
  } catch {
    return [];
  }
}
