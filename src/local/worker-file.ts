import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of the worker `name` beside the module at `url`: its source there, or what was bundled of it. */
export const workerFile = (name: string, url: string): string =>
  fileURLToPath(new URL(`./${name}${extname(url)}`, url));
