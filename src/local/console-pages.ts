import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Pages, pagesOf, readPages } from '#src/api/pages.ts';

interface Bundler {
  bundleConsole(): Promise<{ path: string; text: string }[]>;
  stopBundler(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../..');
/** Beside the sources, or beside the one file that an installation consists of. */
const BUILT = [
  join(ROOT, 'dist/console'),
  join(import.meta.dirname, 'console'),
  join(import.meta.dirname, '../console'),
];

const NOT_BUILT =
  '<!doctype html><title>Argus</title><p>The page is not built here: run "npm ci" and "npm run build". The API works, and is described at /openapi.json.</p>';

/** Asked for when somebody first opens the page, and kept: from its sources in a checkout, else as the build left it. */
export function consolePages(): () => Promise<Pages> {
  let pages: Promise<Pages> | undefined;
  return () => {
    pages ??= fromSources().then((found) => found ?? fromBuild());
    return pages;
  };
}

async function fromSources(): Promise<Pages | undefined> {
  const bundler = join(ROOT, 'console/bundle.ts');
  if (!existsSync(bundler)) return undefined;
  try {
    const { bundleConsole, stopBundler }: Bundler = await import(pathToFileURL(bundler).href);
    const files = await bundleConsole();
    await stopBundler();
    return pagesOf(files);
  } catch {
    // Installed without what builds it.
    return undefined;
  }
}

function fromBuild(): Pages {
  const folder = BUILT.find((each) => existsSync(join(each, 'index.html')));
  return folder ? readPages(folder) : new Map([['/', NOT_BUILT]]);
}
