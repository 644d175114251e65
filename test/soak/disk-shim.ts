import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SoakUnavailable } from './soak.ts';

const SOURCE = fileURLToPath(new URL('disk-shim.c', import.meta.url));

/** Compiles the shim into `folder`. Throws `SoakUnavailable` where that does not work. */
export function buildShim(folder: string): string {
  if (process.platform !== 'linux') throw new SoakUnavailable('the disk can only be watched on Linux');
  const library = join(folder, 'disk-shim.so');
  const built = spawnSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl', '-lpthread']);
  if (built.status !== 0) throw new SoakUnavailable('the disk can only be watched with a C compiler (cc)');
  return library;
}
