import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type PythonEmulator, startPythonEmulator } from './python-emulator.ts';
import { trustCertificate } from './trust.ts';

/** The version these tests were written against. */
const VERSION = '1.5.33';
const FOLDER = join('node_modules', '.cache', `ministack-${VERSION}`);
/** MiniStack makes it at its first start, with openssl. */
const CERTIFICATE = resolve(FOLDER, 'ministack-tls', 'server.crt');

export interface Emulator {
  endpoint: string;
  /** Path of the certificate to trust; null where the endpoint is not https or has a known one. */
  certificate: string | null;
  close(): Promise<void>;
}

const MINISTACK: PythonEmulator = {
  name: 'MiniStack',
  python: 'python3',
  packages: [`ministack==${VERSION}`],
  folder: FOLDER,
  module: 'ministack',
  environment,
  async isUp(port) {
    if (existsSync(CERTIFICATE)) trustCertificate(CERTIFICATE);
    return fetch(`https://127.0.0.1:${port}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  },
  startSeconds: 20,
};

/** MiniStack on a free port, with IAM enforced. */
export async function startMiniStack(): Promise<Emulator> {
  const { close, port } = await startPythonEmulator(MINISTACK);
  return { endpoint: `https://127.0.0.1:${port}`, certificate: CERTIFICATE, close };
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
